package io.craton.hsm.provider.keystore;

import io.craton.hsm.HsmException;
import io.craton.hsm.provider.token.TokenReference;
import io.craton.hsm.provider.token.TokenUri;
import io.craton.hsm.spi.Causes;
import java.security.KeyStoreException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an alias means. To read, it is the alias of an entry, or a {@code pkcs11:} URI that exactly
 * one entry matches; to write and to delete it is the alias of an entry and nothing else.
 */
final class Alias {
    private Alias() {}

    /**
     * What was found.
     *
     * @param item the entry; null if there is none, or not exactly one
     * @param problem why it cannot be told which entry is meant; null if it can
     */
    record Found(@Nullable Item item, @Nullable String problem) {}

    /** The entry that is meant by somebody who reads. */
    static Found find(@Nullable String alias, EntryIndex index, TokenEntries entries) {
        Item item = alias == null ? null : index.get(alias);
        if (alias == null || item != null || !TokenUri.isUri(alias)) {
            return new Found(entries.view().shown(item), null);
        }
        TokenReference meant;
        try {
            meant = TokenUri.parse(alias).reference();
            if (!meant.token().any() && !entries.token().is(meant.token())) {
                return new Found(null, null);
            }
        } catch (HsmException e) {
            return new Found(null, Causes.of(e));
        }
        EntryView wanted = new EntryView(meant.entries());
        List<Item> matching =
                index.items().stream().filter(entries.view()::shows).filter(wanted::shows).toList();
        if (matching.size() > 1) {
            return new Found(
                    null,
                    matching.size()
                            + " entries match the pkcs11: URI; say more in it, such as object, id and type");
        }
        return new Found(matching.isEmpty() ? null : matching.get(0), null);
    }

    /** Refuses an alias that cannot be that of an entry to write or to delete. */
    static String toWrite(@Nullable String alias) throws KeyStoreException {
        if (alias == null || alias.isEmpty()) {
            throw new KeyStoreException(
                    "an entry needs an alias of at least one character: it becomes the label of its objects");
        }
        if (TokenUri.isUri(alias)) {
            throw new KeyStoreException(
                    "a pkcs11: URI chooses an entry to read; to write or delete one, give its alias");
        }
        return alias;
    }
}

package io.craton.hsm.provider.keystore;

import io.craton.hsm.HsmException;
import io.craton.hsm.provider.token.ProviderToken;
import io.craton.hsm.provider.token.TokenUri;
import io.craton.hsm.spi.Causes;
import java.security.KeyStoreException;
import java.util.Arrays;
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
    static Found find(@Nullable String alias, EntryIndex index, ProviderToken token) {
        Item item = alias == null ? null : index.get(alias);
        if (alias == null || item != null || !TokenUri.isUri(alias)) {
            return new Found(item, null);
        }
        TokenUri uri;
        try {
            uri = TokenUri.parse(alias);
            if (!uri.selector().any() && !token.is(uri.selector())) {
                return new Found(null, null);
            }
        } catch (HsmException e) {
            return new Found(null, Causes.of(e));
        }
        List<Item> matching = index.items().stream().filter(one -> matches(one, uri)).toList();
        if (matching.size() > 1) {
            return new Found(
                    null,
                    matching.size()
                            + " entries match the pkcs11: URI; say more in it, such as object, id and type");
        }
        return new Found(matching.isEmpty() ? null : matching.get(0), null);
    }

    private static boolean matches(Item item, TokenUri uri) {
        return (uri.object() == null || item.label().equals(uri.object()))
                && (uri.id() == null || Arrays.equals(item.id(), uri.id()))
                && (uri.type() == null || type(item).equals(uri.type()));
    }

    private static String type(Item item) {
        return switch (item.objectClass()) {
            case CKO_PRIVATE_KEY -> "private";
            case CKO_SECRET_KEY -> "secret-key";
            default -> "cert";
        };
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

package io.craton.hsm.provider.keystore;

import io.craton.hsm.provider.token.EntrySelector;
import io.craton.hsm.spi.Bytes;
import java.security.KeyStoreException;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a token that a key store shows, and may change. It narrows what a program finds
 * that takes whatever is there; it protects nothing: the other entries are a {@code load} away.
 *
 * @param selector which they are
 */
record EntryView(EntrySelector selector) {
    /** Whether an entry is one of them. */
    boolean shows(@Nullable Item item) {
        return item != null
                && (selector.aliases().isEmpty() || selector.aliases().contains(item.alias()))
                && (selector.object() == null || selector.object().equals(item.label()))
                && (selector.id() == null || selector.id().equals(Bytes.of(item.id())))
                && (selector.type() == null || selector.type().equals(type(item)));
    }

    private static String type(Item item) {
        return switch (item.objectClass()) {
            case CKO_PRIVATE_KEY -> "private";
            case CKO_SECRET_KEY -> "secret-key";
            default -> "cert";
        };
    }

    /** The entry, if it is one of them. */
    @Nullable Item shown(@Nullable Item item) {
        return shows(item) ? item : null;
    }

    /**
     * Refuses to write or delete what is not shown.
     *
     * @param item the entry with the alias; null if there is none
     */
    void requireWritable(String alias, @Nullable Item item) throws KeyStoreException {
        boolean permitted = item == null ? selector.admits(alias) : shows(item);
        if (!permitted) {
            throw new KeyStoreException(
                    "\""
                            + alias
                            + "\" is none of the entries that this key store was loaded with ("
                            + selector
                            + "); load it with a reference that names this one, or all, to change it");
        }
    }
}

package io.craton.hsm.provider.keystore;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.provider.keystore.AliasIndex.Item;
import io.craton.hsm.provider.token.Token;
import io.craton.hsm.provider.token.TokenUri;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one token, read again when the token has changed. Safe for use by several threads.
 */
final class TokenEntries {
    private final Token token;
    private volatile @Nullable State state;

    private record State(long changeCount, AliasIndex index) {}

    TokenEntries(Token token) {
        this.token = token;
    }

    Token token() {
        return token;
    }

    /** The index as it is now. */
    AliasIndex index() {
        // The count is read first: a change that comes while the objects are read is seen the next
        // time.
        long count = token.call(session -> session.slot().changeCount());
        State known = state;
        if (known != null && count >= 0 && known.changeCount() == count) {
            return known.index();
        }
        if (token.access().pinSource() != null && !token.loggedIn()) {
            token.loginFromSource();
            count = token.slot().changeCount();
        }
        AliasIndex index = token.call(session -> read(session, known));
        state = new State(count, index);
        return index;
    }

    private static AliasIndex read(Session session, @Nullable State known) {
        return AliasIndex.read(session, known == null ? null : known.index());
    }

    static boolean gone(HsmException e) {
        return switch (e.code()) {
            case CKR_OBJECT_HANDLE_INVALID, CKR_KEY_HANDLE_INVALID -> true;
            default -> false;
        };
    }

    /** The entry with an alias, or that a {@code pkcs11:} URI names. */
    @Nullable Item find(@Nullable String alias) {
        if (alias == null) {
            return null;
        }
        AliasIndex index = index();
        Item item = index.get(alias);
        return item != null || !TokenUri.isUri(alias) ? item : find(index, TokenUri.parse(alias));
    }

    private @Nullable Item find(AliasIndex index, TokenUri uri) {
        if (!uri.selector().any() && !token.is(uri.selector())) {
            return null;
        }
        return index.items().stream()
                .filter(item -> uri.object() == null || item.label().equals(uri.object()))
                .filter(item -> uri.id() == null || Arrays.equals(item.id(), uri.id()))
                .filter(item -> uri.type() == null || type(item).equals(uri.type()))
                .findFirst()
                .orElse(null);
    }

    private static String type(Item item) {
        return switch (item.objectClass()) {
            case CKO_PRIVATE_KEY -> "private";
            case CKO_SECRET_KEY -> "secret-key";
            default -> "cert";
        };
    }

    /** Destroys an entry: the key with its public key and its certificates, or the certificate. */
    void delete(Item item) {
        token.call(
                session -> {
                    if (item.objectClass() == ObjectClass.CKO_PRIVATE_KEY) {
                        deletePublicKey(session, item);
                    }
                    destroy(session, item.handle());
                    deleteChain(session, item);
                    return true;
                });
    }

    /**
     * Destroys the certificate of a private key, and those of its chain that belong to no entry and
     * no other chain.
     */
    void deleteChain(Session session, Item item) {
        StoredCertificate own = item.certificate();
        if (own == null) {
            return;
        }
        AliasIndex before = index();
        var chain = Chains.of(own, before);
        destroy(session, own.handle());
        for (StoredCertificate authority : chain.subList(1, chain.size())) {
            boolean needed =
                    !authority.label().isEmpty()
                            || index().items().stream()
                                    .filter(Item::isKey)
                                    .map(Item::certificate)
                                    .anyMatch(
                                            leaf ->
                                                    leaf != null
                                                            && Chains.of(leaf, index())
                                                                    .contains(authority));
            if (!needed) {
                destroy(session, authority.handle());
            }
        }
    }

    private static void deletePublicKey(Session session, Item item) {
        if (item.id().length == 0) {
            return;
        }
        Template template =
                Template.builder()
                        .objectClass(ObjectClass.CKO_PUBLIC_KEY)
                        .token(true)
                        .id(item.id())
                        .build();
        byte[] own =
                session.describe(item.handle(), AttributeType.CKA_PUBLIC_KEY_INFO)
                        .get(AttributeType.CKA_PUBLIC_KEY_INFO, new byte[0]);
        for (ObjectHandle handle : session.findObjects(template)) {
            byte[] theirs =
                    session.describe(handle, AttributeType.CKA_PUBLIC_KEY_INFO)
                            .get(AttributeType.CKA_PUBLIC_KEY_INFO, new byte[0]);
            if (own.length > 0 && Arrays.equals(own, theirs)) {
                destroy(session, handle);
            }
        }
    }

    /** Destroys an object; one that is gone already is what was wanted. */
    static void destroy(Session session, ObjectHandle handle) {
        try {
            session.destroyObject(handle);
        } catch (HsmException e) {
            if (!gone(e)) {
                throw e;
            }
        }
    }
}

package io.craton.hsm.provider.key;

import io.craton.hsm.AttributeType;
import io.craton.hsm.KeyType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.Template;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The one table of what the keys of this door may do, by their type and by what they are made for.
 * A key that wraps does nothing else (decision B39), and so does one that derives, but for types
 * that have no use without derivation; a use that is not in the row is false, whatever the module's
 * own default is.
 *
 * @param own what the private or the secret key may do
 * @param publicKey what the public key may do
 */
record KeyUses(Set<AttributeType<Boolean>> own, Set<AttributeType<Boolean>> publicKey) {
    private static final List<AttributeType<Boolean>> OF_PUBLIC =
            List.of(
                    AttributeType.CKA_ENCRYPT,
                    AttributeType.CKA_VERIFY,
                    AttributeType.CKA_VERIFY_RECOVER,
                    AttributeType.CKA_WRAP,
                    AttributeType.CKA_ENCAPSULATE,
                    AttributeType.CKA_DERIVE);
    private static final List<AttributeType<Boolean>> OF_PRIVATE =
            List.of(
                    AttributeType.CKA_DECRYPT,
                    AttributeType.CKA_SIGN,
                    AttributeType.CKA_SIGN_RECOVER,
                    AttributeType.CKA_UNWRAP,
                    AttributeType.CKA_DECAPSULATE,
                    AttributeType.CKA_DERIVE);
    private static final List<AttributeType<Boolean>> OF_SECRET =
            List.of(
                    AttributeType.CKA_ENCRYPT,
                    AttributeType.CKA_DECRYPT,
                    AttributeType.CKA_SIGN,
                    AttributeType.CKA_VERIFY,
                    AttributeType.CKA_WRAP,
                    AttributeType.CKA_UNWRAP,
                    AttributeType.CKA_DERIVE);

    private static final Set<AttributeType<Boolean>> CIPHER =
            Set.of(AttributeType.CKA_ENCRYPT, AttributeType.CKA_DECRYPT);
    private static final Set<AttributeType<Boolean>> MAC =
            Set.of(AttributeType.CKA_SIGN, AttributeType.CKA_VERIFY);
    private static final Set<AttributeType<Boolean>> USUAL_AES =
            Set.of(
                    AttributeType.CKA_ENCRYPT,
                    AttributeType.CKA_DECRYPT,
                    AttributeType.CKA_UNWRAP,
                    AttributeType.CKA_SIGN,
                    AttributeType.CKA_VERIFY);

    private static final Set<AttributeType<Boolean>> USUAL_GENERIC =
            Set.of(AttributeType.CKA_SIGN, AttributeType.CKA_VERIFY, AttributeType.CKA_DERIVE);
    private static final KeyUses USUAL_RSA =
            new KeyUses(
                    Set.of(
                            AttributeType.CKA_SIGN,
                            AttributeType.CKA_DECRYPT,
                            AttributeType.CKA_UNWRAP),
                    Set.of(AttributeType.CKA_VERIFY, AttributeType.CKA_ENCRYPT));
    private static final KeyUses USUAL_KEM =
            new KeyUses(
                    Set.of(AttributeType.CKA_DECAPSULATE), Set.of(AttributeType.CKA_ENCAPSULATE));

    /** Nothing. */
    static final KeyUses NONE = new KeyUses(Set.of(), Set.of());

    private static KeyUses own(Set<AttributeType<Boolean>> uses) {
        return new KeyUses(uses, Set.of());
    }

    /**
     * The row.
     *
     * @return empty if keys of this type cannot be made for this purpose
     */
    static Optional<KeyUses> of(KeyType type, KeyPurpose purpose) {
        KeyUses uses =
                switch (purpose) {
                    case USUAL -> usual(type);
                    case WRAPPING -> wrapping(type);
                    case DERIVING -> deriving(type);
                };
        return uses.equals(NONE) ? Optional.empty() : Optional.of(uses);
    }

    private static KeyUses usual(KeyType type) {
        return switch (type.kind()) {
            case KEY_PAIR -> usualPair(type);
            case CIPHER -> type == KeyType.CKK_AES ? own(USUAL_AES) : own(CIPHER);
            case MAC -> own(MAC);
            case DERIVATION -> own(Set.of(AttributeType.CKA_DERIVE));
            case GENERIC -> own(USUAL_GENERIC);
            case PUBLIC_ONLY, UNSUPPORTED -> NONE;
        };
    }

    private static KeyUses usualPair(KeyType type) {
        return switch (type) {
            case CKK_RSA -> USUAL_RSA;
            case CKK_EC ->
                    new KeyUses(
                            Set.of(AttributeType.CKA_SIGN, AttributeType.CKA_DERIVE),
                            Set.of(AttributeType.CKA_VERIFY));
            case CKK_EC_MONTGOMERY -> own(Set.of(AttributeType.CKA_DERIVE));
            case CKK_ML_KEM -> USUAL_KEM;
            default ->
                    new KeyUses(Set.of(AttributeType.CKA_SIGN), Set.of(AttributeType.CKA_VERIFY));
        };
    }

    private static KeyUses wrapping(KeyType type) {
        return switch (type) {
            case CKK_RSA ->
                    new KeyUses(Set.of(AttributeType.CKA_UNWRAP), Set.of(AttributeType.CKA_WRAP));
            case CKK_AES, CKK_CHACHA20 ->
                    own(Set.of(AttributeType.CKA_WRAP, AttributeType.CKA_UNWRAP));
            default -> NONE;
        };
    }

    private static KeyUses deriving(KeyType type) {
        boolean agrees = type == KeyType.CKK_EC || type == KeyType.CKK_EC_MONTGOMERY;
        return agrees || type.kind().isSecret() ? own(Set.of(AttributeType.CKA_DERIVE)) : NONE;
    }

    /** Sets every use of the class, to true or to false. */
    void set(Template.Builder into, ObjectClass objectClass) {
        Set<AttributeType<Boolean>> allowed =
                objectClass == ObjectClass.CKO_PUBLIC_KEY ? publicKey : own;
        for (AttributeType<Boolean> use : all(objectClass)) {
            into.set(use, allowed.contains(use));
        }
    }

    /** The uses that keys of a class can have. */
    static List<AttributeType<Boolean>> all(ObjectClass objectClass) {
        return switch (objectClass) {
            case CKO_PUBLIC_KEY -> OF_PUBLIC;
            case CKO_PRIVATE_KEY -> OF_PRIVATE;
            default -> OF_SECRET;
        };
    }
}

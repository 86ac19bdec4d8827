package io.craton.hsm.provider.memory;

import io.craton.hsm.AttributeType;
import io.craton.hsm.KeyType;
import io.craton.hsm.ObjectClass;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A key that one process makes and searches for in the memory of another, which holds it. On its
 * way and in the holder's own variables every byte is inverted, so that only what the module has of
 * it is found.
 *
 * @param parts its secret components, and those public ones that an import needs
 */
record HeldKey(Kind kind, Map<AttributeType<byte[]>, byte[]> parts) {
    /** What is held. */
    enum Kind {
        AES(ObjectClass.CKO_SECRET_KEY, KeyType.CKK_AES),
        AES_WRAP(ObjectClass.CKO_SECRET_KEY, KeyType.CKK_AES),
        AES_XTS(ObjectClass.CKO_SECRET_KEY, KeyType.CKK_AES_XTS),
        DES3(ObjectClass.CKO_SECRET_KEY, KeyType.CKK_DES3),
        CHACHA20(ObjectClass.CKO_SECRET_KEY, KeyType.CKK_CHACHA20),
        HMAC(ObjectClass.CKO_SECRET_KEY, KeyType.CKK_GENERIC_SECRET),
        RSA(ObjectClass.CKO_PRIVATE_KEY, KeyType.CKK_RSA),
        EC(ObjectClass.CKO_PRIVATE_KEY, KeyType.CKK_EC),
        ED25519(ObjectClass.CKO_PRIVATE_KEY, KeyType.CKK_EC_EDWARDS),
        X25519(ObjectClass.CKO_PRIVATE_KEY, KeyType.CKK_EC_MONTGOMERY),
        ML_DSA(ObjectClass.CKO_PRIVATE_KEY, KeyType.CKK_ML_DSA),
        /** Imported and never used. */
        UNUSED_AES(ObjectClass.CKO_SECRET_KEY, KeyType.CKK_AES),
        /** Imported and never used. */
        UNUSED_EC(ObjectClass.CKO_PRIVATE_KEY, KeyType.CKK_EC),
        /** Not imported: a key of the store's own. */
        STORE(ObjectClass.CKO_SECRET_KEY, KeyType.CKK_GENERIC_SECRET);

        private final ObjectClass objectClass;
        private final KeyType keyType;

        Kind(ObjectClass objectClass, KeyType keyType) {
            this.objectClass = objectClass;
            this.keyType = keyType;
        }

        ObjectClass objectClass() {
            return objectClass;
        }

        KeyType keyType() {
            return keyType;
        }

        /** Whether libraries compute with its bytes, not with numbers made of them. */
        boolean symmetric() {
            return objectClass == ObjectClass.CKO_SECRET_KEY;
        }
    }

    /** One line, with every byte inverted. */
    String encoded() {
        StringBuilder line = new StringBuilder(kind.name());
        parts.forEach(
                (type, value) ->
                        line.append(' ')
                                .append(type.name())
                                .append('=')
                                .append(HexFormat.of().formatHex(inverted(value))));
        return line.toString();
    }

    /** What {@link #encoded} wrote; the bytes are still inverted. */
    static HeldKey decoded(String line) {
        String[] words = line.split(" ");
        Map<AttributeType<byte[]>, byte[]> parts = new LinkedHashMap<>();
        for (int i = 1; i < words.length; i++) {
            String[] pair = words[i].split("=");
            parts.put(bytes(pair[0]), HexFormat.of().parseHex(pair[1]));
        }
        return new HeldKey(Kind.valueOf(words[0]), parts);
    }

    @SuppressWarnings("unchecked") // Only byte arrays are written.
    private static AttributeType<byte[]> bytes(String name) {
        return (AttributeType<byte[]>)
                AttributeType.all().stream()
                        .filter(type -> type.name().equals(name))
                        .findFirst()
                        .orElseThrow();
    }

    static byte[] inverted(byte[] bytes) {
        byte[] inverted = bytes.clone();
        for (int i = 0; i < inverted.length; i++) {
            inverted[i] = (byte) ~inverted[i];
        }
        return inverted;
    }
}

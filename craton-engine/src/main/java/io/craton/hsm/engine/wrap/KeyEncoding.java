package io.craton.hsm.engine.wrap;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.engine.common.ByteArrays;
import io.craton.hsm.engine.common.KeyCodec;
import io.craton.hsm.engine.common.SecretKeySizes;
import io.craton.hsm.engine.spi.KeyMaterial;
import io.craton.hsm.spi.SecretAccess;
import io.craton.hsm.spi.der.DerReader;
import io.craton.hsm.spi.der.PrivateKeyReader;
import java.security.spec.InvalidKeySpecException;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;

/**
 * Keys as the bytes that are wrapped: the value of a secret key, the PKCS#8 form of a private key
 * (section 6.7).
 */
final class KeyEncoding {
    private final Map<KeyType, KeyCodec> codecs;
    private final Function<Template, KeyMaterial> importer;

    KeyEncoding(Map<KeyType, KeyCodec> codecs, Function<Template, KeyMaterial> importer) {
        this.codecs = codecs;
        this.importer = importer;
    }

    /** The bytes of a key; the caller wipes them. */
    byte[] encode(KeyMaterial key) {
        return switch (key.objectClass()) {
            case CKO_SECRET_KEY -> key.secret(AttributeType.CKA_VALUE).copy(SecretAccess.READ);
            case CKO_PRIVATE_KEY ->
                    codec(key.keyType(), ReturnCode.CKR_KEY_NOT_WRAPPABLE).encodePrivate(key);
            default ->
                    throw new HsmException(
                            ReturnCode.CKR_KEY_NOT_WRAPPABLE,
                            "only secret and private keys are wrapped");
        };
    }

    /**
     * What a template asks for.
     *
     * @param template {@code CKA_CLASS}, {@code CKA_KEY_TYPE} and, where wanted, {@code
     *     CKA_VALUE_LEN}
     * @param padding what the mechanism adds to the bytes
     */
    WantedKey wanted(Template template, Padding padding) {
        WantedKey wanted = WantedKey.of(template, padding);
        if (wanted.objectClass() == ObjectClass.CKO_PRIVATE_KEY) {
            codec(wanted.type(), ReturnCode.CKR_TEMPLATE_INCONSISTENT);
        }
        return wanted;
    }

    /**
     * The key in unwrapped bytes, which are wiped. Whatever is wrong with them, there is one error,
     * the same as for bytes that did not even decrypt: nothing of what was found goes on, neither
     * in words nor as a cause.
     *
     * @param padding what the mechanism adds to the bytes
     * @throws HsmException {@link #invalid}
     */
    KeyMaterial decode(byte[] bytes, WantedKey wanted, Padding padding) {
        try {
            return wanted.objectClass() == ObjectClass.CKO_SECRET_KEY
                    ? secretKey(bytes, wanted, padding)
                    : privateKey(bytes, wanted, padding);
        } catch (InvalidKeySpecException | RuntimeException e) {
            throw invalid();
        } finally {
            ByteArrays.wipe(bytes);
        }
    }

    /** The one error for a wrapped key that does not hold what the template asks for. */
    static HsmException invalid() {
        return new HsmException(
                ReturnCode.CKR_WRAPPED_KEY_INVALID,
                "the wrapped key is damaged, was wrapped with another key, or is not a key of the type and length that"
                        + " the template asks for");
    }

    private KeyCodec codec(KeyType type, ReturnCode code) {
        KeyCodec codec = codecs.get(type);
        if (codec == null) {
            throw new HsmException(
                    code, type + " is not a type of private keys that this module wraps");
        }
        return codec;
    }

    private KeyMaterial privateKey(byte[] bytes, WantedKey wanted, Padding padding)
            throws InvalidKeySpecException {
        byte[] der = withoutPadding(bytes, padding);
        try {
            Template key = PrivateKeyReader.read(der);
            try {
                require(key.get(AttributeType.CKA_KEY_TYPE) == wanted.type());
                return importer.apply(key.toBuilder().setAll(wanted.form()).build());
            } finally {
                key.wipe();
            }
        } finally {
            ByteArrays.wipe(der);
        }
    }

    private static KeyMaterial secretKey(byte[] bytes, WantedKey wanted, Padding padding) {
        int length = wanted.length() == null ? bytes.length : wanted.length();
        require(padding.allows(bytes.length, length));
        SecretKeySizes.of(wanted.type()).check(length, ReturnCode.CKR_WRAPPED_KEY_INVALID);
        int from = padding == Padding.LEADING ? bytes.length - length : 0;
        require(isZeroOutside(bytes, from, from + length));
        return KeyMaterial.secretKey(wanted.type(), Arrays.copyOfRange(bytes, from, from + length));
    }

    private static void require(boolean condition) {
        if (!condition) {
            throw invalid();
        }
    }

    // Who could cut a wrapped key where he likes would find it byte by byte.
    private static boolean isZeroOutside(byte[] bytes, int from, int to) {
        int others = 0;
        for (int i = 0; i < bytes.length; i++) {
            others |= i >= from && i < to ? 0 : bytes[i];
        }
        return others == 0;
    }

    private static byte[] withoutPadding(byte[] bytes, Padding padding) {
        int length = bytes.length;
        if (padding == Padding.SEMIBLOCK) {
            while (length > 0
                    && bytes.length - length < Padding.UNIT
                    && bytes[length - 1] == 0
                    && derLength(bytes) < length) {
                length--;
            }
        }
        return ByteArrays.slice(bytes, 0, length);
    }

    // The length of the outer SEQUENCE with its head; 0 if it is none.
    private static int derLength(byte[] bytes) {
        if (bytes.length < 4 || bytes[0] != DerReader.SEQUENCE) {
            return 0;
        }
        int first = bytes[1] & 0xff;
        if (first < 0x80) {
            return 2 + first;
        }
        return switch (first) {
            case 0x81 -> 3 + (bytes[2] & 0xff);
            case 0x82 -> 4 + (((bytes[2] & 0xff) << 8) | (bytes[3] & 0xff));
            default -> 0;
        };
    }

    /**
     * What a mechanism adds to the bytes of a key, and leaves to be removed by length. Where zeros
     * are added, the length of a secret key is a multiple of 8 bytes: whoever says the length would
     * find out with any other whether the bytes that it leaves out are zeros, and with this one the
     * same of no less than 64 bits.
     */
    enum Padding {
        /** Nothing. */
        NONE,
        /** Zeros at the end up to a block. */
        BLOCK,
        /** Zeros at the end up to 8 bytes. */
        SEMIBLOCK,
        /** Zeros before the bytes up to the modulus. */
        LEADING;

        /** What secret keys consist of where zeros are added to them, in bytes. */
        static final int UNIT = 8;

        /** Whether a secret key of this length, in bytes, can be wrapped so. */
        boolean suits(int length) {
            return this == NONE || length % UNIT == 0;
        }

        boolean allows(int available, int wanted) {
            return switch (this) {
                case NONE, SEMIBLOCK -> wanted == available;
                case BLOCK -> wanted == available || wanted == available - UNIT;
                case LEADING -> wanted <= available;
            };
        }
    }
}

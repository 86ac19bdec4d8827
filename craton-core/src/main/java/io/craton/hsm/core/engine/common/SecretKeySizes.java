package io.craton.hsm.core.engine.common;

import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.Limits;
import io.craton.hsm.ReturnCode;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * How long the value of a secret key may be.
 *
 * @param type the key type
 * @param lengths the lengths in bytes; empty if every length up to {@link #MAX_GENERIC} is possible
 */
public record SecretKeySizes(KeyType type, List<Integer> lengths) {
    /** The longest value of keys without fixed lengths, in bytes. */
    public static final int MAX_GENERIC = Limits.SECRET_BYTES;

    /** The types of keys without fixed lengths. */
    public static final List<KeyType> OF_ANY_LENGTH =
            List.of(
                    KeyType.CKK_GENERIC_SECRET,
                    KeyType.CKK_HKDF,
                    KeyType.CKK_SHA_1_HMAC,
                    KeyType.CKK_SHA224_HMAC,
                    KeyType.CKK_SHA256_HMAC,
                    KeyType.CKK_SHA384_HMAC,
                    KeyType.CKK_SHA512_HMAC,
                    KeyType.CKK_SHA512_224_HMAC,
                    KeyType.CKK_SHA512_256_HMAC,
                    KeyType.CKK_SHA3_224_HMAC,
                    KeyType.CKK_SHA3_256_HMAC,
                    KeyType.CKK_SHA3_384_HMAC,
                    KeyType.CKK_SHA3_512_HMAC);

    /** The sizes of a type of secret key. */
    public static SecretKeySizes of(KeyType type) {
        return switch (type) {
            case CKK_AES -> new SecretKeySizes(type, List.of(16, 24, 32));
            case CKK_AES_XTS -> new SecretKeySizes(type, List.of(32, 64));
            case CKK_DES2 -> new SecretKeySizes(type, List.of(16));
            case CKK_DES3 -> new SecretKeySizes(type, List.of(24));
            case CKK_CHACHA20 -> new SecretKeySizes(type, List.of(32));
            default -> ofAnyLength(type);
        };
    }

    private static SecretKeySizes ofAnyLength(KeyType type) {
        if (!OF_ANY_LENGTH.contains(type)) {
            throw new HsmException(
                    ReturnCode.CKR_TEMPLATE_INCONSISTENT,
                    type + " is not a type of secret key that this module makes");
        }
        return new SecretKeySizes(type, List.of());
    }

    /** The length, if there is only one. */
    public OptionalInt fixedLength() {
        return lengths.size() == 1 ? OptionalInt.of(lengths.get(0)) : OptionalInt.empty();
    }

    /** Fails with this code if the length is not possible. */
    public void check(long length, ReturnCode code) {
        boolean fine =
                lengths.isEmpty()
                        ? length >= 1 && length <= MAX_GENERIC
                        : lengths.contains((int) length);
        if (!fine || length > MAX_GENERIC) {
            throw new HsmException(
                    code,
                    "a key of the type "
                            + type
                            + " has "
                            + (lengths.isEmpty() ? "1 to " + MAX_GENERIC : words(lengths))
                            + " bytes, not "
                            + length);
        }
    }

    private static String words(List<Integer> lengths) {
        return lengths.stream().map(String::valueOf).collect(Collectors.joining(" or "));
    }

    /** Sets the parity bits of a DES key. */
    public void adjust(byte[] value) {
        if (type == KeyType.CKK_DES2 || type == KeyType.CKK_DES3) {
            for (int i = 0; i < value.length; i++) {
                int bits = value[i] & 0xfe;
                value[i] = (byte) (bits | (Integer.bitCount(bits) + 1 & 1));
            }
        }
    }

    /**
     * Whether two parts of the key that have to differ are equal: both halves of XTS, the keys of
     * triple DES.
     */
    public boolean isWeak(byte[] value) {
        int part =
                switch (type) {
                    case CKK_AES_XTS -> value.length / 2;
                    case CKK_DES2, CKK_DES3 -> 8;
                    default -> value.length;
                };
        for (int at = part; at + part <= value.length; at += part) {
            if (Arrays.equals(value, 0, part, value, at, at + part)) {
                return true;
            }
        }
        return false;
    }
}

package io.craton.hsm.engine.common;

import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.Limits;
import io.craton.hsm.ReturnCode;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
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

    /** The types of secret keys without fixed lengths. */
    public static final Set<KeyType> OF_ANY_LENGTH =
            KeyType.secretKeys().stream()
                    .filter(type -> type.lengths().isEmpty())
                    .collect(Collectors.toUnmodifiableSet());

    /** The sizes of a type of secret key. */
    public static SecretKeySizes of(KeyType type) {
        if (!type.kind().isSecret()) {
            throw new HsmException(
                    ReturnCode.CKR_TEMPLATE_INCONSISTENT,
                    type + " is not a type of secret key that this module makes");
        }
        return new SecretKeySizes(type, type.lengths());
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

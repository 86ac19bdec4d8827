package io.craton.hsm.spi.der;

import io.craton.hsm.spi.der.DerReader.MalformedException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;

/**
 * The two forms of an ECDSA signature: r and s side by side (PKCS#11, IEEE P1363), and a DER
 * SEQUENCE of both (RFC 3279, section 2.2.3).
 */
public final class EcdsaDer {
    private EcdsaDer() {}

    /** From r and s, of equal length, to DER. */
    public static byte[] encode(byte[] plain) {
        int half = plain.length / 2;
        return DerWriter.sequence(
                DerWriter.integer(new BigInteger(1, plain, 0, half)),
                DerWriter.integer(new BigInteger(1, plain, half, half)));
    }

    /**
     * From DER to r and s side by side.
     *
     * @param der what is said to be a signature
     * @param length the length of r and of s, in bytes
     * @return empty if it is not DER, or r or s is not positive or too long: then it is not a valid
     *     signature
     */
    public static Optional<byte[]> decode(byte[] der, int length) {
        try {
            DerReader outer = new DerReader(der);
            DerReader numbers = outer.sequence();
            outer.finish();
            byte[] plain = new byte[2 * length];
            if (!place(numbers.integer(), plain, length)
                    || !place(numbers.integer(), plain, 2 * length)) {
                return Optional.empty();
            }
            numbers.finish();
            return Optional.of(plain);
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }

    private static boolean place(BigInteger value, byte[] plain, int end) {
        int length = (value.bitLength() + 7) / 8;
        if (value.signum() <= 0 || length > plain.length / 2) {
            return false;
        }
        byte[] bytes = value.toByteArray();
        byte[] magnitude = Arrays.copyOfRange(bytes, bytes.length - length, bytes.length);
        System.arraycopy(magnitude, 0, plain, end - length, length);
        return true;
    }
}

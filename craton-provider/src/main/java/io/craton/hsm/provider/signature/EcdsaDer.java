package io.craton.hsm.provider.signature;

import io.craton.hsm.provider.key.DerReader;
import io.craton.hsm.provider.key.DerReader.MalformedException;
import io.craton.hsm.provider.key.DerWriter;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;

/** The two forms of an ECDSA signature: r and s side by side, and a DER SEQUENCE of both. */
final class EcdsaDer {
    private EcdsaDer() {}

    static byte[] encode(byte[] plain) {
        int half = plain.length / 2;
        return DerWriter.sequence(
                DerWriter.integer(new BigInteger(1, plain, 0, half)),
                DerWriter.integer(new BigInteger(1, plain, half, half)));
    }

    /**
     * @param der what is said to be a signature
     * @param fieldLength the length of r and of s, in bytes
     * @return empty if it is not DER, or r or s is not positive or too long: then it is not a valid
     *     signature
     */
    static Optional<byte[]> decode(byte[] der, int fieldLength) {
        try {
            DerReader outer = new DerReader(der);
            DerReader numbers = outer.sequence();
            outer.finish();
            byte[] plain = new byte[2 * fieldLength];
            if (!place(numbers.integer(), plain, fieldLength)
                    || !place(numbers.integer(), plain, 2 * fieldLength)) {
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

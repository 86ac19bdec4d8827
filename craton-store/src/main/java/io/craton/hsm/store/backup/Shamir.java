package io.craton.hsm.store.backup;

import io.craton.hsm.spi.RandomSource;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Shamir's secret sharing over GF(2^8), byte by byte (A. Shamir, How to Share a Secret, 1979; the
 * field of AES). Any {@code threshold} shares give the secret, fewer say nothing about it. Wrong
 * shares give a wrong secret: the caller has to be able to tell.
 */
final class Shamir {
    private Shamir() {}

    /** One share: the value of the polynomials at a point other than 0. */
    record Share(int point, byte[] values) {}

    static Map<Integer, byte[]> split(
            byte[] secret, int threshold, int shares, RandomSource random) {
        byte[][] coefficients = new byte[threshold][];
        coefficients[0] = secret;
        for (int i = 1; i < threshold; i++) {
            coefficients[i] = new byte[secret.length];
            random.nextBytes(coefficients[i]);
        }
        Map<Integer, byte[]> result = new LinkedHashMap<>();
        for (int x = 1; x <= shares; x++) {
            byte[] values = new byte[secret.length];
            for (int power = threshold - 1; power >= 0; power--) {
                for (int k = 0; k < values.length; k++) {
                    values[k] = (byte) (multiply(values[k] & 0xFF, x) ^ coefficients[power][k]);
                }
            }
            result.put(x, values);
        }
        for (int i = 1; i < threshold; i++) {
            Arrays.fill(coefficients[i], (byte) 0);
        }
        return result;
    }

    /** The value at 0 of the polynomials through these points, which must differ. */
    static byte[] combine(Collection<Share> shares) {
        byte[] secret = new byte[shares.iterator().next().values().length];
        for (Share share : shares) {
            int factor = 1;
            for (Share other : shares) {
                if (other.point() != share.point()) {
                    factor =
                            multiply(
                                    factor,
                                    multiply(
                                            other.point(), inverse(other.point() ^ share.point())));
                }
            }
            for (int k = 0; k < secret.length; k++) {
                secret[k] ^= (byte) multiply(factor, share.values()[k] & 0xFF);
            }
        }
        return secret;
    }

    /** Without branches or tables: neither depends on the secret. */
    static int multiply(int left, int right) {
        int product = 0;
        int a = left;
        for (int bit = 0; bit < 8; bit++) {
            product ^= a & -((right >>> bit) & 1);
            a = (a << 1) ^ (0x11B & -((a >>> 7) & 1));
        }
        return product & 0xFF;
    }

    private static int inverse(int value) {
        int power = value;
        for (int i = 0; i < 6; i++) {
            power = multiply(multiply(power, power), value);
        }
        return multiply(power, power); // value to the 254th
    }
}

package io.craton.hsm.engine.pqc;

import java.util.Arrays;
import org.bouncycastle.crypto.digests.SHAKEDigest;

/**
 * The parts of an expanded ML-DSA private key (FIPS 204, algorithm 24: rho, K, tr, s1, s2 and t0),
 * and whether they belong together.
 */
final class MlDsaParts {
    /** Where tr, the digest of the public key, is: after rho and K. */
    static final int TR_AT = 64;

    static final int TR_LENGTH = 64;

    private static final int RHO_LENGTH = 32;
    private static final int Q = 8_380_417;
    private static final int N = 256;

    /** A 512th root of unity modulo q (FIPS 204, section 2.5). */
    private static final int ZETA = 1753;

    /** How many low bits of a coefficient of t are in t0; ten more are in t1. */
    private static final int D = 13;

    private static final int T1_BITS = 10;

    private final byte[] privateKey;
    private final int rows;
    private final int columns;
    private final int eta;
    private final int width;

    MlDsaParts(PqcSet set, byte[] privateKey) {
        this.privateKey = privateKey;
        this.rows =
                switch (set) {
                    case ML_DSA_44 -> 4;
                    case ML_DSA_65 -> 6;
                    case ML_DSA_87 -> 8;
                    default -> throw new IllegalStateException(set + " is not a set of ML-DSA");
                };
        this.columns = rows == 4 ? 4 : rows - 1;
        this.eta = set == PqcSet.ML_DSA_65 ? 4 : 2;
        this.width = eta == 4 ? 4 : 3;
    }

    /** Copies of rho, K, tr, s1, s2 and t0, in this order; the caller wipes them. */
    byte[][] split() {
        int polynomial = N * width / 8;
        int[] lengths = {
            RHO_LENGTH,
            TR_AT - RHO_LENGTH,
            TR_LENGTH,
            columns * polynomial,
            rows * polynomial,
            rows * N * D / 8
        };
        byte[][] parts = new byte[lengths.length][];
        int at = 0;
        for (int i = 0; i < parts.length; i++) {
            parts[i] = Arrays.copyOfRange(privateKey, at, at + lengths[i]);
            at += lengths[i];
        }
        return parts;
    }

    /**
     * Whether every coefficient of s1 and s2 is at most eta: it is packed as eta less its value, in
     * 3 bits for an eta of 2 and in 4 for one of 4, and some strings of bits are none (algorithm
     * 25).
     */
    boolean areShort() {
        boolean inRange = true;
        for (int i = 0; i < (columns + rows) * N; i++) {
            inRange &= bits(privateKey, 8 * (TR_AT + TR_LENGTH) + i * width, width) <= 2 * eta;
        }
        return inRange;
    }

    /**
     * Whether t is A s1 + s2, where the public key has the high bits of t and the private key the
     * low ones (algorithm 6): compared are the values of both sides at the 256 roots of X^256 + 1,
     * which is the form that A has.
     */
    boolean agreeWith(byte[] publicKey) {
        int[] roots = roots();
        long[][] secrets = new long[columns][];
        for (int column = 0; column < columns; column++) {
            secrets[column] = values(secret(column), roots);
        }
        boolean agree = true;
        for (int row = 0; row < rows; row++) {
            long[] rest = values(remainder(publicKey, row), roots);
            for (int column = 0; column < columns; column++) {
                addProduct(rest, matrix(row, column), secrets[column]);
            }
            agree &= Arrays.stream(rest).allMatch(value -> value == 0);
            Arrays.fill(rest, 0);
        }
        for (long[] secret : secrets) {
            Arrays.fill(secret, 0);
        }
        return agree;
    }

    private static void addProduct(long[] sum, int[] factor, long[] values) {
        for (int i = 0; i < N; i++) {
            sum[i] = (sum[i] + factor[i] * values[i]) % Q;
        }
    }

    /** A polynomial of s1, and after those, of s2. */
    private int[] secret(int index) {
        int start = 8 * (TR_AT + TR_LENGTH) + index * N * width;
        int[] coefficients = new int[N];
        for (int i = 0; i < N; i++) {
            coefficients[i] = eta - bits(privateKey, start + i * width, width);
        }
        return coefficients;
    }

    /** What is left of t = A s1 + s2 without A s1: s2 less both parts of t. */
    private int[] remainder(byte[] publicKey, int row) {
        int high = 8 * RHO_LENGTH + row * N * T1_BITS;
        int low = 8 * (privateKey.length - rows * N * D / 8) + row * N * D;
        int[] coefficients = secret(columns + row);
        for (int i = 0; i < N; i++) {
            int t0 = (1 << (D - 1)) - bits(privateKey, low + i * D, D);
            int t1 = bits(publicKey, high + i * T1_BITS, T1_BITS);
            coefficients[i] -= (t1 << D) + t0;
        }
        return coefficients;
    }

    /** The values of a polynomial, which is wiped, at the roots. */
    private static long[] values(int[] coefficients, int[] roots) {
        long[] values = new long[N];
        for (int root = 0; root < N; root++) {
            long value = 0;
            for (int i = N - 1; i >= 0; i--) {
                value = Math.floorMod(value * roots[root] + coefficients[i], Q);
            }
            values[root] = value;
        }
        Arrays.fill(coefficients, 0);
        return values;
    }

    /** The roots in the order of the standard (section 7.5): the odd powers, by reversed bits. */
    private static int[] roots() {
        int[] powers = new int[2 * N];
        powers[0] = 1;
        for (int i = 1; i < powers.length; i++) {
            powers[i] = (int) ((long) powers[i - 1] * ZETA % Q);
        }
        int[] roots = new int[N];
        for (int i = 0; i < N; i++) {
            roots[i] = powers[2 * (Integer.reverse(i) >>> 24) + 1];
        }
        return roots;
    }

    /** A polynomial of the matrix A (algorithms 30 and 32). */
    private int[] matrix(int row, int column) {
        SHAKEDigest shake = new SHAKEDigest(128);
        shake.update(privateKey, 0, RHO_LENGTH);
        shake.update((byte) column);
        shake.update((byte) row);
        int[] values = new int[N];
        byte[] three = new byte[3];
        for (int i = 0; i < N; ) {
            shake.doOutput(three, 0, three.length);
            int value = bits(three, 0, 23);
            if (value < Q) {
                values[i++] = value;
            }
        }
        return values;
    }

    /** Some bits, at most 23, the first of them the lowest. */
    private static int bits(byte[] packed, int from, int count) {
        int at = from / 8;
        int value = 0;
        for (int i = 0; i < 4 && at + i < packed.length; i++) {
            value |= (packed[at + i] & 0xff) << (8 * i);
        }
        return (value >>> (from % 8)) & ((1 << count) - 1);
    }
}

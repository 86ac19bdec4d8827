package io.craton.hsm.system.walk;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The value of a key as the attacker's knowledge of it sees it: one entry a bit, which is a
 * constant or an atom, perhaps inverted. An atom stands for one bit that the module chose at random
 * or computed; who knows it is the matter of {@link Atoms}.
 *
 * <p>Everything that moves bits about (concatenation, exclusive-or with data, extraction, cutting)
 * is exact here, so that a key of fifteen known bytes and one unknown one has eight unknown bits
 * and not 128.
 */
final class Bits {
    static final Bits NONE = new Bits(new int[0]);

    // 0 and 1 are constants; an atom a is 2(a + 1), and 2(a + 1) + 1 inverted.
    private final int[] bits;

    private Bits(int[] bits) {
        this.bits = bits;
    }

    /** Bits that everybody knows. */
    static Bits known(byte[] value) {
        int[] bits = new int[8 * value.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = value[i / 8] >> (7 - i % 8) & 1;
        }
        return new Bits(bits);
    }

    /** Atoms with consecutive numbers. */
    static Bits atoms(int first, int count) {
        int[] bits = new int[count];
        for (int i = 0; i < count; i++) {
            bits[i] = 2 * (first + i + 1);
        }
        return new Bits(bits);
    }

    int length() {
        return bits.length;
    }

    int bytes() {
        return bits.length / 8;
    }

    boolean isConstant(int i) {
        return bits[i] < 2;
    }

    /** The atom at a place that has one. */
    int atom(int i) {
        return bits[i] / 2 - 1;
    }

    /** The constant at a place, or whether its atom is inverted. */
    boolean flag(int i) {
        return (bits[i] & 1) == 1;
    }

    /** Its atoms, as often as they occur. */
    IntStream atoms() {
        return Arrays.stream(bits).filter(b -> b > 1).map(b -> b / 2 - 1);
    }

    Bits then(Bits other) {
        int[] both = Arrays.copyOf(bits, bits.length + other.bits.length);
        System.arraycopy(other.bits, 0, both, bits.length, other.bits.length);
        return new Bits(both);
    }

    /** Bits from one on; after the last comes the first again. */
    Bits from(long first, int count) {
        int[] part = new int[count];
        for (int i = 0; i < count; i++) {
            part[i] = bits[(int) ((first + i) % bits.length)];
        }
        return new Bits(part);
    }

    /** The first bytes. */
    Bits head(int bytes) {
        return new Bits(Arrays.copyOf(bits, 8 * bytes));
    }

    /** Whole bytes from the middle. */
    Bits slice(int from, int bytes) {
        return new Bits(Arrays.copyOfRange(bits, 8 * from, 8 * (from + bytes)));
    }

    /** Exclusive-or with bytes that everybody knows, as long as the shorter of the two. */
    Bits xor(byte[] data) {
        int[] mask = known(data).bits;
        int[] result = Arrays.copyOf(bits, Math.min(mask.length, bits.length));
        for (int i = 0; i < result.length; i++) {
            result[i] ^= mask[i];
        }
        return new Bits(result);
    }

    /** Whether any of its atoms is inverted. */
    boolean isChanged() {
        return Arrays.stream(bits).anyMatch(bit -> bit > 1 && (bit & 1) == 1);
    }

    /** With the last bit of each byte, which is a parity bit and says nothing, as a constant. */
    Bits withParity(byte[] real) {
        int[] result = bits.clone();
        for (int i = 7; i < result.length; i += 8) {
            result[i] = real[i / 8] & 1;
        }
        return new Bits(result);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bits that && Arrays.equals(bits, that.bits);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bits);
    }

    /** How long it is; the atoms say little to a reader. */
    @Override
    public String toString() {
        return bytes() + " bytes";
    }
}

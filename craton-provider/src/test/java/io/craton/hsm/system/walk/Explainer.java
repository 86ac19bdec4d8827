package io.craton.hsm.system.walk;

import io.craton.hsm.system.walk.Atoms.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds out what an unwrapped key contains, by looking at it: the wrapped key, a piece of it, it
 * with some bits changed, its parts within an encoding; or nothing of it.
 */
final class Explainer {
    private static final int RUN = 4;
    private final Atoms atoms;

    Explainer(Atoms atoms) {
        this.atoms = atoms;
    }

    /** The value of what was unwrapped. */
    Bits explain(Item.Blob blob, byte[] real) {
        Bits content = blob.content().value();
        byte[] inside = atoms.real(content);
        if (Arrays.equals(inside, real)) {
            return content;
        }
        Bits piece = piece(content, inside, real);
        if (piece != null) {
            return piece;
        }
        List<Bits> parts = new ArrayList<>();
        boolean any = false;
        for (int i = 0; i < real.length; ) {
            int at = longest(inside, real, i);
            int length = at < 0 ? 1 : common(inside, at, real, i);
            parts.add(
                    at < 0
                            ? Bits.known(Arrays.copyOfRange(real, i, i + 1))
                            : content.slice(at, length));
            any |= at >= 0;
            i += length;
        }
        return any
                ? parts.stream().reduce(Bits.NONE, Bits::then)
                : atoms.computed(
                        "unwrapped " + Arrays.hashCode(real),
                        Kind.ONE_WAY,
                        List.of(blob.by().opener()),
                        real);
    }

    /** A piece from the beginning or the end, perhaps with a few bits changed. */
    private static Bits piece(Bits content, byte[] inside, byte[] real) {
        int spare = inside.length - real.length;
        if (spare < 0) {
            return null;
        }
        for (int at : new int[] {0, spare}) {
            byte[] mask = new byte[real.length];
            int changed = 0;
            for (int i = 0; i < real.length; i++) {
                mask[i] = (byte) (real[i] ^ inside[at + i]);
                changed += Integer.bitCount(mask[i] & 0xFF);
            }
            if (changed == 0 || (changed <= 2 && real.length > 2 * RUN)) {
                return content.slice(at, real.length).xor(mask);
            }
        }
        return null;
    }

    private static int longest(byte[] inside, byte[] real, int i) {
        int best = -1;
        int most = RUN - 1;
        for (int at = 0; at + RUN <= inside.length; at++) {
            int length = common(inside, at, real, i);
            if (length > most) {
                most = length;
                best = at;
            }
        }
        return best;
    }

    private static int common(byte[] one, int at, byte[] other, int i) {
        int length = 0;
        while (at + length < one.length
                && i + length < other.length
                && one[at + length] == other[i + length]) {
            length++;
        }
        return length;
    }
}

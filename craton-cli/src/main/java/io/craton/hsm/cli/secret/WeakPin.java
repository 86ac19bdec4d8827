package io.craton.hsm.cli.secret;

import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Knows PINs that are guessed first (decision B18: they are accepted, with a warning). */
final class WeakPin {
    private WeakPin() {}

    /** What is weak about it, in words that do not tell the PIN; null if nothing is. */
    static @Nullable String weakness(byte[] pin) {
        if (pin.length == 0) {
            return null;
        }
        if (different(pin) < 4) {
            return "it has fewer than four different characters";
        }
        if (isRun(pin, 1) || isRun(pin, -1)) {
            return "it is a run of neighbouring characters";
        }
        return isRepetition(pin) ? "it repeats itself" : null;
    }

    private static long different(byte[] pin) {
        return IntStream.range(0, pin.length).map(i -> pin[i]).distinct().count();
    }

    private static boolean isRun(byte[] pin, int step) {
        for (int i = 1; i < pin.length; i++) {
            if (pin[i] - pin[i - 1] != step) {
                return false;
            }
        }
        return true;
    }

    private static boolean isRepetition(byte[] pin) {
        for (int period = 1; period <= pin.length / 2; period++) {
            boolean repeats = pin.length % period == 0;
            for (int i = period; repeats && i < pin.length; i++) {
                repeats = pin[i] == pin[i - period];
            }
            if (repeats) {
                return true;
            }
        }
        return false;
    }
}

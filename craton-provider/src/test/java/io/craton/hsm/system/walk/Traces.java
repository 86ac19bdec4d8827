package io.craton.hsm.system.walk;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds runs of the victims' bytes in whatever leaves the token, whatever the model thinks of it.
 * Six bytes in a row do not come about by chance: shorter pieces are the model's to find.
 */
final class Traces {
    private static final int RUN = 6;

    private final Map<Long, String> runs = new HashMap<>();

    /** Watches for a secret. */
    void watch(String victim, byte[] secret) {
        for (int i = 0; i + RUN <= secret.length; i++) {
            long run = run(secret, i);
            if (run != 0) {
                runs.put(run, victim);
            }
        }
    }

    /**
     * Some secret values contain what is public: the public key, in those of ML-KEM and SLH-DSA.
     */
    void ignore(byte[] open) {
        for (int i = 0; i + RUN <= open.length; i++) {
            runs.remove(run(open, i));
        }
    }

    private static long run(byte[] bytes, int at) {
        long run = 0;
        for (int i = at; i < at + RUN; i++) {
            run = run << 8 | bytes[i] & 0xFF;
        }
        return run;
    }

    /** Whose bytes stand in these, or null. */
    @Nullable String in(byte[] bytes) {
        for (int i = 0; i + RUN <= bytes.length; i++) {
            String found = runs.get(run(bytes, i));
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /**
     * Whose bytes stand in the exclusive-or of a wrapped key, other bytes made with the same key,
     * and what went in there: that is how a key stream that was used twice, or that somebody could
     * ask for, gives a key away.
     */
    @Nullable String inDifference(byte[] wrapped, byte[] other, byte[] input) {
        for (int shift : List.of(0, 8, 16, 32)) {
            for (int of : List.of(0, 8, 16)) {
                int length = Math.min(wrapped.length - of, other.length - shift);
                if (length < RUN) {
                    continue;
                }
                byte[] difference = new byte[length];
                for (int i = 0; i < length; i++) {
                    int in = i + shift < input.length ? input[i + shift] : 0;
                    difference[i] = (byte) (wrapped[i + of] ^ other[i + shift] ^ in);
                }
                String found = in(difference);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }
}

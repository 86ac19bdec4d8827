package io.craton.hsm.core.random;

import java.io.IOException;
import java.util.Random;

/** An entropy source for tests: good bytes from a seed, then whatever the test wants. */
public final class ScriptedEntropy implements EntropySource {
    private final Random good;
    private final EntropySource then;
    private long goodLeft;
    boolean closed;

    private ScriptedEntropy(long seed, long goodBytes, EntropySource then) {
        this.good = new Random(seed);
        this.goodLeft = goodBytes;
        this.then = then;
    }

    /** Reproducible bytes without end. */
    public static ScriptedEntropy good(long seed) {
        return new ScriptedEntropy(seed, Long.MAX_VALUE, (bytes, offset, length) -> {});
    }

    /** So many reproducible bytes, then another source. */
    public static ScriptedEntropy goodThen(long seed, long goodBytes, EntropySource then) {
        return new ScriptedEntropy(seed, goodBytes, then);
    }

    /** The same byte for ever. */
    public static EntropySource stuckAt(int value) {
        return (bytes, offset, length) ->
                java.util.Arrays.fill(bytes, offset, offset + length, (byte) value);
    }

    /** One byte value in so many, the others even: a source with a bias. */
    public static EntropySource biased(long seed, int percent) {
        Random random = new Random(seed);
        return (bytes, offset, length) -> {
            for (int i = offset; i < offset + length; i++) {
                bytes[i] = random.nextInt(100) < percent ? (byte) 0x5a : (byte) random.nextInt(256);
            }
        };
    }

    @Override
    public synchronized void read(byte[] bytes, int offset, int length) throws IOException {
        for (int i = offset; i < offset + length; i++) {
            if (goodLeft == 0) {
                then.read(bytes, i, offset + length - i);
                return;
            }
            goodLeft--;
            bytes[i] = (byte) good.nextInt(256);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
    }
}

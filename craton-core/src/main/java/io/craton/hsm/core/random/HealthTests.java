package io.craton.hsm.core.random;

import org.jspecify.annotations.Nullable;

/**
 * The continuous health tests of SP 800-90B section 4.4 over the bytes of an entropy source, as
 * they are read. The source is the operating system's generator, claimed here at 4 of its 8 bits a
 * byte, and a good source is refused once in 2^40 windows at that claim: repetition count from 11
 * equal bytes on (1 + 40/4), adaptive proportion from 78 equal bytes in a window of 512 on (1 +
 * critbinom(512, 2^-4, 1 - 2^-40)). At the 8 bits that a working system gives, a false alarm is out
 * of the question. One thread at a time.
 */
final class HealthTests {
    /** How many equal bytes in a row fail. */
    static final int REPETITION_CUTOFF = 11;

    /** How many bytes a window of the adaptive proportion test has (SP 800-90B section 4.4.2). */
    static final int WINDOW = 512;

    /** How often the first byte of a window may not occur in it. */
    static final int PROPORTION_CUTOFF = 78;

    /** How many bytes are tested before the first is used (SP 800-90B section 4.3). */
    static final int START_UP_SAMPLES = 1024;

    private int lastByte = -1;
    private int repetitions;
    private int windowByte = -1;
    private int windowCount;
    private int windowLeft;

    /**
     * Tests bytes that were just read.
     *
     * @return the name of the test that failed, or null if both passed
     */
    @Nullable String failure(byte[] bytes, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            int sample = bytes[i] & 0xff;
            repetitions = sample == lastByte ? repetitions + 1 : 1;
            lastByte = sample;
            if (repetitions >= REPETITION_CUTOFF) {
                return "repetition count test";
            }
            if (windowLeft == 0) {
                windowByte = sample;
                windowCount = 0;
                windowLeft = WINDOW;
            }
            windowLeft--;
            if (sample == windowByte && ++windowCount >= PROPORTION_CUTOFF) {
                return "adaptive proportion test";
            }
        }
        return null;
    }
}

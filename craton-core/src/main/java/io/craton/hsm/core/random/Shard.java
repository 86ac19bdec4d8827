package io.craton.hsm.core.random;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One DRBG with the bytes it has generated ahead, each of which is given once and overwritten.
 * Several shards let several threads draw at once. The lock of the shard is held while the DRBG is
 * reseeded, for its state and the entropy belong together; other shards go on.
 */
final class Shard {
    /**
     * Ahead of need: enough to spread the cost of a reseeding, little enough to refill in some 20
     * µs.
     */
    private static final int POOL = 2048;

    private static final byte[] NOTHING = {};

    private final EntropySource source;
    private final byte[] personalization;

    @GuardedBy("this")
    private final HealthTests health = new HealthTests();

    @GuardedBy("this")
    private final byte[] pool = new byte[POOL];

    @GuardedBy("this")
    private int next = POOL;

    @GuardedBy("this")
    private @Nullable HmacDrbg drbg;

    Shard(EntropySource source, byte[] personalization) {
        this.source = source;
        this.personalization = personalization;
    }

    /**
     * Combines bytes that the caller has just read from the source with as many of the DRBG's, by
     * exclusive or.
     *
     * @throws HealthTestException if the bytes, or those of a reseeding, look wrong
     * @throws IOException if the source gives none
     */
    synchronized void combine(byte[] fresh, int offset, int length)
            throws HealthTestException, IOException {
        check(fresh, offset, length);
        for (int done = 0; done < length; ) {
            if (next == POOL) {
                refill(NOTHING);
            }
            int count = Math.min(length - done, POOL - next);
            for (int i = 0; i < count; i++) {
                fresh[offset + done + i] ^= pool[next + i];
            }
            Arrays.fill(pool, next, next + count, (byte) 0);
            next += count;
            done += count;
        }
    }

    /** Mixes a seed in, beside fresh entropy. */
    synchronized void seed(byte[] seed) throws HealthTestException, IOException {
        refill(seed);
    }

    /**
     * Starts the DRBG if it has not been started: what a first request would do, and its start-up
     * test.
     */
    synchronized HmacDrbg started() throws HealthTestException, IOException {
        HmacDrbg present = drbg;
        if (present != null) {
            return present;
        }
        read(new byte[HealthTests.START_UP_SAMPLES]);
        byte[] entropy = read(new byte[HmacDrbg.ENTROPY_LENGTH]);
        byte[] nonce = read(new byte[HmacDrbg.NONCE_LENGTH]);
        HmacDrbg made = new HmacDrbg(entropy, nonce, personalization);
        Arrays.fill(entropy, (byte) 0);
        Arrays.fill(nonce, (byte) 0);
        drbg = made;
        return made;
    }

    @GuardedBy("this")
    private void refill(byte[] additional) throws HealthTestException, IOException {
        HmacDrbg generator = started();
        byte[] entropy = read(new byte[HmacDrbg.ENTROPY_LENGTH]);
        generator.reseed(entropy, additional);
        Arrays.fill(entropy, (byte) 0);
        try {
            generator.generate(pool, 0, POOL, NOTHING);
        } catch (IllegalStateException e) {
            throw new HealthTestException("output comparison test");
        }
        next = 0;
    }

    @GuardedBy("this")
    private byte[] read(byte[] bytes) throws HealthTestException, IOException {
        source.read(bytes, 0, bytes.length);
        check(bytes, 0, bytes.length);
        return bytes;
    }

    @GuardedBy("this")
    private void check(byte[] bytes, int offset, int length) throws HealthTestException {
        String failed = health.failure(bytes, offset, length);
        if (failed != null) {
            throw new HealthTestException(failed);
        }
    }

    /** Wipes everything. */
    synchronized void close() {
        Arrays.fill(pool, (byte) 0);
        next = POOL;
        if (drbg != null) {
            drbg.close();
            drbg = null;
        }
    }

    /** What a shard's personalisation string is: the product, its number and the moment. */
    static byte[] personalization(int number, byte[] moment) {
        byte[] name = "Craton HSM HMAC_DRBG ".getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(name.length + Integer.BYTES + moment.length)
                .put(name)
                .putInt(number)
                .put(moment)
                .array();
    }
}

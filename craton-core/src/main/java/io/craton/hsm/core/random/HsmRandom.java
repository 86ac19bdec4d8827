package io.craton.hsm.core.random;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.spi.Causes;
import io.craton.hsm.spi.RandomSource;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The module's random generator: the only one that keys, IVs, salts, nonces and {@code
 * C_GenerateRandom} draw from. Each byte that it gives is the exclusive or of a byte that the
 * operating system made during the call and a byte of an HMAC_DRBG (the construction RBG3(XOR) of
 * SP 800-90C): as good as the better of the two, and never the same in a copy of the process or of
 * the virtual machine, whatever DRBG state was copied with it. Every byte from the operating system
 * passes the health tests of SP 800-90B, which cannot be switched off.
 *
 * <p>A failed test is {@code CKR_FUNCTION_FAILED} once and {@code CKR_GENERAL_ERROR} from then on.
 * Safe for use by several threads.
 */
public final class HsmRandom implements RandomSource, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HsmRandom.class);

    /** A longer request is served in pieces, so that threads that share a shard take turns. */
    private static final int PIECE = 1024;

    private static final int MAX_SHARDS = 64;

    private final EntropySource source;
    private final Consumer<String> onFailure;
    private final Shard[] shards;
    // Moves only forward; written under this.
    private volatile State state = State.WORKING;

    private enum State {
        WORKING,
        FAILED,
        CLOSED
    }

    private HsmRandom(
            EntropySource source,
            Consumer<String> onFailure,
            int shardCount,
            IntFunction<byte[]> personalization) {
        this.source = source;
        this.onFailure = onFailure;
        shards = new Shard[shardCount];
        for (int i = 0; i < shards.length; i++) {
            shards[i] = new Shard(source, personalization.apply(i));
        }
    }

    /**
     * Opens the generator on the operating system's entropy, and waits for that to be ready.
     *
     * @param onFailure is told in a sentence when a health test fails: puts the module into its
     *     error state
     * @throws HsmException {@code CKR_FUNCTION_FAILED} if there is no entropy or a start-up test
     *     fails
     */
    public static HsmRandom open(Consumer<String> onFailure) {
        EntropySource source;
        try {
            source = OsEntropy.open();
        } catch (IOException e) {
            LOG.error("drbg: no entropy source: {}", Causes.of(e));
            throw new HsmException(
                    ReturnCode.CKR_FUNCTION_FAILED,
                    "the operating system's entropy source cannot be read",
                    e);
        }
        return open(source, onFailure);
    }

    /** Opens the generator on a source, which it closes. */
    public static HsmRandom open(EntropySource source, Consumer<String> onFailure) {
        int wanted = Math.min(MAX_SHARDS, 2 * Runtime.getRuntime().availableProcessors());
        return open(
                source,
                onFailure,
                Integer.highestOneBit(wanted),
                number -> Shard.personalization(number, source.moment()));
    }

    /** With so many shards, a power of two, and personalisation strings by number of shard. */
    static HsmRandom open(
            EntropySource source,
            Consumer<String> onFailure,
            int shardCount,
            IntFunction<byte[]> personalization) {
        HsmRandom random = new HsmRandom(source, onFailure, shardCount, personalization);
        try {
            random.shards[0].started();
        } catch (HealthTestException | IOException e) {
            throw random.fail(e);
        }
        return random;
    }

    @Override
    public void nextBytes(byte[] bytes) {
        nextBytes(bytes, 0, bytes.length);
    }

    /** Fills a part of an array; on failure that part is zero. */
    public void nextBytes(byte[] bytes, int offset, int length) {
        requireWorking();
        Shard shard = shards[shardIndex()];
        try {
            for (int done = 0; done < length; ) {
                int count = Math.min(PIECE, length - done);
                source.read(bytes, offset + done, count);
                shard.combine(bytes, offset + done, count);
                done += count;
            }
        } catch (HealthTestException | IOException e) {
            Arrays.fill(bytes, offset, offset + length, (byte) 0);
            throw fail(e);
        }
    }

    /** So many random bytes. */
    public byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        nextBytes(bytes);
        return bytes;
    }

    /** Mixes a seed into every shard, in addition to fresh entropy: it can do no harm. */
    public void seed(byte[] seed) {
        requireWorking();
        try {
            for (Shard shard : shards) {
                shard.seed(seed);
            }
        } catch (HealthTestException | IOException e) {
            throw fail(e);
        }
    }

    /** This generator in the JDK's form, for the engines. */
    public SecureRandom secureRandom() {
        return new DrbgSecureRandom(this);
    }

    // Threads are spread by a multiplicative hash of their ids, which are dense.
    private int shardIndex() {
        int hash = Long.hashCode(Thread.currentThread().getId() * 0x9E3779B97F4A7C15L);
        return (hash >>> 8) & (shards.length - 1);
    }

    private void requireWorking() {
        switch (state) {
            case WORKING -> {}
            case FAILED ->
                    throw new HsmException(
                            ReturnCode.CKR_GENERAL_ERROR,
                            "the random generator failed a health test; audit the entropy source and open the module again");
            case CLOSED -> throw closed();
        }
    }

    private static HsmException closed() {
        return new HsmException(
                ReturnCode.CKR_CRYPTOKI_NOT_INITIALIZED, "the module was closed; open it again");
    }

    private HsmException fail(Exception cause) {
        String what =
                cause instanceof HealthTestException test
                        ? test.getMessage() + " of the entropy source"
                        : "the entropy source cannot be read: " + Causes.of(cause);
        String sentence = "drbg health-test failure: " + what;
        boolean first;
        synchronized (this) {
            if (state == State.CLOSED) {
                return closed();
            }
            first = state == State.WORKING;
            if (first) {
                state = State.FAILED;
            }
        }
        if (first) {
            release();
            LOG.error("{}; the module is in its error state until it is opened again", sentence);
            onFailure.accept(sentence);
        }
        return new HsmException(
                ReturnCode.CKR_FUNCTION_FAILED,
                sentence + "; audit it and open the module again",
                cause);
    }

    private void release() {
        for (Shard shard : shards) {
            shard.close();
        }
        try {
            source.close();
        } catch (IOException e) {
            LOG.debug("the entropy source could not be closed", e);
        }
    }

    /** Wipes the state of the generator; later requests are refused. */
    @Override
    public void close() {
        synchronized (this) {
            if (state != State.WORKING) {
                return;
            }
            state = State.CLOSED;
        }
        release();
    }
}

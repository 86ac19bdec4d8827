package io.craton.hsm.core.random;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;

/**
 * HMAC_DRBG with SHA-256 (SP 800-90A Rev. 1 section 10.1.2), security strength 256 bits. It has no
 * entropy of its own: {@link HsmRandom} feeds and owns it, the self-tests drive it with published
 * vectors; nobody else should use it. One thread at a time.
 */
public final class HmacDrbg implements AutoCloseable {
    /** Bytes of entropy for the instantiation and for each reseeding. */
    public static final int ENTROPY_LENGTH = 32;

    /** Bytes of the nonce of the instantiation. */
    public static final int NONCE_LENGTH = 16;

    /** The greatest request, in bytes (2^19 bits). */
    public static final int MAX_REQUEST = 1 << 16;

    /** How many requests a seed serves at most. */
    static final long RESEED_INTERVAL = 1L << 48;

    private static final int BLOCK = 32;
    private static final byte[] NOTHING = {};

    private final Mac mac;
    private final byte[] key = new byte[BLOCK];
    private final byte[] value = new byte[BLOCK];
    private final byte[] previous = new byte[BLOCK];
    private long requests;

    /**
     * Instantiates a generator. The arrays are not kept; the caller wipes them.
     *
     * @param entropy at least 32 bytes
     * @param nonce at least 16 bytes
     * @param personalization what sets this generator apart from others; may be empty
     */
    public HmacDrbg(byte[] entropy, byte[] nonce, byte[] personalization) {
        try {
            mac = Mac.getInstance("HmacSHA256", "SunJCE");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "this Java runtime has no HmacSHA256 in its provider SunJCE", e);
        }
        Arrays.fill(value, (byte) 1);
        update(entropy, nonce, personalization);
        requests = 1;
    }

    /**
     * Mixes in fresh entropy.
     *
     * @param entropy at least 32 bytes
     * @param additional mixed in beside it; may be empty
     */
    public void reseed(byte[] entropy, byte[] additional) {
        update(entropy, additional);
        requests = 1;
    }

    /**
     * Generates bytes.
     *
     * @param length 0 to {@link #MAX_REQUEST}
     * @param additional mixed in before and after; may be empty
     * @throws IllegalStateException if the seed has served its time or two blocks in a row are
     *     equal
     */
    public void generate(byte[] out, int offset, int length, byte[] additional) {
        if (length > MAX_REQUEST) {
            throw new IllegalArgumentException("a request is at most " + MAX_REQUEST + " bytes");
        }
        if (requests > RESEED_INTERVAL) {
            throw new IllegalStateException("the generator has to be reseeded");
        }
        if (additional.length > 0) {
            update(additional);
        }
        for (int done = 0; done < length; done += BLOCK) {
            System.arraycopy(value, 0, previous, 0, BLOCK);
            nextValue();
            if (Arrays.equals(value, previous)) {
                throw new IllegalStateException("the generator repeats itself");
            }
            System.arraycopy(value, 0, out, offset + done, Math.min(BLOCK, length - done));
        }
        update(additional);
        requests++;
    }

    /** {@link #generate(byte[], int, int, byte[])} without additional input. */
    public void generate(byte[] out) {
        generate(out, 0, out.length, NOTHING);
    }

    /** HMAC_DRBG_Update, section 10.1.2.2. */
    private void update(byte[]... data) {
        mix((byte) 0, data);
        for (byte[] part : data) {
            if (part.length > 0) {
                mix((byte) 1, data);
                return;
            }
        }
    }

    private void mix(byte tag, byte[]... data) {
        useKey();
        mac.update(value);
        mac.update(tag);
        for (byte[] part : data) {
            mac.update(part);
        }
        finish(key);
        useKey();
        nextValue();
    }

    private void nextValue() {
        mac.update(value);
        finish(value);
    }

    private void useKey() {
        try {
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
        } catch (InvalidKeyException e) {
            throw new IllegalStateException("SunJCE refuses a key of 32 bytes for HmacSHA256", e);
        }
    }

    private void finish(byte[] into) {
        try {
            mac.doFinal(into, 0);
        } catch (ShortBufferException e) {
            throw new IllegalStateException("SunJCE's HmacSHA256 gives more than 32 bytes", e);
        }
    }

    /** Wipes the state; the generator is of no use afterwards. */
    @Override
    public void close() {
        Arrays.fill(key, (byte) 0);
        Arrays.fill(value, (byte) 0);
        Arrays.fill(previous, (byte) 0);
        useKey();
        requests = Long.MAX_VALUE;
    }
}

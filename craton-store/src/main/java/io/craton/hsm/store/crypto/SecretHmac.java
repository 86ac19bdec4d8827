package io.craton.hsm.store.crypto;

import io.craton.hsm.spi.SecretAccess;
import io.craton.hsm.spi.SecretMemory;
import java.util.Arrays;

/**
 * An HMAC under a key of the store, until it is wiped. It is made of the key for each use: kept, it
 * would have the key on the Java heap. Several threads use it at once, and none waits for another:
 * reading a token of a million objects asks it two million times.
 */
public final class SecretHmac implements AutoCloseable {
    private final SecretMemory.Secret key;
    private volatile boolean wiped;

    /**
     * @param key wiped
     */
    public SecretHmac(SecretMemory memory, byte[] key) {
        this.key = memory.take(key);
    }

    /** What to do with it; must not keep it. */
    public interface Use {
        byte[] with(Hmac hmac);
    }

    /**
     * Lends it. What was made while it was being wiped is nothing: that is found out afterwards.
     *
     * @throws io.craton.hsm.HsmException {@code CKR_USER_NOT_LOGGED_IN} if it has been wiped
     */
    public byte[] use(Use use) {
        Hmac hmac = hmac();
        byte[] result = use.with(hmac);
        hmac.wipe();
        if (wiped) {
            Arrays.fill(result, (byte) 0);
            throw SecretKeyBytes.locked();
        }
        return result;
    }

    private Hmac hmac() {
        byte[] copy;
        try {
            copy = key.copy(SecretAccess.READ);
        } catch (RuntimeException e) {
            throw wiped ? SecretKeyBytes.locked() : e;
        }
        try {
            return new Hmac(copy);
        } finally {
            Arrays.fill(copy, (byte) 0);
        }
    }

    @Override
    public void close() {
        wiped = true;
        key.close();
    }

    @Override
    public String toString() {
        return "SecretHmac";
    }
}

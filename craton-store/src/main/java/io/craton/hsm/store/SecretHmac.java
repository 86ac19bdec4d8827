package io.craton.hsm.store;

import java.util.Arrays;

/**
 * An HMAC under a key of the store, until it is wiped. Several threads use it at once, and none
 * waits for another: reading a token of a million objects asks it two million times.
 */
final class SecretHmac implements AutoCloseable {
    private final Hmac hmac;
    private volatile boolean wiped;

    /**
     * @param key wiped
     */
    SecretHmac(byte[] key) {
        this.hmac = new Hmac(key);
        Arrays.fill(key, (byte) 0);
    }

    /** What to do with it; must not keep it. */
    interface Use {
        byte[] with(Hmac hmac);
    }

    /**
     * Lends it. What was made while it was being wiped is nothing: that is found out afterwards.
     *
     * @throws io.craton.hsm.HsmException {@code CKR_USER_NOT_LOGGED_IN} if it has been wiped
     */
    byte[] use(Use use) {
        byte[] result = use.with(hmac);
        if (wiped) {
            Arrays.fill(result, (byte) 0);
            throw SecretKeyBytes.locked();
        }
        return result;
    }

    @Override
    public void close() {
        wiped = true;
        hmac.wipe();
    }

    @Override
    public String toString() {
        return "SecretHmac";
    }
}

package io.craton.hsm.store;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import java.util.Arrays;

/** A key, kept until it is wiped. The one place where the store's long-lived keys are. */
final class SecretKeyBytes implements AutoCloseable {
    /** Guarded by this. */
    private final byte[] bytes;

    private boolean wiped;

    /**
     * @param bytes taken over, not copied
     */
    SecretKeyBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    /** What to do with the key; must not keep it. */
    interface Use<T> {
        T with(byte[] key);
    }

    /** Lends the key. */
    synchronized <T> T use(Use<T> use) {
        if (wiped) {
            throw locked();
        }
        return use.with(bytes);
    }

    /** What somebody is told who comes too late. */
    static HsmException locked() {
        return new HsmException(
                ReturnCode.CKR_USER_NOT_LOGGED_IN, "the private objects are locked; log in first");
    }

    @Override
    public synchronized void close() {
        Arrays.fill(bytes, (byte) 0);
        wiped = true;
    }

    @Override
    public String toString() {
        return "SecretKeyBytes";
    }
}

package io.craton.hsm.store.crypto;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.spi.SecretAccess;
import io.craton.hsm.spi.SecretMemory;
import java.util.Arrays;

/** A key, kept until it is wiped. The one place where whole keys of the store are. */
public final class SecretKeyBytes implements AutoCloseable {
    private final SecretMemory.Secret secret;

    /** Guarded by this. */
    private boolean wiped;

    /**
     * A key that is wiped soon.
     *
     * @param bytes wiped
     */
    public SecretKeyBytes(byte[] bytes) {
        this(SecretMemory.HEAP, bytes);
    }

    /**
     * A key that is kept.
     *
     * @param bytes wiped
     */
    public SecretKeyBytes(SecretMemory memory, byte[] bytes) {
        this.secret = memory.take(bytes);
    }

    /** What to do with the key; must not keep it. */
    public interface Use<T> {
        T with(byte[] key);
    }

    /** Lends the key. */
    public synchronized <T> T use(Use<T> use) {
        if (wiped) {
            throw locked();
        }
        byte[] bytes = secret.copy(SecretAccess.READ);
        try {
            return use.with(bytes);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /** What somebody is told who comes too late. */
    static HsmException locked() {
        return new HsmException(
                ReturnCode.CKR_USER_NOT_LOGGED_IN, "the private objects are locked; log in first");
    }

    @Override
    public synchronized void close() {
        wiped = true;
        secret.close();
    }

    @Override
    public String toString() {
        return "SecretKeyBytes";
    }
}

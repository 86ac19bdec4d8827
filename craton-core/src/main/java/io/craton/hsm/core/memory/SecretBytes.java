package io.craton.hsm.core.memory;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import java.util.Arrays;
import java.util.function.Function;

/**
 * A secret that is kept for longer than a call: the only place in the engine where such bytes live. Every read
 * goes through {@link #use} or {@link #copy}, so that each can be found. Safe for use by several threads.
 */
public final class SecretBytes implements AutoCloseable {
    // Guarded by this.
    private byte[] bytes;
    private boolean destroyed;

    private SecretBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Takes the secret over: the array is copied and then overwritten with zeros. */
    public static SecretBytes take(byte[] secret) {
        SecretBytes taken = new SecretBytes(secret.clone());
        Arrays.fill(secret, (byte) 0);
        return taken;
    }

    /** The length in bytes. */
    public synchronized int length() {
        return bytes.length;
    }

    /** Calls the function with a copy that is wiped when it returns. */
    public <R> R use(Function<byte[], R> function) {
        byte[] copy = copy();
        try {
            return function.apply(copy);
        } finally {
            Arrays.fill(copy, (byte) 0);
        }
    }

    /** A copy; the caller wipes it. */
    public synchronized byte[] copy() {
        if (destroyed) {
            throw new HsmException(ReturnCode.CKR_KEY_HANDLE_INVALID, "the key was destroyed or its user logged out");
        }
        return bytes.clone();
    }

    /** Overwrites the secret; every later read fails. */
    @Override
    public synchronized void close() {
        Arrays.fill(bytes, (byte) 0);
        destroyed = true;
    }

    /** Says only how long it is. */
    @Override
    public String toString() {
        return "SecretBytes[" + length() + "]";
    }
}

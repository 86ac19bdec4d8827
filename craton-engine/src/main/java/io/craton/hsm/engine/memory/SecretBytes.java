package io.craton.hsm.engine.memory;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.engine.memory.SecretArena.Block;
import io.craton.hsm.engine.memory.SecretArena.Owned;
import io.craton.hsm.spi.SecretAccess;
import io.craton.hsm.spi.SecretMemory;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Function;

/**
 * A secret that is kept for longer than a call: the only place in the engine where such bytes live.
 * They are kept outside the Java heap, whose collectors leave copies behind that nothing can wipe.
 * Every read takes a {@link SecretAccess}; what is read lies on the heap and has to be wiped soon.
 * Safe for use by several threads.
 */
public final class SecretBytes implements SecretMemory.Secret {
    private final int length;
    private final Block block;
    private final Owned owned;
    // Written with the lock on this. Readers take no lock, so that a key that many threads use at
    // once does not make them wait: the closing thread sets the flag before the first zero, the
    // reading one looks at it after its copy, and the fences keep that order.
    private volatile boolean destroyed;

    private SecretBytes(byte[] secret) {
        length = secret.length;
        block = SecretArena.SHARED.allocate(length);
        block.slab().put(block.offset(), secret, 0, length);
        owned = SecretArena.SHARED.own(this, block);
    }

    /** Takes the secret over: the array is copied and then overwritten with zeros. */
    public static SecretBytes take(byte[] secret) {
        try {
            return new SecretBytes(secret);
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    /** The length in bytes. */
    public int length() {
        return length;
    }

    /** Calls the function with a copy that is wiped when it returns. */
    public <R> R use(SecretAccess access, Function<byte[], R> function) {
        byte[] copy = copy(access);
        try {
            return function.apply(copy);
        } finally {
            Arrays.fill(copy, (byte) 0);
        }
    }

    /** A copy; the caller wipes it. */
    @Override
    public byte[] copy(SecretAccess access) {
        byte[] copy = new byte[length];
        copyTo(access, copy, 0);
        return copy;
    }

    /** Copies all bytes into an array; the caller wipes it. */
    public void copyTo(SecretAccess access, byte[] target, int offset) {
        Objects.requireNonNull(access);
        try {
            block.slab().get(block.offset(), target, offset, length);
            VarHandle.loadLoadFence();
            if (destroyed) {
                // What was copied may be zeros by now, or another secret's.
                Arrays.fill(target, offset, offset + length, (byte) 0);
                throw new HsmException(
                        ReturnCode.CKR_KEY_HANDLE_INVALID,
                        "the key was destroyed or its user logged out");
            }
        } finally {
            // Nobody takes the block from a secret that is being read.
            Reference.reachabilityFence(this);
        }
    }

    /** Overwrites the secret; every later read fails. */
    @Override
    public synchronized void close() {
        if (!destroyed) {
            destroyed = true;
            VarHandle.storeStoreFence();
            SecretArena.SHARED.release(owned);
        }
    }

    /** Says only how long it is. */
    @Override
    public String toString() {
        return "SecretBytes[" + length + "]";
    }
}

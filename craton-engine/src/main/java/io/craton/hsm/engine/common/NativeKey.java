package io.craton.hsm.engine.common;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.craton.hsm.engine.spi.KeyMaterial;
import java.security.PrivateKey;
import javax.security.auth.DestroyFailedException;
import org.jspecify.annotations.Nullable;

/**
 * A private key in the form of a library. One that the library keeps in native memory is kept with
 * the key material and destroyed with it; one that would lie on the Java heap is made for each use.
 * Safe for use by several threads.
 */
public final class NativeKey implements KeyMaterial.Wipeable {
    // Written with the lock on this.
    private volatile @Nullable PrivateKey kept;

    @GuardedBy("this")
    private boolean wiped;

    /**
     * The key.
     *
     * @param outsideHeap whether the library keeps it outside the Java heap
     * @param maker makes it
     */
    public PrivateKey get(boolean outsideHeap, Guard.Call<PrivateKey> maker) throws Exception {
        PrivateKey present = kept;
        if (present != null) {
            return present;
        }
        return outsideHeap ? keep(maker) : maker.run();
    }

    private synchronized PrivateKey keep(Guard.Call<PrivateKey> maker) throws Exception {
        PrivateKey present = kept;
        if (present != null) {
            return present;
        }
        PrivateKey made = maker.run();
        if (!wiped) {
            kept = made;
        }
        return made;
    }

    @Override
    public synchronized void wipe() {
        wiped = true;
        PrivateKey present = kept;
        kept = null;
        if (present != null) {
            destroy(present);
        }
    }

    private static void destroy(PrivateKey key) {
        try {
            key.destroy();
        } catch (DestroyFailedException e) {
            // Then the collector does it.
            return;
        }
    }

    /** Says nothing of it. */
    @Override
    public String toString() {
        return "NativeKey[]";
    }
}

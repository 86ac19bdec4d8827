package io.craton.hsm.store;

import io.craton.hsm.spi.SecretMemory;
import io.craton.hsm.store.crypto.SecretKeyBytes;
import org.jspecify.annotations.Nullable;

/** Whether the SO is logged in, and the key that he can give to a user. */
final class Officer {
    private final SecretMemory memory;

    /** The two fields belong together; guarded by this. */
    private boolean present;

    private @Nullable SecretKeyBytes master;

    Officer(SecretMemory memory) {
        this.memory = memory;
    }

    /**
     * The SO has logged in.
     *
     * @param key the object master key, copied; null if the SO's PIN does not open the objects
     */
    synchronized void enter(byte @Nullable [] key) {
        leave();
        present = true;
        master = key == null ? null : new SecretKeyBytes(memory, key.clone());
    }

    synchronized boolean isPresent() {
        return present;
    }

    /** The object master key, or null. */
    synchronized @Nullable SecretKeyBytes master() {
        return master;
    }

    synchronized void leave() {
        present = false;
        SecretKeyBytes key = master;
        master = null;
        if (key != null) {
            key.close();
        }
    }
}

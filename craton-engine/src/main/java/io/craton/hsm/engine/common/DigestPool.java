package io.craton.hsm.engine.common;

import io.craton.hsm.Digest;
import java.security.MessageDigest;

/**
 * The idle instances of one hash function, which cost more to make than a short text to digest.
 * None of them has anything of what it has digested. Safe for use by several threads.
 */
public final class DigestPool {
    private static final int SIZE = 64;

    private final Libraries libraries;
    private final Digest hash;
    private final InstancePool<MessageDigest> idle = new InstancePool<>(SIZE);

    DigestPool(Libraries libraries, Digest hash) {
        this.libraries = libraries;
        this.hash = hash;
    }

    /** The function, at its start; the caller gives it back. */
    public MessageDigest take() {
        MessageDigest pooled = idle.take();
        return pooled == null ? libraries.digest(hash) : pooled;
    }

    /** Takes the function back, which is no more the caller's, and makes it forget its data. */
    public void rest(MessageDigest function) {
        // The JDK's keep the last block until then.
        function.reset();
        idle.give(function);
    }
}

package io.craton.hsm.engine.memory;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Finds out whether this process can keep secrets out of swap space, for who looks after it. */
public final class MemoryLock {
    private static final int PAGE = 4096;

    private MemoryLock() {}

    /** Why pages cannot be locked into RAM, in the words of the log; null if they can. */
    public static @Nullable String problem() {
        LibC libc = LibC.get();
        if (libc == null) {
            return PageProtection.NOT_AVAILABLE;
        }
        ByteBuffer page = ByteBuffer.allocateDirect(2 * PAGE).alignedSlice(PAGE).slice(0, PAGE);
        LibC.Result locked = libc.call("mlock", libc.address(page), PAGE);
        if (!locked.ok()) {
            return PageProtection.failed(locked);
        }
        libc.call("munlock", libc.address(page), PAGE);
        return null;
    }
}

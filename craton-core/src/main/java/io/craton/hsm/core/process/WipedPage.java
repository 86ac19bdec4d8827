package io.craton.hsm.core.process;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.craton.hsm.engine.memory.LibC;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A page of memory that reads as zeros in a forked child. The process that captures writes a number
 * there which no other process of the family has; a guard compares.
 */
final class WipedPage extends ProcessGuard {
    private static final int PAGE = 65_536; // a multiple of every page size in use
    private static final int PROT_READ_WRITE = 1 | 2;
    private static final int MAP_PRIVATE_ANONYMOUS = 2 | 0x20;
    private static final int MADV_WIPEONFORK = 18;

    // One page for all guards; never freed, for memory that is wiped on fork must not come back to
    // malloc.
    @GuardedBy("WipedPage.class")
    private static @Nullable ByteBuffer page;

    private final ByteBuffer mark;
    private final long expected;
    private final long id;
    private final String route;

    private WipedPage(ByteBuffer mark, long expected, long id, String route) {
        this.mark = mark;
        this.expected = expected;
        this.id = id;
        this.route = route;
    }

    /** Null if the system has no such pages. */
    static synchronized @Nullable ProcessGuard open(LibC libc) {
        if (!System.getProperty("os.name", "").equals("Linux")) {
            return null;
        }
        ByteBuffer mark = page;
        if (mark == null) {
            mark = map(libc);
            if (mark == null) {
                return null;
            }
            page = mark;
        }
        long id = libc.processId();
        if (mark.getLong(0) == 0) {
            // Never zero, and another one in a child that captures again: its id differs from that
            // of its parent, and later children of the same id differ in time.
            mark.putLong(0, (id << 32) | (System.nanoTime() & 0xffff_fffeL) | 1);
        }
        return new WipedPage(mark, mark.getLong(0), id, libc.route());
    }

    private static @Nullable ByteBuffer map(LibC libc) {
        long address =
                libc.call("mmap", 0, PAGE, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0).value();
        if (address == -1 || address == 0) {
            return null;
        }
        if (!libc.call("madvise", address, PAGE, MADV_WIPEONFORK).ok()) {
            libc.call("munmap", address, PAGE);
            return null;
        }
        return libc.view(address, Long.BYTES);
    }

    @Override
    public boolean sameProcess() {
        return mark.getLong(0) == expected;
    }

    @Override
    public long processId() {
        return id;
    }

    @Override
    public String method() {
        return "wipe-on-fork page through " + route;
    }
}

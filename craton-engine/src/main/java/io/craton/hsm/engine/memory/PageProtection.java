package io.craton.hsm.engine.memory;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gets pages outside the heap, locks them into RAM and leaves them out of core dumps, as far as the
 * system allows.
 */
class PageProtection {
    private static final Logger LOG = LoggerFactory.getLogger(PageProtection.class);
    static final String NOT_AVAILABLE =
            "mlock not available: this Java runtime has no way to the C library (Java 22 or JNA)";

    private static final int PAGE = 4096;
    private static final int MADV_DONTDUMP = 16;

    // The log says once what cannot be done; the module goes on.
    private final AtomicBoolean warned = new AtomicBoolean();

    /** Zeroed pages of their own, a multiple of the page size that holds so many bytes. */
    ByteBuffer pages(int size) {
        int rounded = (size + PAGE - 1) / PAGE * PAGE;
        ByteBuffer aligned = ByteBuffer.allocateDirect(rounded + PAGE).alignedSlice(PAGE);
        ByteBuffer pages = aligned.slice(0, rounded);
        protect(LibC.get(), pages);
        return pages;
    }

    private void protect(@Nullable LibC libc, ByteBuffer pages) {
        if (libc == null) {
            warn(NOT_AVAILABLE);
            return;
        }
        long address = libc.address(pages);
        LibC.Result locked = libc.call("mlock", address, pages.capacity());
        if (!locked.ok()) {
            warn(failed(locked));
        }
        if (System.getProperty("os.name", "").equals("Linux")) {
            LibC.Result hidden = libc.call("madvise", address, pages.capacity(), MADV_DONTDUMP);
            if (!hidden.ok()) {
                LOG.debug("madvise(MADV_DONTDUMP) failed: {}", hidden.message());
            }
        }
    }

    static String failed(LibC.Result locked) {
        return "mlock failed: " + locked.message();
    }

    private void warn(String what) {
        if (warned.compareAndSet(false, true)) {
            LOG.warn(
                    "{}; keys in memory may be written to swap space (see docs/security-model.md)",
                    what);
        }
    }
}

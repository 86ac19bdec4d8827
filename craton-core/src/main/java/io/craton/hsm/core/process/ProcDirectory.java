package io.craton.hsm.core.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Asks {@code /proc/self} without native code: {@code /proc/self/task/P} exists only in the process
 * P. It costs a microsecond, so a thread that has looked within {@value #WINDOW_NANOS} ns does not
 * look again. That window is each thread's own and is safe: between a look in the parent and a call
 * in the child the same thread would have to fork, and to copy the page tables of a JVM alone takes
 * longer.
 */
final class ProcDirectory extends ProcessGuard {
    static final long WINDOW_NANOS = 20_000;

    // Per thread: when it last looked, and which process it found itself in. It holds no class of
    // ours, and so keeps no class loader alive.
    private static final ThreadLocal<long @Nullable []> LAST = new ThreadLocal<>();

    private final long id;
    private final File own;

    private ProcDirectory(long id) {
        this.id = id;
        this.own = new File("/proc/self/task/" + id);
    }

    /** Null if there is no such directory. */
    static @Nullable ProcessGuard open() {
        try {
            long id = Long.parseLong(Files.readSymbolicLink(Path.of("/proc/self")).toString());
            ProcDirectory guard = new ProcDirectory(id);
            return guard.look() ? guard : null;
        } catch (IOException | RuntimeException e) {
            // No /proc, or one that shows nothing.
            return null;
        }
    }

    @Override
    public boolean sameProcess() {
        long[] last = LAST.get();
        if (last != null && last[1] == id && System.nanoTime() - last[0] < WINDOW_NANOS) {
            return true;
        }
        return look();
    }

    private boolean look() {
        if (!own.exists()) {
            return false;
        }
        long[] last = LAST.get();
        if (last == null) {
            last = new long[2];
            LAST.set(last);
        }
        last[0] = System.nanoTime();
        last[1] = id;
        return true;
    }

    @Override
    public long processId() {
        return id;
    }

    @Override
    public String method() {
        return "/proc/self";
    }
}

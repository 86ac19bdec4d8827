package io.craton.hsm.core.process;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.engine.memory.LibC;
import io.craton.hsm.spi.Causes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the process that it was made in and says whether the caller is still in it: a forked
 * child is not. {@code ProcessHandle} cannot tell, it goes on to give the parent's id in a child.
 * What asks the operating system instead, best first:
 *
 * <ol>
 *   <li>a page of memory that the kernel empties in a child ({@code MADV_WIPEONFORK}, Linux 4.14):
 *       about a nanosecond; needs a way to the C library
 *   <li>{@code getpid}: other Unix systems with a way to the C library
 *   <li>{@code /proc/self}: Linux without one; some 40 ns, for each thread looks again only after
 *       {@value ProcDirectory#WINDOW_NANOS} ns, in which no JVM can fork and be called again
 *   <li>nothing: Windows, which has no fork, and systems that offer none of the above
 * </ol>
 *
 * The check takes no lock and initialises no class: in a child both could wait for ever for a
 * thread that was not forked along. Safe for use by several threads.
 */
public abstract class ProcessGuard {
    /** For the process of the caller. */
    public static ProcessGuard capture() {
        return capture(LibC.get());
    }

    static ProcessGuard capture(@Nullable LibC libc) {
        ProcessGuard guard = null;
        if (libc != null) {
            guard = WipedPage.open(libc);
            if (guard == null) {
                guard = new NativeId(libc);
            }
        }
        if (guard == null) {
            guard = ProcDirectory.open();
        }
        if (guard == null) {
            guard = new Unguarded();
        }
        // Loads and initialises what a refusal needs: a forked child could wait for ever for a
        // class.
        Objects.requireNonNull(Causes.of(refusal()));
        return guard;
    }

    private static HsmException refusal() {
        return new HsmException(
                ReturnCode.CKR_CRYPTOKI_NOT_INITIALIZED,
                "the module was opened in another process, which this one was forked from; open it in this one");
    }

    /**
     * Refuses a caller in another process.
     *
     * @throws HsmException {@code CKR_CRYPTOKI_NOT_INITIALIZED}
     */
    public final void require() {
        if (!sameProcess()) {
            throw refusal();
        }
    }

    /** Whether the caller is in the process that this was made in. */
    public abstract boolean sameProcess();

    /** The id of the process that this was made in, as the operating system gave it then. */
    public abstract long processId();

    /** How the check is made, for logs. */
    public abstract String method();

    /** Asks for the process id at each check. */
    private static final class NativeId extends ProcessGuard {
        private final LibC libc;
        private final long id;

        NativeId(LibC libc) {
            this.libc = libc;
            this.id = libc.processId();
        }

        @Override
        public boolean sameProcess() {
            return libc.processId() == id;
        }

        @Override
        public long processId() {
            return id;
        }

        @Override
        public String method() {
            return "getpid through " + libc.route();
        }
    }

    /** Where nothing can be asked. */
    private static final class Unguarded extends ProcessGuard {
        private final long id = ProcessHandle.current().pid();

        @Override
        public boolean sameProcess() {
            return true;
        }

        @Override
        public long processId() {
            return id;
        }

        @Override
        public String method() {
            return "none: this system offers no check";
        }
    }
}

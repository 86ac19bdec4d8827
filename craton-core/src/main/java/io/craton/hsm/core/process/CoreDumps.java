package io.craton.hsm.core.process;

import io.craton.hsm.engine.memory.LibC;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the process from leaving its memory behind: no core dumps, and no reading by other
 * processes of the same user (which stops debuggers and {@code jcmd}, too). This changes the whole
 * process, so it is done only if the configuration asks for it; secrets are kept out of core dumps
 * in any case, by {@code MADV_DONTDUMP}.
 */
public final class CoreDumps {
    private static final Logger LOG = LoggerFactory.getLogger(CoreDumps.class);
    private static final int PR_SET_DUMPABLE = 4;
    private static final int RLIMIT_CORE = 4;

    private CoreDumps() {}

    /**
     * Switches core dumps off for this process, for good.
     *
     * @return whether both limits are set; if not, the log says why
     */
    public static boolean deny() {
        LibC libc = LibC.get();
        if (libc == null || !System.getProperty("os.name", "").equals("Linux")) {
            LOG.warn(
                    "core dumps stay as they are: this Java runtime has no way to the C library (Java 22 or JNA)");
            return false;
        }
        // struct rlimit: soft and hard limit. The hard limit stays, for lowering it cannot be
        // undone.
        ByteBuffer limit = ByteBuffer.allocateDirect(16).order(ByteOrder.nativeOrder());
        long address = libc.address(limit);
        boolean limited = libc.call("getrlimit", RLIMIT_CORE, address).ok();
        limit.putLong(0, 0);
        limited = limited && report("setrlimit", libc.call("setrlimit", RLIMIT_CORE, address));
        return report("prctl", libc.call("prctl", PR_SET_DUMPABLE, 0, 0, 0, 0)) && limited;
    }

    private static boolean report(String function, LibC.Result result) {
        if (!result.ok()) {
            LOG.warn("{} failed: {}; core dumps may hold keys", function, result.message());
        }
        return result.ok();
    }
}

package io.craton.hsm.core.assurance;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.core.process.ProcessGuard;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Stands at the entry of every call of one opened module: refuses callers in another process, in a module that is
 * closed, and in one that has found itself faulty. Costs a nanosecond or two. Safe for use by several threads.
 */
public final class ModuleGuard {
    private final ProcessGuard process;
    // Null while all is well. The first reason stays; written under this.
    private volatile @Nullable Refusal refusal;

    private record Refusal(ReturnCode code, String message) {}

    private ModuleGuard(ProcessGuard process) {
        this.process = process;
    }

    /** For a module that is opened now, in this process. */
    public static ModuleGuard open() {
        ModuleGuard guard = new ModuleGuard(ProcessGuard.capture());
        // Loads and initialises what a refusal needs: a forked child could wait for ever for a class.
        Objects.requireNonNull(guard.forked().getMessage());
        return guard;
    }

    /**
     * To be called first at every entry, before any lock is taken.
     *
     * @throws HsmException {@code CKR_CRYPTOKI_NOT_INITIALIZED} in another process or after {@link #close}, {@code
     *     CKR_GENERAL_ERROR} after {@link #fail}
     */
    public void check() {
        if (!process.sameProcess()) {
            throw forked();
        }
        Refusal reason = refusal;
        if (reason != null) {
            throw new HsmException(reason.code, reason.message);
        }
    }

    private HsmException forked() {
        return new HsmException(
                ReturnCode.CKR_CRYPTOKI_NOT_INITIALIZED,
                "the module was opened in another process, which this one was forked from; open it in this one");
    }

    /**
     * Puts the module into its error state, for good.
     *
     * @param reason a sentence without secrets
     */
    public synchronized void fail(String reason) {
        if (refusal == null) {
            refusal = new Refusal(
                    ReturnCode.CKR_GENERAL_ERROR, "the module is in its error state: " + reason + "; open it again");
        }
    }

    /** Refuses every later call. */
    public synchronized void close() {
        refusal = new Refusal(ReturnCode.CKR_CRYPTOKI_NOT_INITIALIZED, "the module was closed; open it again");
    }

    /** Whether the caller may still work with what the module holds in memory: false in a forked child. */
    public boolean sameProcess() {
        return process.sameProcess();
    }

    /** Whether the module is in its error state. */
    public boolean failed() {
        Refusal reason = refusal;
        return reason != null && reason.code == ReturnCode.CKR_GENERAL_ERROR;
    }

    /** The id of the process that opened the module. */
    public long processId() {
        return process.processId();
    }

    /** How the process is recognised, for logs. */
    public String processCheck() {
        return process.method();
    }
}

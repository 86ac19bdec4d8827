package io.craton.hsm.core;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.core.runtime.Gate;
import io.craton.hsm.spi.AuditDetail;
import io.craton.hsm.spi.AuditEvent;
import io.craton.hsm.spi.AuditLog;
import io.craton.hsm.spi.AuditRecord;
import io.craton.hsm.spi.Threads;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens when the module finds itself faulty: no further call is let in, the log and the
 * audit log tell why, and what it holds in memory is wiped. Safe for use by several threads.
 */
final class ErrorState {
    private static final Logger LOG = LoggerFactory.getLogger(ErrorState.class);

    private final Gate gate;
    private final Threads threads;
    // Both come when the parts that they need are there.
    private volatile @Nullable AuditLog audit;
    private volatile @Nullable Runnable wipe;

    ErrorState(Gate gate, Threads threads) {
        this.gate = gate;
        this.threads = threads;
    }

    void recordIn(AuditLog log) {
        audit = log;
    }

    void wipe(Runnable action) {
        wipe = action;
    }

    /** A health test of the random generator failed. */
    void drbgFailed(String what) {
        enter(
                AuditEvent.DRBG_HEALTH,
                ReturnCode.CKR_FUNCTION_FAILED,
                AuditDetail.HEALTH_TEST.with(what));
    }

    /** A self-test failed while the module was open. */
    void selfTestFailed(String what) {
        LOG.error(
                "{}; every call fails with CKR_GENERAL_ERROR until the module is opened again",
                what);
        enter(
                AuditEvent.SELF_TEST,
                ReturnCode.CKR_GENERAL_ERROR,
                AuditDetail.SELF_TESTS.with(what));
    }

    // On a thread of its own: the one that failed may hold any lock of the module.
    private void enter(AuditEvent event, ReturnCode result, AuditDetail.Text what) {
        gate.fail(what.toString());
        threads.daemon("craton-hsm error state", () -> tellAndWipe(event, result, what)).start();
    }

    private void tellAndWipe(AuditEvent event, ReturnCode result, AuditDetail.Text what) {
        AuditLog log = audit;
        Runnable action = wipe;
        try {
            if (log != null) {
                log.record(AuditRecord.module(event, result, what));
            }
        } catch (HsmException e) {
            LOG.error("the failure could not be recorded in the audit log", e);
        }
        try {
            if (action != null) {
                action.run();
            }
        } catch (HsmException e) {
            LOG.error("the keys in memory could not all be wiped; end the process", e);
        }
    }
}

package io.craton.hsm.core.policy;

import io.craton.hsm.spi.AuditEvent;
import java.util.function.Consumer;

/**
 * A real call at a limit of a condition, or beside it.
 *
 * @param name what it tries
 * @param met whether the condition is met
 * @param event what the audit log calls it
 * @param call makes it
 */
record ApprovalCase(String name, boolean met, AuditEvent event, Consumer<ApprovalKeys> call) {
    static ApprovalCase at(String name, AuditEvent event, Consumer<ApprovalKeys> call) {
        return new ApprovalCase(name, true, event, call);
    }

    static ApprovalCase beside(String name, AuditEvent event, Consumer<ApprovalKeys> call) {
        return new ApprovalCase(name, false, event, call);
    }
}

package io.craton.hsm.spi;

import io.craton.hsm.HsmException;

/**
 * A session or a slot that is told of calls which a door of the module refused: what cannot be read
 * has no form in which it could reach the module, and has its record in the audit log all the same.
 * For doors, such as a daemon.
 */
public interface RefusedCalls {
    /**
     * Records {@link AuditEvent#CALL_REFUSED}, with the slot, the handle of the session if it is
     * one, its application, and who is logged in.
     *
     * @param function what was called, such as {@code C_SignInit}
     * @param refusal what the caller gets: its return code is the result of the record
     * @throws HsmException if the record cannot be written
     */
    void refused(String function, HsmException refusal);
}

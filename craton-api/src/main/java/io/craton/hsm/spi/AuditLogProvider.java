package io.craton.hsm.spi;

/** Opens audit logs; found by {@link java.util.ServiceLoader}. */
public interface AuditLogProvider {
    /**
     * Opens, and if need be creates, the log and continues its chain.
     *
     * @throws io.craton.hsm.HsmException {@code CKR_GENERAL_ERROR} with "Failed to open audit log"
     */
    AuditLog open(AuditSettings settings);
}

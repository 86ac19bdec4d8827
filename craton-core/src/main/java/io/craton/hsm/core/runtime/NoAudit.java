package io.craton.hsm.core.runtime;

import io.craton.hsm.spi.AuditLog;
import io.craton.hsm.spi.AuditRecord;
import io.craton.hsm.spi.TokenStore;
import java.util.Optional;

/** The audit log when {@code audit.enabled} is false. */
public final class NoAudit implements AuditLog {
    @Override
    public void record(AuditRecord record) {
        // Nothing is recorded: the operator asked for that.
    }

    @Override
    public Optional<TokenStore.StoreMark> lastStoreMark(int slot) {
        return Optional.empty();
    }

    @Override
    public void flush() {
        // Nothing is kept.
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}

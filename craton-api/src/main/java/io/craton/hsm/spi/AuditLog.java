package io.craton.hsm.spi;

import java.util.Optional;

/** An open audit log. Safe for use by several threads. */
public interface AuditLog extends AutoCloseable {
    /**
     * Appends a record; returns when it is as durable as its type and the settings ask for.
     *
     * @throws io.craton.hsm.HsmException {@code CKR_GENERAL_ERROR} if it could not be written; the operation
     *     that it records must then fail
     */
    void record(AuditRecord record);

    /** The last mark of the store that was recorded for a slot, if the log or its head still knows it. */
    Optional<TokenStore.StoreMark> lastStoreMark(int slot);

    /** Waits until everything recorded so far is on disk. */
    void flush();

    /** Flushes and closes. */
    @Override
    void close();
}

package io.craton.hsm.spi;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** An open audit log. Safe for use by several threads. */
public interface AuditLog extends AutoCloseable {
    /**
     * Appends a record; returns when it is as durable as its type and the settings ask for.
     *
     * @throws io.craton.hsm.HsmException {@code CKR_GENERAL_ERROR} if it could not be written; the
     *     operation that it records must then fail
     */
    void record(AuditRecord record);

    /**
     * Looks, before something is done that cannot be undone, whether its record could be written:
     * if the last write failed, tries again.
     *
     * @throws HsmException {@code CKR_GENERAL_ERROR} if records cannot be written at present
     */
    default void requireWritable() {
        // A log that cannot tell says so when it is given the record.
    }

    /**
     * The last mark of the store that was recorded for a slot, if the log or its head still knows
     * it.
     */
    Optional<TokenStore.StoreMark> lastStoreMark(int slot);

    /** Waits until everything recorded so far is on disk. */
    void flush();

    /**
     * Copies the log to a new file and empties it while no record can come between: nothing is
     * lost, and the chain goes on. The event {@link AuditEvent#ROTATE} is recorded afterwards.
     *
     * @param archive where the copy goes; must not exist
     * @throws io.craton.hsm.HsmException {@code CKR_GENERAL_ERROR} if it could not be done; the log
     *     is then as it was; {@code CKR_FUNCTION_NOT_SUPPORTED} if this log has no file
     */
    default void rotate(Path archive) {
        throw new HsmException(
                ReturnCode.CKR_FUNCTION_NOT_SUPPORTED,
                "this audit log has no file to rotate to " + archive);
    }

    /**
     * Signs checkpoints of the log from now on, on a thread of the log's own: after so many records
     * or so much time, whichever comes first, and at {@link #close()}. Replaces the signers given
     * before.
     *
     * @param signers who signs each checkpoint; none ends the signing
     * @param everyRecords after how many records, at least 1
     * @param every after how much time, if there was a record
     * @throws io.craton.hsm.HsmException {@code CKR_GENERAL_ERROR} if lines since the first are
     *     missing; {@code CKR_FUNCTION_NOT_SUPPORTED} if this log makes no checkpoints
     */
    default void checkpoints(List<CheckpointSigner> signers, long everyRecords, Duration every) {
        throw new HsmException(
                ReturnCode.CKR_FUNCTION_NOT_SUPPORTED, "this audit log makes no checkpoints");
    }

    /** Flushes and closes. */
    @Override
    void close();
}

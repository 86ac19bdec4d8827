package io.craton.hsm.spi;

import java.nio.file.Path;
import java.time.Clock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How an audit log is opened.
 *
 * @param file the log, one JSON object a line
 * @param stateDirectory where the authenticated head of the chain is kept, outside the log; null
 *     keeps it in memory only
 * @param level which events are written
 * @param durability when records of cryptographic operations are on disk
 * @param fileMode the permissions of the log, {@code 0600} or {@code 0640}
 * @param processId the real process id; in a forked child another one than before, whatever it is
 * @param surroundings where time, keys, threads and files come from
 */
public record AuditSettings(
        Path file,
        @Nullable Path stateDirectory,
        Level level,
        Durability durability,
        String fileMode,
        LongSupplier processId,
        Surroundings surroundings) {

    /** Settings of a log that has threads and files of the machine. */
    public AuditSettings(
            Path file,
            @Nullable Path stateDirectory,
            Level level,
            Durability durability,
            String fileMode,
            Clock clock,
            LongSupplier processId,
            RandomSource random) {
        this(
                file,
                stateDirectory,
                level,
                durability,
                fileMode,
                processId,
                Surroundings.of(clock, random));
    }

    /** The clock of the module. */
    public Clock clock() {
        return surroundings.clock();
    }

    /** Where keys come from. */
    public RandomSource random() {
        return surroundings.random();
    }

    /** Which events are written; start and stop always are, but for {@link #NONE}. */
    public enum Level {
        /** Every event. */
        ALL,
        /** Cryptographic operations, key life cycle, and what {@link #AUTH} has. */
        CRYPTO,
        /** Logins and PINs, and what {@link #ADMIN} has. */
        AUTH,
        /** Tokens, configuration, self-tests, backup and restore. */
        ADMIN,
        /** Nothing. */
        NONE
    }

    /** When a record of an operation whose type is not durable by itself is on disk. */
    public enum Durability {
        /** Written before the call returns, forced in groups soon after. */
        ORDERED,
        /** Forced before the call returns. */
        SYNC,
        /**
         * Chained before the call returns, written soon after; callers wait when the queue is full.
         */
        ASYNC
    }
}

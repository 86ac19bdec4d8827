package io.craton.hsm.spi;

import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * How a store is opened.
 *
 * @param directory the directory of everything persistent, or null to keep everything in memory
 * @param slotCount how many slots, 1 to 256
 * @param serialNumber the serial number that new tokens get and old ones have, at most 16 bytes;
 *     slot n &gt; 0 adds its id to it; null for random ones
 * @param pbkdf2Iterations the count for PINs that are set from now on
 * @param maxFailedLogins after how many failures a PIN is locked
 * @param soRecovery whether the SO PIN, too, opens the objects (decision B7)
 * @param surroundings where time, keys, salts, nonces, threads and files come from
 * @param memory where the keys of an opened token are kept
 * @param implementation the name of what keeps headers and records ({@code token.store}); null if
 *     there is one only
 * @param access whether anything is written
 */
public record StoreSettings(
        @Nullable Path directory,
        int slotCount,
        @Nullable String serialNumber,
        int pbkdf2Iterations,
        int maxFailedLogins,
        boolean soRecovery,
        Surroundings surroundings,
        SecretMemory memory,
        @Nullable String implementation,
        Access access) {

    /** Whether anything is written. */
    public enum Access {
        /** Reads and writes. */
        READ_WRITE,
        /**
         * Writes nothing at all, neither repairs nor counts: what is there can be on a medium that
         * takes no writing. What an opening would have finished or repaired is only looked at, and
         * no PIN is tried.
         */
        READ_ONLY
    }

    /** Settings of a store without an engine: its keys are on the Java heap. */
    public StoreSettings(
            @Nullable Path directory,
            int slotCount,
            @Nullable String serialNumber,
            int pbkdf2Iterations,
            int maxFailedLogins,
            boolean soRecovery,
            RandomSource random) {
        this(
                directory,
                slotCount,
                serialNumber,
                pbkdf2Iterations,
                maxFailedLogins,
                soRecovery,
                Surroundings.of(Clock.systemUTC(), random),
                SecretMemory.HEAP,
                null,
                Access.READ_WRITE);
    }

    /** Where keys, salts and nonces come from. */
    public RandomSource random() {
        return surroundings.random();
    }
}

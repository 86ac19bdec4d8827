package io.craton.hsm.spi;

import java.nio.file.Path;
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
 * @param random where keys, salts and nonces come from
 * @param memory where the keys of an opened token are kept
 */
public record StoreSettings(
        @Nullable Path directory,
        int slotCount,
        @Nullable String serialNumber,
        int pbkdf2Iterations,
        int maxFailedLogins,
        boolean soRecovery,
        RandomSource random,
        SecretMemory memory) {

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
                random,
                SecretMemory.HEAP);
    }
}

package io.craton.hsm.store.spi;

import io.craton.hsm.spi.StoreSettings.Access;
import io.craton.hsm.spi.Surroundings;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How a storage is opened.
 *
 * @param directory where everything is kept that lasts, absolute or relative to the working
 *     directory; null keeps everything in memory, for as long as the storage is open
 * @param slotCount how many slots, 1 to 256
 * @param access whether anything is written
 * @param surroundings where time, random bytes, threads and files come from
 */
public record StorageSettings(
        @Nullable Path directory, int slotCount, Access access, Surroundings surroundings) {}

package io.craton.hsm.store.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.HsmException;
import io.craton.hsm.store.file.MemorySpace;
import io.craton.hsm.store.file.StoreFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/**
 * Whatever stands in a journal, reading it ends soon and with a sentence. Checksums are made right
 * again here: they keep nobody out who writes files.
 */
class HostileJournalTest {
    private static MemorySpace files(byte[] journal) throws IOException {
        MemorySpace space = new MemorySpace();
        try (StoreFile file = space.create("journal", false)) {
            file.write(0, journal, 0, journal.length);
        }
        return space;
    }

    @Property(tries = 300)
    void journal_withAnythingInIt_isReadOrRefused(
            @ForAll @IntRange(min = -2, max = 1 << 20) int count,
            @ForAll @LongRange(min = 0, max = 3) long sequence,
            @ForAll @Size(max = 64) byte[] rest)
            throws IOException {
        UUID volume = new UUID(1, 2);
        byte[] bytes = new byte[1 << 14];
        ByteBuffer.wrap(bytes)
                .putLong(0x4352544E4A524E4CL)
                .putInt(1)
                .putInt(64 + 4104 * count)
                .putLong(1)
                .putLong(2)
                .putLong(sequence)
                .putLong(8192)
                .putInt(count)
                .putInt(0)
                .put(rest);
        if (count >= 0 && 64 + 4104L * count <= bytes.length) {
            int end = 64 + 4104 * count - 8;
            ByteBuffer.wrap(bytes).putLong(end, Checksums.wide(bytes, end));
        }
        MemorySpace space = files(bytes);
        try (Journal journal = new Journal(space, "journal", volume, false)) {
            assertThat(journal.read(0)).hasSizeLessThanOrEqualTo(1);
        } catch (HsmException e) {
            assertThat(e.getMessage()).contains("do not belong together");
        }
    }

    @Test
    void journalOfANewerRelease_isRefusedWithASentence() throws Exception {
        UUID volume = new UUID(1, 2);
        byte[] bytes = new byte[8192];
        ByteBuffer.wrap(bytes)
                .putLong(0x4352544E4A524E4CL)
                .putInt(2)
                .putInt(64)
                .putLong(1)
                .putLong(2);
        MemorySpace space = files(bytes);
        try (Journal journal = new Journal(space, "journal", volume, false)) {
            assertThatThrownBy(() -> journal.read(0))
                    .hasMessageContaining("has format 2")
                    .hasMessageContaining("newer");
        }
    }
}

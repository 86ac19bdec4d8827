package io.craton.hsm.store.backup;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.HsmException;
import io.craton.hsm.store.page.Journal;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.nio.ByteBuffer;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Whatever stands in an archive or in a share of one, reading it ends soon and with a sentence. */
class HostileInsideTest {
    /** Made by somebody who has the key: the inside is what no checksum protects. */
    @Property(tries = 500)
    void insideOfAnArchive_withAnythingInIt_isReadOrRefused(
            @ForAll @Size(max = 200) byte[] inside) {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(inside));
        assertThatThrownBy(() -> BackupRecords.read(in, records -> {}))
                .isInstanceOf(HsmException.class);
    }

    @Test
    void recordThatSaysItIsLong_takesNoMemoryBeforeItIsThere() {
        byte[] inside =
                ByteBuffer.allocate(7)
                        .put((byte) 1)
                        .put((byte) 1)
                        .put((byte) 17)
                        .putInt(Journal.LARGEST_FRAME)
                        .array();
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(inside));
        assertThatThrownBy(() -> BackupRecords.read(in, records -> {}))
                .hasMessageContaining("ends after 0 records");
    }

    @Property(tries = 300)
    void share_ofAnyText_isRefused(@ForAll String text) {
        assertThatThrownBy(() -> BackupShare.combine(List.of(text, text), new byte[16], 2))
                .isInstanceOf(HsmException.class);
    }
}

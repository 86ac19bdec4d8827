package io.craton.hsm.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.spi.Bytes;
import io.craton.hsm.store.file.MemorySpace;
import io.craton.hsm.store.file.StoreFile;
import io.craton.hsm.store.header.PinForm;
import io.craton.hsm.store.header.PinSection;
import io.craton.hsm.store.header.TokenHeader;
import io.craton.hsm.store.mapdb.HeaderFiles;
import io.craton.hsm.store.spi.HeaderStore.Remains;
import io.craton.hsm.store.spi.StoredHeader;
import java.io.IOException;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is known of the copy of a header that is not the one in force. */
class HeaderFilesTest {
    private static final StoredHeader FIRST = Headers.of(1, new UUID(1, 1));
    private static final StoredHeader SECOND = withAnotherPin(FIRST);

    private final FaultySpace space = new FaultySpace(new MemorySpace());

    private static StoredHeader withAnotherPin(StoredHeader stored) {
        TokenHeader header = TokenHeader.decode("a header", stored.image().copy());
        PinSection none = PinSection.none();
        PinSection pin =
                new PinSection(
                        1,
                        none.content(),
                        none.iterations(),
                        none.salt(),
                        none.nonce(),
                        none.wrapped(),
                        0,
                        PinForm.PRESENT);
        TokenHeader next = header.withPins(none, pin);
        return new StoredHeader(next.sequence(), Bytes.of(next.encode()));
    }

    @BeforeEach
    void writeTwice_andTheSecondTimeOneCopyFails() throws IOException {
        HeaderFiles headers = new HeaderFiles(space);
        headers.write(0, FIRST, Remains.NONE);
        space.failIn(HeaderFiles.B, FaultySpace.BROKEN);
        headers.write(1, SECOND, Remains.FOR_A_WHILE);
        space.repair();
    }

    /** As if nothing of the write that failed had reached the disk; now half of it has. */
    private void leaveTheOlderCopy() throws IOException {
        byte[] image = FIRST.image().copy();
        try (StoreFile file = space.open(HeaderFiles.B, true)) {
            file.write(0, image, 0, image.length);
        }
    }

    @Test
    void halfACopy_isWrittenAgain() throws IOException {
        HeaderFiles headers = new HeaderFiles(space);
        assertThat(headers.read()).isEqualTo(SECOND);
        assertThat(headers.secondCopy()).isNull();

        space.delete(HeaderFiles.A);
        assertThat(new HeaderFiles(space).read()).isEqualTo(SECOND);
    }

    @Test
    void copyWithOlderPins_isWrittenAgain() throws IOException {
        leaveTheOlderCopy();
        HeaderFiles headers = new HeaderFiles(space);
        assertThat(headers.read()).isEqualTo(SECOND);
        assertThat(headers.secondCopy()).isNull();

        space.delete(HeaderFiles.A);
        assertThat(new HeaderFiles(space).read()).isEqualTo(SECOND);
    }

    /** What it says would be in force if the first copy were damaged. */
    @Test
    void copyWithOlderPins_thatCannotBeWritten_isStillKnown() throws IOException {
        leaveTheOlderCopy();
        space.failIn(HeaderFiles.B, FaultySpace.BROKEN);
        HeaderFiles headers = new HeaderFiles(space);
        assertThat(headers.read()).isEqualTo(SECOND);
        assertThat(headers.secondCopy()).isEqualTo(FIRST);
    }
}

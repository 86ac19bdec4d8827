package io.craton.hsm.cli.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.cli.TestIo;
import io.craton.hsm.cli.error.CliException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeDataTest {
    @TempDir Path directory;

    @Test
    void file_thatIsTooLong_isRefusedUnread() throws IOException {
        Path file = Files.write(directory.resolve("data"), new byte[11]);

        assertThatThrownBy(() -> WholeData.open(new TestIo().io(), file.toString(), 10, "cut it"))
                .isInstanceOf(CliException.class)
                .hasMessage(
                        file
                                + " is longer than the 10 bytes that the token takes as a whole; cut it");
        try (InputStream in = WholeData.open(new TestIo().io(), file.toString(), 11, "")) {
            assertThat(in.readAllBytes()).hasSize(11);
        }
    }

    @Test
    void stream_thatIsTooLong_isRefusedWhenItShowsIt() throws IOException {
        TestIo io = new TestIo().stdin("12345678901");
        InputStream in = WholeData.open(io.io(), "-", 10, "cut it");

        assertThatThrownBy(in::readAllBytes)
                .isInstanceOf(CliException.class)
                .hasMessageStartingWith("standard input is longer than the 10 bytes");
    }
}

package io.craton.hsm.cli.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.cli.TestIo;
import io.craton.hsm.cli.error.CliException;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFileTest {
    private final TestIo test = new TestIo();

    @TempDir Path directory;

    @Test
    void write_private_isForItsOwnerOnly() throws IOException {
        Path file = directory.resolve("plain");

        DataFile.write(test.io(), file.toString(), DataFile.Access.PRIVATE, out -> out.write(1));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(file).hasBinaryContent(new byte[] {1});
    }

    @Test
    void write_thatFails_leavesWhatWasThereAndNothingElse() throws IOException {
        Path file = directory.resolve("plain");
        Files.writeString(file, "before");

        assertThatThrownBy(
                        () ->
                                DataFile.write(
                                        test.io(),
                                        file.toString(),
                                        DataFile.Access.PRIVATE,
                                        out -> {
                                            out.write(1);
                                            throw new IOException("tag mismatch");
                                        }))
                .hasMessage("tag mismatch");

        assertThat(file).hasContent("before");
        assertThat(directory).isDirectoryNotContaining(path -> !path.equals(file));
    }

    @Test
    void write_dash_isStandardOutput() throws IOException {
        DataFile.write(test.io(), "-", new byte[] {'o', 'k'});

        assertThat(test.out()).isEqualTo("ok");
    }

    @Test
    void write_missingDirectory_isNamed() {
        assertThatThrownBy(
                        () ->
                                DataFile.write(
                                        test.io(),
                                        directory.resolve("no/file").toString(),
                                        new byte[0]))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("there is no directory " + directory.resolve("no"));
    }

    /** What is written first has another name, which nobody asked for. */
    @Test
    void write_whereNoFileCanBeMade_namesTheFileThatWasAskedFor() {
        assertThatThrownBy(() -> DataFile.write(test.io(), "/proc/craton-file", new byte[1]))
                .isInstanceOf(FileSystemException.class)
                .hasMessageStartingWith("/proc/craton-file")
                .hasMessageNotContaining(".part");
    }

    @Test
    void write_nameAsLongAsAFileCanHave_isWritten() throws IOException {
        Path file = directory.resolve("x".repeat(255));
        DataFile.write(test.io(), file.toString(), new byte[] {1});
        assertThat(file).hasBinaryContent(new byte[] {1});
    }

    @Test
    void read_tooLong_isRefused() throws IOException {
        Path file = directory.resolve("long");
        Files.write(file, new byte[11]);

        assertThatThrownBy(() -> DataFile.read(test.io(), file.toString(), 10))
                .hasMessageContaining("longer than the 10 bytes");
        assertThat(DataFile.read(test.io(), file.toString(), 11)).hasSize(11);
    }

    /** The commands of a shell stand there, too. */
    @Test
    void open_dash_leavesStandardInputOpen() throws IOException {
        Io all = test.io();
        InputStream in = new BufferedInputStream(new ByteArrayInputStream(new byte[] {1, 2}));
        Io io = new Io(in, all.out(), all.err(), all.environment(), all.terminal());

        try (InputStream data = DataFile.open(io, "-")) {
            assertThat(data.read()).isEqualTo(1);
        }

        assertThat(in.read()).isEqualTo(2);
    }
}

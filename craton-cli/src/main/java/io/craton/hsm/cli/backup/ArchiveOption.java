package io.craton.hsm.cli.backup;

import io.craton.hsm.cli.console.DataFile;
import io.craton.hsm.cli.console.Io;
import java.io.IOException;
import java.io.InputStream;
import picocli.CommandLine.Option;

/** {@code --input}: the backup that is read. */
final class ArchiveOption {
    @Option(
            names = "--input",
            paramLabel = "FILE",
            required = true,
            description = "The archive; - is standard input.")
    private String file = "";

    String file() {
        return file;
    }

    InputStream open(Io io) throws IOException {
        return DataFile.open(io, file);
    }
}

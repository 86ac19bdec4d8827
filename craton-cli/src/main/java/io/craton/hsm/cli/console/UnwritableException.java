package io.craton.hsm.cli.console;

import io.craton.hsm.spi.Causes;
import java.io.IOException;
import java.nio.file.FileSystemException;
import org.jspecify.annotations.Nullable;

/** Something could not be written: its message is a sentence that says where to and why not. */
public final class UnwritableException extends IOException {
    private static final long serialVersionUID = 1L;

    UnwritableException(String where, IOException cause) {
        super("cannot write to " + where + reason(cause), cause);
    }

    /** What the system says, in its own words, such as "No space left on device". */
    private static String reason(IOException cause) {
        @Nullable String words =
                cause instanceof FileSystemException file ? file.getReason() : Causes.of(cause);
        return words == null ? "" : ": " + words;
    }
}

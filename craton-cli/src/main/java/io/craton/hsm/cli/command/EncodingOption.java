package io.craton.hsm.cli.command;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code --format} of commands that write what has a DER form. */
public final class EncodingOption {
    /** The forms. */
    public enum Encoding {
        /** Text (RFC 7468). */
        PEM,
        /** Bytes (X.690). */
        DER
    }

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "PEM",
            description = "One of ${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE} by default.")
    private Encoding encoding = Encoding.PEM;

    @Mixin private TerminalOption terminal = new TerminalOption();

    /** Whether bytes may go to a terminal. */
    boolean isForced() {
        return terminal.isForced();
    }

    /** Whether bytes are written. */
    public boolean isDer() {
        return encoding == Encoding.DER;
    }
}

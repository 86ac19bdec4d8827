package io.craton.hsm.cli.command;

import picocli.CommandLine.Option;

/** {@code --output} of commands that print what they make, unless it names a file. */
public final class OutputOption {
    @Option(
            names = "--output",
            paramLabel = "FILE",
            defaultValue = "-",
            description = "Where to; - is standard output, and the default.")
    private String file = "-";

    /** The file; {@code -} for standard output. */
    public String file() {
        return file;
    }
}

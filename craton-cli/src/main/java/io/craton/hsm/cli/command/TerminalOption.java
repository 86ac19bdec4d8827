package io.craton.hsm.cli.command;

import picocli.CommandLine.Option;

/** {@code --force} of commands that write bytes. */
public final class TerminalOption {
    @Option(
            names = "--force",
            description = "Write bytes to standard output even if it is a terminal.")
    private boolean force;

    /** Whether bytes go to a terminal. */
    public boolean isForced() {
        return force;
    }
}

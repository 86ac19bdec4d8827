package io.craton.hsm.cli;

import io.craton.hsm.cli.console.Io;

/** The entry point of {@code craton-hsm.jar}. */
public final class Main {
    private Main() {}

    /**
     * Runs one command and ends the process with its exit code.
     *
     * @param args the command line
     */
    public static void main(String[] args) {
        Io io = Io.system();
        System.exit(RootCommand.runProcess(io, args));
    }
}

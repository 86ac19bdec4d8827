package io.craton.hsm.cli.command;

import picocli.CommandLine.Option;

/** {@code --yes} of commands that delete what is asked for before. */
public final class ConfirmOption {
    @Option(
            names = {"--yes", "--force"},
            description = "Do not ask before.")
    private boolean yes;

    /** Whether nobody is asked. */
    public boolean isSet() {
        return yes;
    }
}

package io.craton.hsm.cli;

import io.craton.hsm.cli.command.CratonCommand;
import io.craton.hsm.cli.console.DataFile;
import io.craton.hsm.cli.console.Output;
import java.io.IOException;
import picocli.AutoComplete;
import picocli.CommandLine.Command;

/** {@code completion}. */
@Command(
        name = "completion",
        description = "Print a completion script for bash and zsh: source <(... completion).")
public final class CompletionCommand extends CratonCommand {
    @Override
    protected void run() throws IOException {
        var root = spec().root().commandLine();
        String script = AutoComplete.bash(root.getCommandName(), root);
        writeText("-", DataFile.Access.USUAL, script + "\n", "script", Output.object());
    }
}

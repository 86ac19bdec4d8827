package io.craton.hsm.cli;

import io.craton.hsm.cli.console.Output;
import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine.Command;

/** {@code completion}. */
@Command(
        name = "completion",
        description = "Print a completion script for bash and zsh: source <(... completion).")
public final class CompletionCommand extends CratonCommand {
    @Override
    protected void run() {
        var root = spec().root().commandLine();
        String script = AutoComplete.bash(root.getCommandName(), root);
        output().result(Output.object("script", script), List.of(script));
    }
}

package io.craton.hsm.cli;

import io.craton.hsm.cli.command.CratonCommand;
import io.craton.hsm.cli.error.CliException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code help}. */
@Command(
        name = "help",
        description = "Show the options of a command, such as 'help key generate', as --help does.")
public final class HelpCommand extends CratonCommand {
    @Parameters(paramLabel = "COMMAND", arity = "0..*", description = "The words of the command.")
    private List<String> words = List.of();

    @Override
    protected void run() {
        CommandLine command = spec().root().commandLine();
        for (String word : words) {
            CommandLine inner = command.getSubcommands().get(word);
            if (inner == null) {
                throw unknown(command, word);
            }
            command = inner;
        }
        command.usage(command.getOut());
    }

    private static CliException unknown(CommandLine command, String word) {
        List<String> near = NearWords.near(word, command.getSubcommands().keySet());
        String suggestion =
                near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?";
        return CliException.usage("there is no command '" + word + "'" + suggestion);
    }
}

package io.craton.hsm.cli;

import io.craton.hsm.cli.command.CratonCommand;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What {@code docs/cli.md} has to say of each command: the same as {@code --help}. */
final class CommandSections {
    private static final Set<String> FORMS =
            Set.of("-file", "-env", "-stdin", "-credential", "-fd");

    private CommandSections() {}

    /** By the name of the command, such as {@code token init}, in the order of the help. */
    static Map<String, String> all() {
        Map<String, String> sections = new LinkedHashMap<>();
        CommandLine root = RootCommand.commandLine(new TestIo().io());
        root.getSubcommands().values().forEach(command -> add(sections, "", command));
        return sections;
    }

    private static void add(Map<String, String> sections, String parent, CommandLine command) {
        String name = (parent + " " + command.getCommandName()).strip();
        if (command.getCommandSpec().userObject() instanceof CratonCommand) {
            sections.put(name, section(command.getCommandSpec()));
        }
        command.getSubcommands().values().forEach(inner -> add(sections, name, inner));
    }

    private static String section(CommandSpec command) {
        StringBuilder text = new StringBuilder();
        text.append(String.join(" ", command.usageMessage().description())).append('\n');
        String options =
                command.options().stream()
                        .filter(option -> !ofEveryCommand(option) && !formOfAnother(option))
                        .map(CommandSections::line)
                        .collect(Collectors.joining());
        return options.isEmpty() ? text.toString() : text + "\n" + options;
    }

    private static boolean ofEveryCommand(OptionSpec option) {
        return option.inherited() || option.usageHelp() || option.versionHelp();
    }

    private static boolean formOfAnother(OptionSpec option) {
        String name = option.longestName();
        return name.matches("--(pin|new-pin|passphrase)-.*")
                && FORMS.contains(name.replaceFirst("--(new-)?(pin|passphrase)", ""));
    }

    private static String line(OptionSpec option) {
        if (option.longestName().equals("--pin")) {
            return "- `--pin` and its other forms: the PIN that authenticates.\n";
        }
        if (option.longestName().equals("--new-pin")) {
            return "- `--new-pin` and its other forms: the PIN to set.\n";
        }
        if (option.longestName().equals("--passphrase")) {
            return "- `--passphrase` and its other forms: what opens an encrypted file.\n";
        }
        String names =
                Arrays.stream(option.names())
                        .map(name -> "`" + name + parameter(option) + "`")
                        .collect(Collectors.joining(", "));
        String description = String.join(" ", option.description());
        if (option.defaultValue() != null) {
            description = description.replace("${DEFAULT-VALUE}", option.defaultValue());
        }
        if (option.completionCandidates() != null) {
            description =
                    description.replace(
                            "${COMPLETION-CANDIDATES}",
                            StreamSupport.stream(option.completionCandidates().spliterator(), false)
                                    .collect(Collectors.joining(", ")));
        }
        return "- " + names + (option.required() ? " (needed)" : "") + ": " + description + "\n";
    }

    private static String parameter(OptionSpec option) {
        return option.arity().max() == 0 ? "" : " " + option.paramLabel();
    }
}

package io.craton.hsm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class RootCommandTest {
    private final TestIo test = new TestIo();

    @Test
    void usage_showsTheNameThatWasTyped() {
        test.environment(RootCommand.PROGRAM, "craton-admin");

        assertThat(RootCommand.run(test.io(), "token", "init", "--help")).isZero();
        assertThat(test.out()).startsWith("Usage: craton-admin token init ");
    }

    @Test
    void everyCommand_takesTheGlobalOptionsAndDescribesItself() {
        everyCommand(
                RootCommand.commandLine(test.io()),
                command -> {
                    assertThat(command.getCommandSpec().usageMessage().description())
                            .as(command.getCommandName())
                            .isNotEmpty();
                    assertThat(command.getCommandSpec().optionsMap().keySet())
                            .as(command.getCommandName())
                            .contains(
                                    "--config",
                                    "--slot",
                                    "--token",
                                    "--connect",
                                    "--json",
                                    "--quiet",
                                    "--help",
                                    "--version");
                    for (OptionSpec option : command.getCommandSpec().options()) {
                        assertThat(option.description()).as(option.longestName()).isNotEmpty();
                    }
                });
    }

    @Test
    void everyCommandThatTakesAPin_takesItFromEverySource() {
        everyCommand(
                RootCommand.commandLine(test.io()),
                command -> {
                    for (String option : new String[] {"--pin", "--new-pin"}) {
                        if (command.getCommandSpec().optionsMap().containsKey(option)) {
                            assertThat(command.getCommandSpec().optionsMap().keySet())
                                    .as(command.getCommandName())
                                    .contains(option + "-file", option + "-env", option + "-stdin");
                        }
                    }
                });
    }

    @Test
    void command_isFoundBehindTheOptionsOfTheRoot() {
        Set<String> withValue = new HashSet<>();
        for (OptionSpec option : RootCommand.commandLine(test.io()).getCommandSpec().options()) {
            if (option.arity().max() > 0) {
                withValue.addAll(List.of(option.names()));
            }
        }
        assertThat(RootCommand.WITH_VALUE).isEqualTo(withValue);

        RootCommand.run(test.io(), "--json", "--slot", "7", "key", "tokn");
        assertThat(test.err()).contains("unknown command 'tokn'");
    }

    private static void everyCommand(
            CommandLine command, java.util.function.Consumer<CommandLine> check) {
        check.accept(command);
        command.getSubcommands().values().forEach(inner -> everyCommand(inner, check));
    }
}

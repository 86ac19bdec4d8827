package io.craton.hsm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.cli.error.ExitCode;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class RootCommandTest {
    private final TestIo test = new TestIo();

    @Test
    void run_withoutCommand_isUsageError() {
        assertThat(RootCommand.run(test.io())).isEqualTo(ExitCode.USAGE.code());
        assertThat(test.err()).contains("Missing required subcommand");
        assertThat(test.out()).isEmpty();
    }

    @Test
    void run_unknownOption_isUsageErrorThatDoesNotRepeatWhatCouldBeAPin() {
        int code =
                RootCommand.run(test.io(), "key", "list", "--pinn", "87654321", "--pim=12348765");

        assertThat(code).isEqualTo(ExitCode.USAGE.code());
        assertThat(test.err())
                .contains("--pinn", "--pim")
                .doesNotContain("87654321")
                .doesNotContain("12348765");
    }

    @Test
    void run_unexpectedArgument_isUsageErrorThatDoesNotRepeatIt() {
        int code = RootCommand.run(test.io(), "token", "info", "87654321");

        assertThat(code).isEqualTo(ExitCode.USAGE.code());
        assertThat(test.err())
                .contains("an argument that the command does not take")
                .doesNotContain("87654321");
    }

    @Test
    void run_twoPinSources_isUsageErrorThatDoesNotRepeatThem() {
        int code = RootCommand.run(test.io(), "key", "list", "--pin", "87654321", "--pin-env", "P");

        assertThat(code).isEqualTo(ExitCode.USAGE.code());
        assertThat(test.err()).contains("mutually exclusive").doesNotContain("87654321");
    }

    @Test
    void run_mistypedCommand_suggestsTheRightOne() {
        assertThat(RootCommand.run(test.io(), "token", "inf")).isEqualTo(ExitCode.USAGE.code());
        assertThat(test.err()).contains("unknown command 'inf'", "token info");
    }

    @Test
    void run_usageErrorWithJson_isAlsoJson() {
        RootCommand.run(test.io(), "--json", "token", "inti");

        assertThat(test.out()).contains("\"exit_code\" : 2");
        assertThat(test.err()).startsWith("Error: ");
    }

    @Test
    void usage_showsTheNameThatWasTyped() {
        test.environment(RootCommand.PROGRAM, "craton-admin");

        assertThat(RootCommand.run(test.io(), "token", "init", "--help")).isZero();
        assertThat(test.out()).startsWith("Usage: craton-admin token init ");
    }

    @Test
    void version_isPrinted() {
        assertThat(RootCommand.run(test.io(), "--version")).isZero();
        assertThat(test.out()).startsWith("Craton HSM for Java ");
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

    private static void everyCommand(
            CommandLine command, java.util.function.Consumer<CommandLine> check) {
        check.accept(command);
        command.getSubcommands().values().forEach(inner -> everyCommand(inner, check));
    }
}

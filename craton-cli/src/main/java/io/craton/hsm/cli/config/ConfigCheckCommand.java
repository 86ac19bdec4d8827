package io.craton.hsm.cli.config;

import io.craton.hsm.cli.command.CratonCommand;
import io.craton.hsm.cli.console.Output;
import io.craton.hsm.cli.error.CliException;
import io.craton.hsm.cli.error.ExitCode;
import io.craton.hsm.config.ConfigFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** {@code config check}. */
@Command(
        name = "check",
        description = {
            "Check the configuration and print everything that is wrong with it, each on a line.",
            "Exit code 1 if anything is."
        })
final class ConfigCheckCommand extends CratonCommand {
    @Override
    protected void run() {
        Optional<Path> file = configurationFile();
        List<String> problems = file.map(ConfigFile::problems).orElseGet(List::of);
        String name = file.map(Path::toString).orElse(null);
        Map<String, @Nullable Object> result =
                Output.object("file", name, "ok", problems.isEmpty(), "problems", problems);
        if (problems.isEmpty()) {
            String text =
                    name == null ? "There is none; the defaults hold." : name + " can be used.";
            output().result(result, List.of(text));
            return;
        }
        output().result(result, problems);
        String count = problems.size() + (problems.size() == 1 ? " problem" : " problems");
        throw CliException.afterResult(
                ExitCode.FAILED,
                count + " in the configuration; docs/configuration.md has every key");
    }
}

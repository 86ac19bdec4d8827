package io.craton.hsm.cli;

import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.cli.command.CratonCommand;
import io.craton.hsm.cli.console.Lines;
import io.craton.hsm.cli.error.CliException;
import io.craton.hsm.cli.error.ExitCode;
import io.craton.hsm.cli.module.OpenToken;
import io.craton.hsm.cli.secret.PinOptions;
import io.craton.hsm.cli.secret.Role;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code shell}. */
@Command(
        name = "shell",
        description = {
            "Run commands from standard input, one a line, with the token open all the time and one login of the user.",
            "Words are quoted as in sh, without variables; # begins a remark and 'exit' ends it. A command that fails ends"
                    + " it with its exit code, but not on a terminal."
        })
public final class ShellCommand extends CratonCommand {
    @Option(names = "--go-on", description = "Go on after a command that fails.")
    private boolean goOn;

    @Mixin private PinOptions pinOptions = new PinOptions();

    @Override
    protected void run() throws IOException {
        try (OpenToken token = open();
                Session login = token.slot().openSession(SessionMode.READ_WRITE)) {
            if (pinOptions.source() != null) {
                logIn(login, Role.USER, pinOptions);
            }
            RootCommand root = (RootCommand) spec().root().userObject();
            runLines(root.shell(token.hsm()));
        }
    }

    private void runLines(RootCommand.Shell shell) throws IOException {
        boolean isTyped = io().terminal().interactive();
        int number = 0;
        int failed = 0;
        for (String line = next(isTyped, number + 1);
                line != null;
                line = next(isTyped, number + 1)) {
            number++;
            List<String> words = Words.of(line);
            if (words.equals(List.of("exit"))) {
                break;
            }
            int code = words.isEmpty() ? 0 : RootCommand.run(io(), shell, words);
            failed = code == 0 ? failed : code;
            if (code != 0 && !goOn && !isTyped) {
                throw failed(code, "line " + number + " failed, and nothing behind it was run");
            }
        }
        if (failed != 0 && !isTyped) {
            throw failed(failed, "not all of the commands were done");
        }
    }

    private static CliException failed(int code, String sentence) {
        return CliException.afterResult(ExitCode.ofNumber(code), sentence);
    }

    private @Nullable String next(boolean isTyped, int number) throws IOException {
        if (isTyped) {
            io().flush();
            return io().terminal().readLine(spec().root().name() + "> ");
        }
        byte[] line = Lines.read(io().in());
        if (line != null && !Lines.isUtf8(line)) {
            throw CliException.usage("line " + number + " is not UTF-8");
        }
        return line == null ? null : new String(line, StandardCharsets.UTF_8);
    }
}

package io.craton.hsm.cli.integrity;

import io.craton.hsm.cli.command.CratonCommand;
import io.craton.hsm.cli.console.Output;
import io.craton.hsm.cli.error.CliException;
import io.craton.hsm.cli.error.ExitCode;
import io.craton.hsm.core.assurance.IntegrityResult;
import io.craton.hsm.core.assurance.IntegrityTool;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code integrity verify}. */
@Command(
        name = "verify",
        description =
                "Compare the jars with craton-hsm.hmac beside them. Exit code 5 if they differ or it is missing.")
final class IntegrityVerifyCommand extends CratonCommand {
    @Mixin private Installation installation = new Installation();

    @Override
    protected void run() {
        IntegrityResult found = IntegrityTool.verify(installation.directory());
        Map<String, @Nullable Object> result =
                Output.object("status", found.status().toString(), "message", found.message());
        List<String> lines = List.of("Integrity: " + found.status() + ": " + found.message());
        output().result(result, lines);
        if (found.status() == IntegrityResult.Status.NOT_CONFIGURED) {
            throw CliException.afterResult(
                    ExitCode.INTEGRITY,
                    "nothing was verified; 'integrity write' makes the file after an installation");
        }
        if (found.status() != IntegrityResult.Status.OK) {
            throw CliException.afterResult(
                    ExitCode.INTEGRITY,
                    "the program files are not those that were installed; install the release again");
        }
    }
}

package io.craton.hsm.cli.integrity;

import io.craton.hsm.cli.command.CratonCommand;
import io.craton.hsm.cli.console.Output;
import io.craton.hsm.cli.error.CliException;
import io.craton.hsm.cli.error.ExitCode;
import io.craton.hsm.core.assurance.IntegrityResult;
import io.craton.hsm.core.assurance.IntegrityTool;
import io.craton.hsm.core.assurance.LibraryIntegrity;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code integrity verify}. */
@Command(
        name = "verify",
        description =
                "Compare the jars with craton-hsm.hmac beside them, and a libcraton_hsm.so with libcraton_hsm.hmac. Exit code 5 if they differ or one is missing.")
final class IntegrityVerifyCommand extends CratonCommand {
    @Mixin private Installation installation = new Installation();

    @Override
    protected void run() {
        IntegrityResult found = found(installation.directory());
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

    /** What is wrong, if something is; a directory may have the library alone. */
    private static IntegrityResult found(Path directory) {
        Optional<IntegrityResult> library = LibraryIntegrity.verify(directory);
        if (library.isEmpty()) {
            return IntegrityTool.verify(directory);
        }
        boolean isGood = library.get().status() == IntegrityResult.Status.OK;
        return isGood && Installation.hasJars(directory)
                ? IntegrityTool.verify(directory)
                : library.get();
    }
}

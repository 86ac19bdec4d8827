package io.craton.hsm.cli.integrity;

import io.craton.hsm.cli.command.CratonCommand;
import io.craton.hsm.cli.console.Output;
import io.craton.hsm.core.assurance.IntegrityTool;
import io.craton.hsm.core.assurance.LibraryIntegrity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code integrity write}. */
@Command(
        name = "write",
        description =
                "Write craton-hsm.hmac for every jar in a directory, and libcraton_hsm.hmac for a libcraton_hsm.so that is there. Do so after each installation of a release.")
final class IntegrityWriteCommand extends CratonCommand {
    @Mixin private Installation installation = new Installation();

    @Override
    protected void run() {
        Path directory = installation.directory();
        Optional<Path> library = LibraryIntegrity.write(directory);
        List<Path> files = new ArrayList<>();
        // A directory may have the library alone; one that has neither is told what is missing.
        if (library.isEmpty() || Installation.hasJars(directory)) {
            files.add(IntegrityTool.write(directory));
        }
        library.ifPresent(files::add);
        Object value = Output.object("file", files.get(0).toString());
        output().done(
                        value,
                        files.stream().map(IntegrityWriteCommand::line).toArray(String[]::new));
    }

    private static String line(Path file) {
        return "Integrity file written: " + file;
    }
}

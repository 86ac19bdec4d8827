package io.craton.hsm.cli.integrity;

import io.craton.hsm.cli.command.CratonCommand;
import io.craton.hsm.cli.console.Output;
import io.craton.hsm.cli.error.CliException;
import io.craton.hsm.core.assurance.IntegrityTool;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code integrity archive}. */
@Command(
        name = "archive",
        description = {
            "Write craton-hsm.jsa, an archive of the program's classes from which commands start faster, beside"
                    + " craton-hsm.jar, and craton-hsm.hmac with it.",
            "For whoever installs a release, as the owner of the jar, and again after each update of Java."
        })
final class IntegrityArchiveCommand extends CratonCommand {
    @Mixin private Installation installation = new Installation();

    @Override
    protected void run() throws Exception {
        Path directory = installation.directory();
        Path jar = directory.resolve(ClassArchive.JAR);
        if (!Files.isRegularFile(jar)) {
            throw CliException.failed("there is no " + jar + " to make an archive of");
        }
        Path archive = ClassArchive.make(jar);
        Path file = IntegrityTool.write(directory);
        output().done(
                        Output.object("archive", archive.toString(), "file", file.toString()),
                        "Class archive written: " + archive,
                        "Integrity file written: " + file);
    }
}

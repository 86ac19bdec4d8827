package io.craton.hsm.cli.integrity;

import io.craton.hsm.cli.command.CratonCommand;
import io.craton.hsm.cli.console.Output;
import io.craton.hsm.core.assurance.IntegrityTool;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code integrity write}. */
@Command(
        name = "write",
        description =
                "Write craton-hsm.hmac for every jar in a directory. Do so after each installation of a release.")
final class IntegrityWriteCommand extends CratonCommand {
    @Mixin private Installation installation = new Installation();

    @Override
    protected void run() {
        Path file = IntegrityTool.write(installation.directory());
        output().done(Output.object("file", file.toString()), "Integrity file written: " + file);
    }
}

package io.craton.hsm.cli.backup;

import io.craton.hsm.cli.command.CratonCommand;
import io.craton.hsm.cli.console.DataFile;
import io.craton.hsm.cli.secret.PinOptions;
import io.craton.hsm.cli.secret.Secret;
import io.craton.hsm.spi.BackupContents;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code backup verify}. */
@Command(
        name = "verify",
        description = "Open a backup and check it from end to end, without restoring anything.")
final class BackupVerifyCommand extends CratonCommand {
    @Option(
            names = "--input",
            paramLabel = "FILE",
            required = true,
            description = "The archive; - is standard input.")
    private String file = "";

    @Mixin private PinOptions pinOptions = new PinOptions();

    @Override
    protected void run() throws IOException {
        try (Secret pin = secrets().pin(pinOptions, "Enter SO PIN: ");
                InputStream in = DataFile.open(io(), file)) {
            BackupContents contents = Archive.read(in, pin);
            Map<String, @Nullable Object> json = Archive.json(contents.info());
            json.put("status", "valid");
            json.put("sha256", contents.sha256());
            List<String> lines = new ArrayList<>(List.of("Backup Verification: VALID"));
            lines.addAll(Archive.lines(contents.info()));
            lines.add("SHA-256:       " + contents.sha256());
            output().result(json, lines);
        }
    }
}

package io.craton.hsm.cli.backup;

import io.craton.hsm.BackupSecret;
import io.craton.hsm.TokenInfo;
import io.craton.hsm.cli.command.CratonCommand;
import io.craton.hsm.cli.console.Output;
import io.craton.hsm.cli.module.OpenToken;
import io.craton.hsm.cli.secret.PinOptions;
import io.craton.hsm.cli.secret.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code restore}. */
@Command(
        name = "restore",
        description = {
            "Put a token back from a backup: its label, serial number, PINs and objects. --pin is the SO PIN of the"
                    + " time when the backup was made.",
            "The slot has no token, or --force is given."
        })
public final class RestoreCommand extends CratonCommand {
    @Mixin private ArchiveOption archive = new ArchiveOption();

    @Option(
            names = "--force",
            description = "Replace the token that is there; its files are kept aside.")
    private boolean force;

    @Mixin private PinOptions pinOptions = new PinOptions();

    @Override
    protected void run() throws IOException {
        try (OpenToken token = openOrMakeHere();
                Secret pin = secrets().pin(pinOptions, "Enter SO PIN: ");
                InputStream in = archive.open(io())) {
            token.slot().restore(new BackupSecret.SoPin(pin.bytes()), in, force);
            TokenInfo info = token.slot().tokenInfo();
            Map<String, @Nullable Object> result =
                    Output.object(
                            "slot_id", token.slot().id(),
                            "label", info.label(),
                            "serial_number", info.serialNumber(),
                            "object_count", info.objects());
            String restored = "token '" + info.label() + "', serial number " + info.serialNumber();
            String objects = info.objects() + (info.objects() == 1 ? " object." : " objects.");
            output().done(result, "Restored " + restored + ", " + objects);
        }
    }
}

package io.craton.hsm.cli.backup;

import io.craton.hsm.BackupSecret;
import io.craton.hsm.Slot;
import io.craton.hsm.TokenInfo;
import io.craton.hsm.cli.command.CratonCommand;
import io.craton.hsm.cli.console.Output;
import io.craton.hsm.cli.module.OpenToken;
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
                    + " time when the backup was made; shares open it as well.",
            "The slot has no token, or --force is given."
        })
public final class RestoreCommand extends CratonCommand {
    @Mixin private ArchiveOption archive = new ArchiveOption();

    @Option(
            names = "--force",
            description = "Replace the token that is there; its files are kept aside.")
    private boolean force;

    @Mixin private OpeningOptions opening = new OpeningOptions();

    @Override
    protected void run() throws IOException {
        try (OpenToken token = openOrMakeHere()) {
            opening.open(io(), secrets(), secret -> restore(token.slot(), secret));
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

    private void restore(Slot slot, BackupSecret secret) throws IOException {
        try (InputStream in = watched("Restoring", archive.file(), archive.open(io()))) {
            slot.restore(secret, in, force);
        }
    }
}

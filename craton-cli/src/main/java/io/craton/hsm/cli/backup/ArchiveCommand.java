package io.craton.hsm.cli.backup;

import io.craton.hsm.cli.command.CratonCommand;
import io.craton.hsm.cli.secret.PinOptions;
import io.craton.hsm.cli.secret.Secret;
import io.craton.hsm.spi.BackupContents;
import java.io.IOException;
import java.io.InputStream;
import picocli.CommandLine.Mixin;

/** A command that looks into a backup without restoring it. */
abstract class ArchiveCommand extends CratonCommand {
    @Mixin private ArchiveOption archive = new ArchiveOption();

    @Mixin private PinOptions pinOptions = new PinOptions();

    /** Does it, with a backup that was read to its end. */
    abstract void run(BackupContents contents);

    @Override
    protected final void run() throws IOException {
        try (Secret pin = secrets().pin(pinOptions, "Enter SO PIN: ");
                InputStream in = archive.open(io())) {
            run(Archive.read(in, pin));
        }
    }
}

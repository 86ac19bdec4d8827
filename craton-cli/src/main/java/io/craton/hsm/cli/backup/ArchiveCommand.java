package io.craton.hsm.cli.backup;

import io.craton.hsm.BackupSecret;
import io.craton.hsm.cli.command.CratonCommand;
import io.craton.hsm.spi.BackupContents;
import java.io.IOException;
import java.io.InputStream;
import picocli.CommandLine.Mixin;

/** A command that looks into a backup without restoring it. */
abstract class ArchiveCommand extends CratonCommand {
    @Mixin private ArchiveOption archive = new ArchiveOption();

    @Mixin private OpeningOptions opening = new OpeningOptions();

    /** Does it, with a backup that was read to its end. */
    abstract void run(BackupContents contents);

    @Override
    protected final void run() throws IOException {
        opening.open(io(), secrets(), this::run);
    }

    private void run(BackupSecret secret) throws IOException {
        try (InputStream in = archive.open(io())) {
            run(Archive.read(in, secret));
        }
    }
}

package io.craton.hsm.cli.backup;

import io.craton.hsm.BackupSecret;
import io.craton.hsm.cli.console.DataFile;
import io.craton.hsm.cli.console.Io;
import io.craton.hsm.cli.secret.PinOptions;
import io.craton.hsm.cli.secret.Secret;
import io.craton.hsm.cli.secret.SecretReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code --share} and {@code --pin}: what opens a backup. */
final class OpeningOptions {
    private static final int LIMIT = 1 << 12;

    @Option(
            names = "--share",
            paramLabel = "FILE",
            description =
                    "Instead of the SO PIN, a share of 'backup --shares'; repeatable, as many as the backup asks for.")
    private List<String> shares = List.of();

    @Mixin private PinOptions pinOptions = new PinOptions();

    /** What is done with what opens it. */
    @FunctionalInterface
    interface Use {
        void with(BackupSecret secret) throws IOException;
    }

    /** Reads the shares, or else the PIN, which is asked for if no option gives it. */
    void open(Io io, SecretReader secrets, Use use) throws IOException {
        if (!shares.isEmpty()) {
            List<String> lines = new ArrayList<>();
            for (String file : shares) {
                byte[] share = DataFile.read(io, file, LIMIT);
                lines.add(new String(share, StandardCharsets.UTF_8).strip());
            }
            use.with(new BackupSecret.Shares(lines));
            return;
        }
        try (Secret pin = secrets.pin(pinOptions, "Enter SO PIN: ")) {
            use.with(new BackupSecret.SoPin(pin.bytes()));
        }
    }
}

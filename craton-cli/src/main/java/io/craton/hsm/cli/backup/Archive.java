package io.craton.hsm.cli.backup;

import io.craton.hsm.BackupInfo;
import io.craton.hsm.BackupSecret;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.cli.console.Output;
import io.craton.hsm.spi.BackupContents;
import io.craton.hsm.spi.TokenStoreProvider;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** A backup that is looked into, without a store. */
final class Archive {
    private Archive() {}

    /**
     * Opens a backup and checks it from end to end.
     *
     * @throws HsmException {@code CKR_PIN_INCORRECT} if that does not open it, {@code
     *     CKR_DATA_INVALID} if it is no backup or damaged
     */
    static BackupContents read(InputStream in, BackupSecret secret) throws IOException {
        TokenStoreProvider stores =
                ServiceLoader.load(TokenStoreProvider.class)
                        .findFirst()
                        .orElseThrow(Archive::noStore);
        BackupContents contents = stores.readBackup(in, secret);
        if (!contents.opened()) {
            String needed =
                    secret instanceof BackupSecret.Shares
                            ? "enough shares of this backup"
                            : "the SO PIN of the time when the backup was made";
            throw new HsmException(
                    ReturnCode.CKR_PIN_INCORRECT,
                    "that does not open the backup; it takes " + needed);
        }
        return contents;
    }

    private static HsmException noStore() {
        return new HsmException(
                ReturnCode.CKR_LIBRARY_LOAD_FAILED, "there is no craton-store on the class path");
    }

    static Map<String, @Nullable Object> json(BackupInfo info) {
        return Output.object(
                "format", info.format(),
                "version", info.productVersion(),
                "created", info.created().toString(),
                "slot_id", info.slot(),
                "label", info.label(),
                "serial_number", info.serialNumber(),
                "token_id", info.tokenId().toString(),
                "sequence", info.sequence(),
                "object_count", info.publicObjects() + info.privateObjects());
    }

    static List<String> lines(BackupInfo info) {
        return List.of(
                "Made by:       Craton HSM " + info.productVersion() + ", " + info.created(),
                "Label:         " + info.label(),
                "Serial Number: " + info.serialNumber(),
                "Objects:       " + (info.publicObjects() + info.privateObjects()));
    }
}

package io.craton.hsm.store;

import io.craton.hsm.spi.BackupContents;
import io.craton.hsm.spi.BackupSecret;
import io.craton.hsm.spi.TokenStore.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;

/** Opens a backup, checks every record in it, and lists the objects; writes nothing. */
final class BackupInspector {
    private final Gcm gcm = new Gcm();

    BackupContents inspect(InputStream in, BackupSecret secret) throws IOException {
        BackupReader reader = new BackupReader(in);
        BackupReader.Opened key = reader.open(secret);
        if (key == null) {
            return new BackupContents(false, reader.header().info(), "", false, List.of());
        }
        try (BackupReader.Opened opened = key) {
            HeapRecords records = new HeapRecords();
            BackupReader.Body body = reader.read(opened, records::add);
            List<StoredObject> objects = new ArrayList<>();
            boolean all = check(reader, opened, body.token(), records, objects::add);
            return new BackupContents(
                    true,
                    reader.header().info(),
                    HexFormat.of().formatHex(body.sha256()),
                    all,
                    objects);
        }
    }

    /** Checks what can be opened; says whether the private records could be. */
    boolean check(
            BackupReader reader,
            BackupReader.Opened opened,
            TokenHeader token,
            RecordStore.Reader records,
            Consumer<StoredObject> objects) {
        // Records are not sealed here: no random bytes are needed.
        try (Domain domain =
                new Domain(Domain.PUBLIC, token.publicKey(), token, gcm, bytes -> {})) {
            Scan.whole(domain, records, objects);
        }
        byte[] master = reader.master(opened, token, new PinWrap(gcm, bytes -> {}));
        if (master == null) {
            return false;
        }
        try (Domain domain = new Domain(Domain.PRIVATE, master, token, gcm, bytes -> {})) {
            Scan.whole(domain, records, objects);
            return true;
        } finally {
            ArchiveKey.wipe(master);
        }
    }
}

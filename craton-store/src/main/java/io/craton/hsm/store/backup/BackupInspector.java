package io.craton.hsm.store.backup;

import io.craton.hsm.BackupSecret;
import io.craton.hsm.spi.BackupContents;
import io.craton.hsm.spi.SecretMemory;
import io.craton.hsm.spi.TokenStore.StoredObject;
import io.craton.hsm.store.crypto.Gcm;
import io.craton.hsm.store.header.PinWrap;
import io.craton.hsm.store.header.TokenHeader;
import io.craton.hsm.store.record.Domain;
import io.craton.hsm.store.record.DomainTally;
import io.craton.hsm.store.record.Kind;
import io.craton.hsm.store.record.Scan;
import io.craton.hsm.store.spi.RecordStore;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Opens a backup, checks every record in it, and lists the objects; writes nothing, and keeps
 * nothing but the list.
 */
public final class BackupInspector {
    private final Gcm gcm = new Gcm();

    public BackupContents inspect(InputStream in, BackupSecret secret) throws IOException {
        BackupReader reader = new BackupReader(in);
        BackupReader.Opened key = reader.open(secret);
        if (key == null) {
            return new BackupContents(false, reader.header().info(), "", false, List.of());
        }
        List<StoredObject> objects = new ArrayList<>();
        try (BackupReader.Opened opened = key;
                Records records = new Records(reader, opened, objects::add)) {
            BackupReader.Body body = reader.read(opened, records);
            boolean all = records.finish();
            return new BackupContents(
                    true,
                    reader.header().info(),
                    HexFormat.of().formatHex(body.sha256().copy()),
                    all,
                    objects);
        }
    }

    /** The records as they come, on their way to the tally of their domain. */
    private final class Records implements BackupReader.Sink, AutoCloseable {
        private final BackupReader reader;
        private final BackupReader.Opened opened;
        private final Consumer<StoredObject> objects;
        private @Nullable DomainTally open;
        private @Nullable DomainTally closed;

        Records(BackupReader reader, BackupReader.Opened opened, Consumer<StoredObject> objects) {
            this.reader = reader;
            this.opened = opened;
            this.objects = objects;
        }

        @Override
        public void token(TokenHeader token) {
            open = tally(Domain.PUBLIC, token.publicKey().copy(), token);
            byte[] master = reader.master(opened, token, new PinWrap(gcm, bytes -> {}));
            if (master != null) {
                closed = tally(Domain.PRIVATE, master, token);
                ArchiveKey.wipe(master);
            }
        }

        private DomainTally tally(int code, byte[] key, TokenHeader token) {
            // Nothing is sealed here: no random bytes are needed.
            return new DomainTally(
                    new Domain(code, key, token, gcm, bytes -> {}, SecretMemory.HEAP), objects);
        }

        @Override
        public void records(List<RecordStore.Write> records) {
            for (RecordStore.Write record : records) {
                byte[] value = record.value();
                Kind kind = Kind.of(record.key());
                if (value == null || kind == null) {
                    throw BackupHeader.invalid("the backup has a record of no known kind");
                }
                DomainTally tally = Kind.domain(record.key()) == Domain.PUBLIC ? open : closed;
                if (tally != null) {
                    tally.add(kind, Kind.id(record.key()), value);
                }
            }
        }

        /** Whether the private records could be checked, too. */
        boolean finish() {
            if (open != null) {
                open.finish();
            }
            if (closed != null) {
                closed.finish();
            }
            return closed != null;
        }

        @Override
        public void close() {
            if (open != null) {
                open.close();
            }
            if (closed != null) {
                closed.close();
            }
        }
    }

    /** Checks what can be opened of a volume. */
    public void check(
            BackupReader reader,
            BackupReader.Opened opened,
            TokenHeader token,
            RecordStore.Reader records) {
        try (Domain domain =
                new Domain(
                        Domain.PUBLIC,
                        token.publicKey().copy(),
                        token,
                        gcm,
                        bytes -> {},
                        SecretMemory.HEAP)) {
            Scan.whole(domain, records, object -> {});
        }
        byte[] master = reader.master(opened, token, new PinWrap(gcm, bytes -> {}));
        if (master == null) {
            return;
        }
        try (Domain domain =
                new Domain(Domain.PRIVATE, master, token, gcm, bytes -> {}, SecretMemory.HEAP)) {
            Scan.whole(domain, records, object -> {});
        } finally {
            ArchiveKey.wipe(master);
        }
    }
}

package io.craton.hsm.store;

import io.craton.hsm.BackupOptions;
import io.craton.hsm.BackupSecret;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.UserType;
import io.craton.hsm.spi.BackupResult;
import io.craton.hsm.store.backup.BackupReader;
import io.craton.hsm.store.backup.BackupWriter;
import io.craton.hsm.store.crypto.SecretKeyBytes;
import io.craton.hsm.store.file.Failures;
import io.craton.hsm.store.header.PinGate;
import io.craton.hsm.store.header.TokenHeader;
import io.craton.hsm.store.spi.RecordStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/** Backup and restore of the token of one slot. */
final class SlotArchive {
    private final LiveToken live;

    SlotArchive(LiveToken live) {
        this.live = live;
    }

    BackupResult backup(BackupOptions options, OutputStream out) throws IOException {
        try (PinGate.Attempt attempt =
                live.shared(() -> live.gate().attempt(UserType.CKU_SO, options.soPin()))) {
            SecretKeyBytes derived = attempt.derived();
            if (derived == null) {
                return new BackupResult(attempt.verdict(), null, "", List.of());
            }
            BackupWriter writer =
                    new BackupWriter(
                            live.gcm(),
                            live.settings().surroundings(),
                            live.settings().pbkdf2Iterations());
            try (RecordStore.Snapshot snapshot = live.shared(() -> checked(attempt))) {
                return writer.write(options, attempt.header(), derived, snapshot, out);
            }
        }
    }

    /** A snapshot of which every record has been opened. */
    private RecordStore.Snapshot checked(PinGate.Attempt attempt) {
        RecordStore.Snapshot snapshot = live.records().records().snapshot();
        boolean sound = false;
        try {
            if (!live.gate().required().token().equals(attempt.header().token())) {
                throw new HsmException(
                        ReturnCode.CKR_FUNCTION_FAILED, "the token was initialised meanwhile");
            }
            byte[] master = attempt.section().holdsMasterKey() ? attempt.secret() : null;
            live.records().verify(snapshot, master, attempt.header());
            sound = true;
            return snapshot;
        } finally {
            if (!sound) {
                snapshot.close();
            }
        }
    }

    /**
     * See {@link io.craton.hsm.spi.TokenStores#restore}.
     *
     * @param replaced runs once the token is another, before anybody uses it
     */
    boolean restore(BackupSecret secret, InputStream in, boolean force, Runnable replaced)
            throws IOException {
        BackupReader reader = new BackupReader(in);
        TokenRestore restore = new TokenRestore(live);
        restore.check(reader.header().info(), live.gate().current(), force);
        BackupReader.Opened key = reader.open(secret);
        if (key == null) {
            return false;
        }
        try (BackupReader.Opened opened = key) {
            return live.alone(
                    () -> {
                        TokenHeader present = live.gate().current();
                        restore.check(reader.header().info(), present, force);
                        try {
                            live.switchTo(restore.build(reader, opened, present, live.sequence()));
                            replaced.run();
                        } catch (IOException e) {
                            throw Failures.io("restoring the token", e);
                        }
                        return true;
                    });
        }
    }
}

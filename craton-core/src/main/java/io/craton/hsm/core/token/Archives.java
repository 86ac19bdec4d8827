package io.craton.hsm.core.token;

import io.craton.hsm.BackupInfo;
import io.craton.hsm.BackupOptions;
import io.craton.hsm.BackupReport;
import io.craton.hsm.BackupSecret;
import io.craton.hsm.UserType;
import io.craton.hsm.spi.AuditDetail;
import io.craton.hsm.spi.AuditEvent;
import io.craton.hsm.spi.BackupResult;
import io.craton.hsm.spi.PinVerdict;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.function.Consumer;

/**
 * Backup and restore of a token, with what the engine adds to the store: the rules on PINs, and the
 * audit log.
 */
final class Archives {
    private final Token token;

    Archives(Token token) {
        this.token = token;
    }

    BackupReport backup(BackupOptions options, OutputStream out) throws IOException {
        // Filled by the attempt, which either makes the backup or throws.
        BackupResult[] made = new BackupResult[1];
        attempting(
                AuditEvent.BACKUP,
                told -> {
                    if (!token.initialised()) {
                        throw token.notInitialised("there is nothing to back up");
                    }
                    told.checkTried(options.soPin());
                    token.logins()
                            .tryForBackup(
                                    () -> {
                                        made[0] =
                                                unchecked(() -> token.store().backup(options, out));
                                        PinVerdict found = made[0].verdict();
                                        told.verdict(
                                                found,
                                                found.ok()
                                                        ? AuditDetail.ARCHIVE.with(made[0].sha256())
                                                        : null);
                                        return found;
                                    });
                });
        return report(made[0]);
    }

    private static BackupReport report(BackupResult made) {
        BackupInfo info = made.info();
        if (info == null) {
            throw new IllegalStateException("a backup was made that says nothing of itself");
        }
        return new BackupReport(info, made.sha256(), made.shares());
    }

    void restore(BackupSecret secret, InputStream in, boolean force) throws IOException {
        attempting(
                AuditEvent.RESTORE,
                told -> {
                    if (secret instanceof BackupSecret.SoPin soPin) {
                        told.checkTried(soPin.pin());
                    }
                    token.startInitialising();
                    try {
                        token.logins()
                                .tryForRestore(
                                        told,
                                        () ->
                                                unchecked(
                                                                () ->
                                                                        token.store()
                                                                                .restore(
                                                                                        secret, in,
                                                                                        force))
                                                        ? PinVerdict.OK
                                                        : new PinVerdict(
                                                                PinVerdict.Kind.INCORRECT, 1));
                    } finally {
                        token.endInitialising();
                    }
                });
    }

    /** Work that reads or writes. */
    @FunctionalInterface
    private interface Work<T> {
        T run() throws IOException;
    }

    private static <T> T unchecked(Work<T> work) {
        try {
            return work.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void attempting(AuditEvent event, Consumer<PinRecord> attempt) throws IOException {
        try {
            PinRecord.once(token, event, 0, UserType.CKU_SO, attempt);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}

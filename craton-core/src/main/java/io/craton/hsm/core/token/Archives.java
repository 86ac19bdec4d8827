package io.craton.hsm.core.token;

import io.craton.hsm.BackupInfo;
import io.craton.hsm.BackupOptions;
import io.craton.hsm.BackupReport;
import io.craton.hsm.BackupSecret;
import io.craton.hsm.UserType;
import io.craton.hsm.core.token.context.Application;
import io.craton.hsm.core.token.context.TokenContext;
import io.craton.hsm.core.token.login.NewTokens;
import io.craton.hsm.core.token.login.PinAttempts;
import io.craton.hsm.core.token.login.PinRecord;
import io.craton.hsm.spi.AuditDetail;
import io.craton.hsm.spi.AuditEvent;
import io.craton.hsm.spi.BackupResult;
import io.craton.hsm.spi.PinVerdict;
import io.craton.hsm.spi.TokenStore;
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
    private static final PinVerdict WRONG = new PinVerdict(PinVerdict.Kind.INCORRECT, 1);

    private final TokenContext context;
    private final TokenStore store;
    private final PinAttempts attempts;
    private final NewTokens newTokens;

    Archives(TokenContext context, PinAttempts attempts, NewTokens newTokens) {
        this.context = context;
        this.store = context.store();
        this.attempts = attempts;
        this.newTokens = newTokens;
    }

    BackupReport backup(Application application, BackupOptions options, OutputStream out)
            throws IOException {
        // Filled by the attempt, which either makes the backup or throws.
        BackupResult[] made = new BackupResult[1];
        attempting(application, AuditEvent.BACKUP, record -> made[0] = made(record, options, out));
        return report(made[0]);
    }

    private static BackupReport report(BackupResult made) {
        BackupInfo info = made.info();
        if (info == null) {
            throw new IllegalStateException("a backup was made that says nothing of itself");
        }
        return new BackupReport(info, made.sha256(), made.shares());
    }

    private BackupResult made(PinRecord record, BackupOptions options, OutputStream out) {
        if (!context.applications().initialised()) {
            throw context.applications().notInitialised("there is nothing to back up");
        }
        record.checkTried(options.soPin());
        BackupResult[] made = new BackupResult[1];
        attempts.require(UserType.CKU_SO, () -> write(record, options, out, made));
        return made[0];
    }

    private PinVerdict write(
            PinRecord record, BackupOptions options, OutputStream out, BackupResult[] into) {
        BackupResult made = unchecked(() -> store.backup(options, out));
        into[0] = made;
        PinVerdict found = made.verdict();
        return record.verdict(found, found.ok() ? AuditDetail.ARCHIVE.with(made.sha256()) : null);
    }

    void restore(Application application, BackupSecret secret, InputStream in, boolean force)
            throws IOException {
        attempting(application, AuditEvent.RESTORE, record -> restore(record, secret, in, force));
    }

    private void restore(PinRecord record, BackupSecret secret, InputStream in, boolean force) {
        if (secret instanceof BackupSecret.SoPin soPin) {
            record.checkTried(soPin.pin());
        }
        newTokens.restore(record, () -> restored(secret, in, force));
    }

    private PinVerdict restored(BackupSecret secret, InputStream in, boolean force) {
        return unchecked(() -> store.restore(secret, in, force)) ? PinVerdict.OK : WRONG;
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

    private void attempting(Application application, AuditEvent event, Consumer<PinRecord> attempt)
            throws IOException {
        try {
            PinRecord.of(context, application).once(event, UserType.CKU_SO, attempt);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}

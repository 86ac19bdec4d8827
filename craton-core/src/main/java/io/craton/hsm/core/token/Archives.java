package io.craton.hsm.core.token;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.spi.AuditEvent;
import io.craton.hsm.spi.BackupOptions;
import io.craton.hsm.spi.BackupResult;
import io.craton.hsm.spi.BackupSecret;
import io.craton.hsm.spi.PinVerdict;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/**
 * Backup and restore of a token, with what the engine adds to the store: the rules on PINs, and the
 * audit log.
 */
final class Archives {
    private final Token token;

    Archives(Token token) {
        this.token = token;
    }

    BackupResult backup(BackupOptions options, OutputStream out) throws IOException {
        if (!token.initialised()) {
            throw new HsmException(
                    ReturnCode.CKR_TOKEN_NOT_PRESENT,
                    "slot " + token.slot() + " has no initialised token to back up");
        }
        PinRules.checkTried(options.soPin());
        // Filled by the attempt, which either makes the backup or throws.
        BackupResult[] made = new BackupResult[1];
        attempting(
                () ->
                        token.logins()
                                .tryForBackup(
                                        () -> {
                                            made[0] =
                                                    unchecked(
                                                            () ->
                                                                    token.store()
                                                                            .backup(options, out));
                                            return made[0].verdict();
                                        }));
        BackupResult result = made[0];
        token.record(AuditEvent.BACKUP, ReturnCode.CKR_OK, 0, "archive sha256 " + result.sha256());
        return result;
    }

    void restore(BackupSecret secret, InputStream in, boolean force) throws IOException {
        if (secret instanceof BackupSecret.SoPin soPin) {
            PinRules.checkTried(soPin.pin());
        }
        token.startInitialising();
        try {
            attempting(
                    () ->
                            token.logins()
                                    .tryForRestore(
                                            () ->
                                                    unchecked(
                                                                    () ->
                                                                            token.store()
                                                                                    .restore(
                                                                                            secret,
                                                                                            in,
                                                                                            force))
                                                            ? PinVerdict.OK
                                                            : new PinVerdict(
                                                                    PinVerdict.Kind.INCORRECT, 1)));
        } finally {
            token.endInitialising();
        }
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

    private static void attempting(Runnable attempt) throws IOException {
        try {
            attempt.run();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}

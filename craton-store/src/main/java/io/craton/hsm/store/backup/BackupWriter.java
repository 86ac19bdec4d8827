package io.craton.hsm.store.backup;

import io.craton.hsm.BackupInfo;
import io.craton.hsm.BackupOptions;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.spi.BackupResult;
import io.craton.hsm.spi.PinVerdict;
import io.craton.hsm.spi.RandomSource;
import io.craton.hsm.spi.Surroundings;
import io.craton.hsm.store.crypto.Gcm;
import io.craton.hsm.store.crypto.SecretKeyBytes;
import io.craton.hsm.store.file.DiskFormat;
import io.craton.hsm.store.header.PinForm;
import io.craton.hsm.store.header.PinSection;
import io.craton.hsm.store.header.PinWrap;
import io.craton.hsm.store.header.TokenHeader;
import io.craton.hsm.store.record.Domain;
import io.craton.hsm.store.record.Manifest;
import io.craton.hsm.store.spi.RecordStore;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes a backup of a token from a snapshot of its records. */
public final class BackupWriter {
    private final Gcm gcm;
    private final RandomSource random;
    private final Clock clock;
    private final int iterations;

    public BackupWriter(Gcm gcm, Surroundings surroundings, int iterations) {
        this.gcm = gcm;
        this.random = surroundings.random();
        this.clock = surroundings.clock();
        this.iterations = iterations;
    }

    /**
     * @param derived what PBKDF2 made of the SO PIN
     */
    public BackupResult write(
            BackupOptions options,
            TokenHeader token,
            SecretKeyBytes derived,
            RecordStore.Snapshot snapshot,
            OutputStream out)
            throws IOException {
        check(options);
        byte[] archive = random(BackupHeader.ARCHIVE);
        byte[] content = random(TokenHeader.KEY);
        byte[] shareKey = random(TokenHeader.KEY);
        try {
            byte[] pinKey = PinWrap.backupKey(derived, archive);
            PinSection so = token.so();
            ArchiveKey soPin =
                    wrap(pinKey, archive, content, so.form(), so.iterations(), so.salt().copy());
            ArchiveKey.wipe(pinKey);
            ArchiveKey shares =
                    options.shares() == 0
                            ? null
                            : wrap(shareKey, archive, content, PinForm.PRESENT, 0, new byte[0]);
            BackupInfo info = info(options, token, snapshot);
            ArchiveKey passphrase = passphrase(options, archive, content);
            BackupHeader header = BackupHeader.of(info, archive, soPin, passphrase, shares);
            byte[] sha256 = body(header, content, token, snapshot, out);
            return new BackupResult(
                    PinVerdict.OK,
                    header.info(),
                    HexFormat.of().formatHex(sha256),
                    split(options, archive, shareKey));
        } finally {
            ArchiveKey.wipe(content);
            ArchiveKey.wipe(shareKey);
        }
    }

    private static void check(BackupOptions options) {
        if (options.passphrase() != null && options.passphrase().length == 0) {
            throw new HsmException(
                    ReturnCode.CKR_ARGUMENTS_BAD,
                    "the passphrase is empty: everybody could open the backup; give one, or none");
        }
        int threshold = options.threshold();
        int shares = options.shares();
        boolean none = threshold == 0 && shares == 0;
        if (!none && (threshold < 2 || shares < threshold || shares > 255)) {
            String wanted = threshold + " of " + shares + " shares is not possible";
            throw new HsmException(
                    ReturnCode.CKR_ARGUMENTS_BAD,
                    wanted + ": at least 2 are needed, at most 255 made");
        }
    }

    private byte[] body(
            BackupHeader header,
            byte[] content,
            TokenHeader token,
            RecordStore.Snapshot snapshot,
            OutputStream out)
            throws IOException {
        ChunkWriter chunks = new ChunkWriter(out, gcm, content, header.text());
        BackupRecords.write(new DataOutputStream(chunks), token, snapshot);
        return chunks.finish();
    }

    private ArchiveKey wrap(
            byte[] key, byte[] archive, byte[] content, PinForm form, int count, byte[] salt) {
        return ArchiveKey.wrap(gcm, key, random(Gcm.NONCE), archive, content, form, count, salt);
    }

    private @Nullable ArchiveKey passphrase(BackupOptions options, byte[] archive, byte[] content) {
        byte[] passphrase = options.passphrase();
        if (passphrase == null) {
            return null;
        }
        byte[] salt = random(PinSection.SALT);
        PinForm form = PinForm.PRESENT;
        try (SecretKeyBytes derived = form.derive(passphrase, salt, iterations)) {
            byte[] key = PinWrap.backupKey(derived, archive);
            ArchiveKey wrapped = wrap(key, archive, content, form, iterations, salt);
            ArchiveKey.wipe(key);
            return wrapped;
        }
    }

    /**
     * A share as text: which archive, which point, the values, and a few digits against typing
     * errors.
     */
    private List<String> split(BackupOptions options, byte[] archive, byte[] shareKey) {
        List<String> shares = new ArrayList<>();
        if (options.shares() > 0) {
            Map<Integer, byte[]> values =
                    Shamir.split(shareKey, options.threshold(), options.shares(), random);
            values.forEach((point, share) -> shares.add(BackupShare.encode(archive, point, share)));
        }
        return shares;
    }

    private BackupInfo info(
            BackupOptions options, TokenHeader token, RecordStore.Snapshot snapshot) {
        return new BackupInfo(
                DiskFormat.BACKUP.number(),
                version(),
                clock.instant().truncatedTo(ChronoUnit.SECONDS),
                token.slot(),
                token.label(),
                token.serial(),
                token.token(),
                snapshot.sequence(),
                objects(snapshot, Domain.PUBLIC),
                objects(snapshot, Domain.PRIVATE),
                options.passphrase() != null,
                options.threshold());
    }

    private static long objects(RecordStore.Reader reader, int domain) {
        byte[] record = reader.get(Manifest.key(domain));
        return record == null ? 0 : Manifest.objects(record);
    }

    private static String version() {
        String version = BackupWriter.class.getPackage().getImplementationVersion();
        return version == null ? "unreleased" : version;
    }

    private byte[] random(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}

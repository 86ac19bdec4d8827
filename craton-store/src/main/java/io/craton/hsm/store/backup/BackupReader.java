package io.craton.hsm.store.backup;

import io.craton.hsm.BackupSecret;
import io.craton.hsm.UserType;
import io.craton.hsm.spi.Bytes;
import io.craton.hsm.spi.PinBytes;
import io.craton.hsm.store.crypto.Gcm;
import io.craton.hsm.store.crypto.SecretKeyBytes;
import io.craton.hsm.store.header.PinWrap;
import io.craton.hsm.store.header.TokenHeader;
import io.craton.hsm.store.spi.RecordStore;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Opens a backup. The header is read when it is made; nothing more is believed before a secret has
 * opened it.
 */
public final class BackupReader {
    private final Gcm gcm = new Gcm();
    private final InputStream in;
    private final BackupHeader header;

    public BackupReader(InputStream in) throws IOException {
        this.in = in;
        this.header = BackupHeader.read(in);
    }

    public BackupHeader header() {
        return header;
    }

    /** What opens the body. */
    public record Opened(byte[] content, @Nullable SecretKeyBytes derived)
            implements AutoCloseable {
        @Override
        public void close() {
            Arrays.fill(content, (byte) 0);
            if (derived != null) {
                derived.close();
            }
        }
    }

    /** The content key, or null if the secret is wrong. */
    public @Nullable Opened open(BackupSecret secret) {
        if (secret instanceof BackupSecret.SoPin soPin) {
            PinBytes.check(soPin.pin());
            ArchiveKey wrapped = header.soPin();
            SecretKeyBytes derived = wrapped.derive(soPin.pin());
            byte[] content = unwrap(wrapped, PinWrap.backupKey(derived, header.archive()));
            if (content == null) {
                derived.close();
                return null;
            }
            return new Opened(content, derived);
        }
        byte[] archive = header.archive();
        if (secret instanceof BackupSecret.Passphrase passphrase) {
            ArchiveKey wrapped = header.passphrase();
            return wrapped == null
                    ? null
                    : opened(unwrap(wrapped, wrapped.derived(passphrase.passphrase(), archive)));
        }
        ArchiveKey wrapped = header.shares();
        if (wrapped == null || !(secret instanceof BackupSecret.Shares shares)) {
            return null;
        }
        int threshold = header.info().threshold();
        byte[] key = BackupShare.combine(shares.shares(), archive, threshold);
        return opened(unwrap(wrapped, key));
    }

    private static @Nullable Opened opened(byte @Nullable [] content) {
        return content == null ? null : new Opened(content, null);
    }

    private byte @Nullable [] unwrap(ArchiveKey wrapped, byte[] key) {
        try {
            return wrapped.unwrap(gcm, key, header.archive());
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /** What a backup holds. */
    public record Body(TokenHeader token, Bytes sha256) {}

    /** Who gets what is in a backup. */
    public interface Sink {
        /** Nobody: it is only read to its end. */
        Sink NONE = records -> {};

        /** The header of the token, before any record. */
        default void token(TokenHeader token) {}

        /** Some of the records. */
        void records(List<RecordStore.Write> records);
    }

    /** Reads the body to its end. */
    public Body read(Opened opened, Sink sink) throws IOException {
        ChunkReader chunks = new ChunkReader(in, gcm, opened.content(), header.text());
        DataInputStream data = new DataInputStream(chunks);
        TokenHeader token = BackupRecords.readHeader(data);
        if (!token.token().equals(header.info().tokenId())) {
            throw BackupHeader.invalid("the token in the backup is not the one of its header");
        }
        sink.token(token);
        BackupRecords.read(data, sink::records);
        return new Body(token, Bytes.of(chunks.finish()));
    }

    /** The object master key, if the SO PIN that opened the backup opens the objects, too. */
    byte @Nullable [] master(Opened opened, TokenHeader token, PinWrap wrap) {
        SecretKeyBytes derived = opened.derived();
        return derived == null || !token.so().holdsMasterKey()
                ? null
                : wrap.unwrap(token, UserType.CKU_SO, token.so(), derived);
    }
}

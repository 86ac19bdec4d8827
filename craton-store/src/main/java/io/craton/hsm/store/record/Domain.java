package io.craton.hsm.store.record;

import io.craton.hsm.HsmException;
import io.craton.hsm.spi.RandomSource;
import io.craton.hsm.spi.SecretMemory;
import io.craton.hsm.store.crypto.Gcm;
import io.craton.hsm.store.crypto.Hmac;
import io.craton.hsm.store.crypto.SecretHmac;
import io.craton.hsm.store.file.DiskFormat;
import io.craton.hsm.store.file.Failures;
import io.craton.hsm.store.header.TokenHeader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.UUID;

/**
 * The records under one key: the public ones or the private ones. Each version of each record has
 * an AES key of its own and a random nonce; token, generation, id, kind and version are
 * authenticated, so that a record that was swapped, rolled back or copied from another token does
 * not open.
 */
public final class Domain implements AutoCloseable {
    public static final int PUBLIC = 1;
    public static final int PRIVATE = 2;
    private static final byte FORMAT = (byte) DiskFormat.RECORD.number();
    private static final int HEAD = 1 + 8 + Gcm.NONCE;
    private static final byte[] RECORDS = label("craton records");
    private static final byte[] ELEMENTS = label("craton elements");
    private static final byte[] RECORD = label("craton record");

    private final int code;
    private final byte[] context;
    private final SecretHmac records;
    private final SecretHmac elements;
    private final Gcm gcm;
    private final RandomSource random;

    /** A record that was opened. */
    record Opened(long version, byte[] tag, byte[] plaintext) {}

    /**
     * @param master the key of the domain; not kept
     * @param memory where keys that are made of it are kept
     */
    public Domain(
            int code,
            byte[] master,
            TokenHeader header,
            Gcm gcm,
            RandomSource random,
            SecretMemory memory) {
        Hmac hmac = new Hmac(master);
        this.code = code;
        this.records = new SecretHmac(memory, hmac.expand(RECORDS));
        this.elements = new SecretHmac(memory, hmac.expand(ELEMENTS));
        hmac.wipe();
        this.gcm = gcm;
        this.random = random;
        this.context =
                ByteBuffer.allocate(2 + 16 + 8)
                        .put(FORMAT)
                        .put((byte) code)
                        .putLong(header.token().getMostSignificantBits())
                        .putLong(header.token().getLeastSignificantBits())
                        .putLong(header.generation())
                        .array();
    }

    private static byte[] label(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** {@link #PUBLIC} or {@link #PRIVATE}. */
    int code() {
        return code;
    }

    /** Name, place and version of a record, and what else is to be authenticated with it. */
    private byte[] associated(Kind kind, UUID id, long version, byte[] clear) {
        return ByteBuffer.allocate(context.length + 1 + 16 + 8 + clear.length)
                .put(context)
                .put((byte) kind.code())
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .putLong(version)
                .put(clear)
                .array();
    }

    private byte[] key(byte[] associated) {
        return records.use(hmac -> hmac.expand(RECORD, associated));
    }

    byte[] seal(Kind kind, UUID id, long version, byte[] clear, byte[] plaintext) {
        byte[] associated = associated(kind, id, version, clear);
        byte[] nonce = new byte[Gcm.NONCE];
        random.nextBytes(nonce);
        byte[] key = key(associated);
        try {
            byte[] sealed = gcm.seal(key, nonce, associated, plaintext);
            return ByteBuffer.allocate(clear.length + HEAD + sealed.length)
                    .put(clear)
                    .put(FORMAT)
                    .putLong(version)
                    .put(nonce)
                    .put(sealed)
                    .array();
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /**
     * Opens a record; the caller wipes the plaintext of a secret.
     *
     * @param clear how many bytes before it are authenticated only
     * @throws io.craton.hsm.HsmException {@code CKR_DEVICE_ERROR} naming the record if it is not
     *     what was sealed
     */
    Opened open(Kind kind, UUID id, byte[] record, int clear) {
        if (record.length < clear + HEAD + Gcm.TAG) {
            throw damaged(kind, id, "is cut short");
        }
        ByteBuffer in = ByteBuffer.wrap(record, clear, HEAD);
        byte format = in.get();
        if (format != FORMAT) {
            throw damaged(
                    kind,
                    id,
                    DiskFormat.RECORD.isNewer(format)
                            ? DiskFormat.RECORD.newer(format) + "; or it is damaged"
                            : "has no format that there is");
        }
        long version = in.getLong();
        byte[] nonce = new byte[Gcm.NONCE];
        in.get(nonce);
        byte[] associated = associated(kind, id, version, Arrays.copyOf(record, clear));
        byte[] key = key(associated);
        try {
            byte[] plaintext = gcm.open(key, nonce, associated, record, clear + HEAD);
            if (plaintext == null) {
                throw damaged(kind, id, "does not open");
            }
            return new Opened(version, tag(record), plaintext);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    HsmException damaged(Kind kind, UUID id, String what) {
        return Failures.damaged(
                "the "
                        + kind.name().toLowerCase(Locale.ROOT)
                        + " record of "
                        + (code == PUBLIC ? "public" : "private")
                        + " object "
                        + id
                        + " "
                        + what);
    }

    /** The version of a record that has not been opened. */
    static long version(byte[] record) {
        return record.length < HEAD ? 0 : ByteBuffer.wrap(record).getLong(1);
    }

    /** The tag of a record: it stands for its whole content. */
    static byte[] tag(byte[] record) {
        return Arrays.copyOfRange(record, record.length - Gcm.TAG, record.length);
    }

    /** What a record adds to the sum of the manifest. */
    byte[] element(Kind kind, UUID id, byte[] record) {
        return element(kind, id, version(record), tag(record));
    }

    /** The same for a record of which only version and tag are known. */
    byte[] element(Kind kind, UUID id, long version, byte[] tag) {
        byte[] name = associated(kind, id, version, new byte[0]);
        return elements.use(hmac -> hmac.mac(name, tag));
    }

    @Override
    public void close() {
        records.close();
        elements.close();
    }
}

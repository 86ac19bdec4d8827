package io.craton.hsm.cli.crypto;

import io.craton.hsm.cli.error.CliException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.NoSuchProviderException;
import java.util.Arrays;
import java.util.UUID;

/**
 * The head of an encrypted file ({@code docs/formats.md}, "Encrypted file"), which is authenticated
 * with each of its chunks.
 */
final class FileHeader {
    /** What the first bytes of such a file are. */
    static final int MAGIC_BYTES = 8;

    /** Length of the head. */
    static final int BYTES = 48;

    /** Length of the data in each chunk but the last. */
    static final int CHUNK = 1 << 20;

    /** Length of the random id of a file. */
    static final int FILE_ID_BYTES = 16;

    private static final byte[] MAGIC = "CRTNFILE".getBytes(StandardCharsets.US_ASCII);
    private static final int FORMAT = 1;
    private static final int DIGEST_BYTES = 32;

    private final UUID key;
    private final byte[] encoded;
    private final byte[] digest;

    private FileHeader(UUID key, byte[] encoded) {
        this.key = key;
        this.encoded = encoded;
        this.digest = sha256(encoded);
    }

    /**
     * The head of a new file.
     *
     * @param key the unique id of the key
     * @param fileId 16 random bytes
     */
    static FileHeader of(UUID key, byte[] fileId) {
        ByteBuffer head = ByteBuffer.allocate(BYTES);
        head.put(MAGIC).putInt(FORMAT).putInt(CHUNK).put(fileId, 0, FILE_ID_BYTES);
        head.putLong(key.getMostSignificantBits()).putLong(key.getLeastSignificantBits());
        return new FileHeader(key, head.array());
    }

    /** Whether a file begins with these bytes. */
    static boolean isMagic(byte[] start) {
        return Arrays.equals(start, MAGIC);
    }

    /**
     * The head that a file begins with.
     *
     * @param file the name of the file, for messages
     * @throws CliException if this version does not know it
     */
    static FileHeader parse(byte[] head, String file) {
        if (head.length < BYTES) {
            throw CliException.failed(file + " was cut off in its first " + BYTES + " bytes");
        }
        ByteBuffer in = ByteBuffer.wrap(head, MAGIC_BYTES, BYTES - MAGIC_BYTES);
        int format = in.getInt();
        int chunk = in.getInt();
        if (format != FORMAT || chunk != CHUNK) {
            String found =
                    "format "
                            + Integer.toUnsignedString(format)
                            + " with chunks of "
                            + Integer.toUnsignedString(chunk);
            String known = " bytes; this version knows format " + FORMAT + " with " + CHUNK;
            String why = ": it was changed, or a newer version decrypts it";
            throw CliException.failed(file + " is an encrypted file of " + found + known + why);
        }
        in.position(in.position() + FILE_ID_BYTES);
        return new FileHeader(new UUID(in.getLong(), in.getLong()), head.clone());
    }

    /** The unique id of the key under which the file was encrypted. */
    UUID key() {
        return key;
    }

    /** The head as it stands in the file. */
    byte[] encoded() {
        return encoded.clone();
    }

    /**
     * What is authenticated beside a chunk.
     *
     * @param index the number of the chunk, from 0
     * @param last whether it is the last one
     */
    byte[] aad(long index, boolean last) {
        return ByteBuffer.allocate(DIGEST_BYTES + Long.BYTES + 1)
                .put(digest)
                .putLong(index)
                .put((byte) (last ? 1 : 0))
                .array();
    }

    private static byte[] sha256(byte[] data) {
        try {
            return MessageDigest.getInstance("SHA-256", "SUN").digest(data);
        } catch (NoSuchAlgorithmException | NoSuchProviderException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}

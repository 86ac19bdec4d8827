package io.craton.hsm.store.backup;

import io.craton.hsm.store.crypto.Gcm;
import io.craton.hsm.store.crypto.Hmac;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/** Reads what {@link ChunkWriter} wrote; nothing is handed out that was not authenticated. */
final class ChunkReader extends InputStream {
    private final DataInputStream in;
    private final Gcm gcm;
    private final byte[] key;
    private final byte[] headerHash;
    private final MessageDigest digest = Hmac.digest();
    private final MessageDigest whole = Hmac.digest();
    private byte[] chunk = new byte[0];
    private int position;
    private long index;
    private boolean last;

    ChunkReader(InputStream in, Gcm gcm, byte[] key, byte[] header) {
        this.in = new DataInputStream(in);
        this.gcm = gcm;
        this.key = key;
        this.headerHash = Hmac.sha256(header);
        digest.update(header);
        whole.update(header);
    }

    private byte[] take(int length) throws IOException {
        byte[] bytes = new byte[length];
        try {
            in.readFully(bytes);
        } catch (EOFException e) {
            throw BackupHeader.invalid("the backup ends in the middle of chunk " + index);
        }
        digest.update(bytes);
        whole.update(bytes);
        return bytes;
    }

    private boolean fill() throws IOException {
        while (position == chunk.length) {
            if (last) {
                return false;
            }
            int length = ByteBuffer.wrap(take(4)).getInt();
            if (length < Gcm.TAG || length > ChunkWriter.CHUNK + Gcm.TAG) {
                throw BackupHeader.invalid("chunk " + index + " of the backup is damaged");
            }
            byte[] sealed = take(length);
            byte[] nonce = ChunkWriter.nonce(index);
            byte[] inside = ChunkWriter.associated(headerHash, index, false);
            byte[] opened = gcm.open(key, nonce, inside, sealed, 0);
            if (opened == null) {
                byte[] atTheEnd = ChunkWriter.associated(headerHash, index, true);
                opened = gcm.open(key, nonce, atTheEnd, sealed, 0);
                last = true;
            }
            if (opened == null) {
                throw BackupHeader.invalid(
                        "chunk " + index + " of the backup is damaged, or its header is");
            }
            chunk = opened;
            position = 0;
            index++;
        }
        return true;
    }

    @Override
    public int read() throws IOException {
        return fill() ? chunk[position++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, chunk.length - position);
        System.arraycopy(chunk, position, target, offset, count);
        position += count;
        return count;
    }

    /**
     * Checks that the end has been reached and the checksum is right.
     *
     * @return the SHA-256 of the whole archive
     */
    byte[] finish() throws IOException {
        if (fill()) {
            throw BackupHeader.invalid("the backup has more in it than it should");
        }
        byte[] expected = digest.digest();
        byte[] sum = take(expected.length);
        if (!MessageDigest.isEqual(sum, expected) || in.read() >= 0) {
            throw BackupHeader.invalid("the checksum at the end of the backup is wrong");
        }
        return whole.digest();
    }
}

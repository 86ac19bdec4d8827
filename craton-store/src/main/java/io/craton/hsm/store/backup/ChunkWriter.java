package io.craton.hsm.store.backup;

import io.craton.hsm.store.crypto.Gcm;
import io.craton.hsm.store.crypto.Hmac;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/**
 * The body of a backup: chunks under AES-256-GCM, numbered, the last one marked, so that chunks
 * cannot be left out, moved, or cut off. After them, the SHA-256 of everything before it, which
 * anybody can check.
 */
final class ChunkWriter extends OutputStream {
    static final int CHUNK = 1 << 16;

    private final DataOutputStream out;
    private final Gcm gcm;
    private final byte[] key;
    private final byte[] headerHash;
    private final MessageDigest digest = Hmac.digest();
    private final MessageDigest whole = Hmac.digest();
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream(CHUNK);
    private long index;

    ChunkWriter(OutputStream out, Gcm gcm, byte[] key, byte[] header) throws IOException {
        this.out = new DataOutputStream(out);
        this.gcm = gcm;
        this.key = key;
        this.headerHash = Hmac.sha256(header);
        emit(header);
    }

    /** What is authenticated with a chunk. */
    static byte[] associated(byte[] headerHash, long index, boolean last) {
        return ByteBuffer.allocate(headerHash.length + 9)
                .put(headerHash)
                .putLong(index)
                .put((byte) (last ? 1 : 0))
                .array();
    }

    static byte[] nonce(long index) {
        return ByteBuffer.allocate(Gcm.NONCE).putInt(0).putLong(index).array();
    }

    private void emit(byte[] bytes) throws IOException {
        out.write(bytes);
        digest.update(bytes);
        whole.update(bytes);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        for (int done = 0; done < length; ) {
            if (pending.size() == CHUNK) {
                chunk(false);
            }
            int count = Math.min(CHUNK - pending.size(), length - done);
            pending.write(bytes, offset + done, count);
            done += count;
        }
    }

    private void chunk(boolean last) throws IOException {
        byte[] sealed =
                gcm.seal(
                        key,
                        nonce(index),
                        associated(headerHash, index, last),
                        pending.toByteArray());
        emit(ByteBuffer.allocate(4).putInt(sealed.length).array());
        emit(sealed);
        pending.reset();
        index++;
    }

    /**
     * Writes the last chunk and the checksum.
     *
     * @return the SHA-256 of the whole archive, its own last line included
     */
    byte[] finish() throws IOException {
        chunk(true);
        byte[] sum = digest.digest();
        out.write(sum);
        out.flush();
        whole.update(sum);
        return whole.digest();
    }
}

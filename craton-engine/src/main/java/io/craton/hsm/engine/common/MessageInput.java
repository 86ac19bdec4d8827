package io.craton.hsm.engine.common;

import io.craton.hsm.ReturnCode;
import java.security.MessageDigest;

/** Where the data of a signature goes before the key is used: into a digest, or into a buffer. */
public sealed interface MessageInput {
    /** Adds data. */
    void update(byte[] data, int offset, int length);

    /** The digest, or the data itself; then empty. */
    byte[] finish();

    /** Forgets the data. */
    void wipe();

    /** Hashes as data comes. */
    static MessageInput digest(MessageDigest digest) {
        return new Digest(digest);
    }

    /** Keeps the data up to the memory limit. */
    static MessageInput buffer() {
        return new Buffer(new DataBuffer());
    }

    /** Keeps the data up to a limit of the mechanism: {@code CKR_DATA_LEN_RANGE} beyond. */
    static MessageInput buffer(int limit) {
        return new Buffer(new DataBuffer(limit, ReturnCode.CKR_DATA_LEN_RANGE));
    }

    /** See {@link #digest}. */
    record Digest(MessageDigest digest) implements MessageInput {
        @Override
        public void update(byte[] data, int offset, int length) {
            digest.update(data, offset, length);
        }

        @Override
        public byte[] finish() {
            return digest.digest();
        }

        @Override
        public void wipe() {
            digest.reset();
        }
    }

    /** See {@link #buffer}. */
    record Buffer(DataBuffer data) implements MessageInput {
        @Override
        public void update(byte[] bytes, int offset, int length) {
            data.add(bytes, offset, length);
        }

        @Override
        public byte[] finish() {
            byte[] all = data.copy();
            data.wipe();
            return all;
        }

        @Override
        public void wipe() {
            data.wipe();
        }
    }
}

package io.craton.hsm.engine.common;

import io.craton.hsm.HsmException;
import io.craton.hsm.Limits;
import io.craton.hsm.ReturnCode;
import java.util.Arrays;

/**
 * Collects data for mechanisms that need all of it at once, up to a limit, and wipes it. One thread
 * at a time.
 */
public final class DataBuffer {
    /**
     * How much is collected in memory for one operation, in bytes: messages that are signed in one
     * piece, and ciphertexts that are held back until their tag is checked.
     */
    public static final int LIMIT = Limits.HELD_BYTES;

    private final long limit;
    private final ReturnCode tooLong;
    private byte[] bytes = ByteArrays.EMPTY;
    private int length;

    /** Collects up to {@link #LIMIT}; more is {@code CKR_TOKEN_RESOURCE_EXCEEDED}. */
    public DataBuffer() {
        this(LIMIT, ReturnCode.CKR_TOKEN_RESOURCE_EXCEEDED);
    }

    /** Collects up to this many bytes; more is this error. */
    public DataBuffer(long limit, ReturnCode tooLong) {
        this.limit = Math.min(limit, LIMIT);
        this.tooLong = limit <= LIMIT ? tooLong : ReturnCode.CKR_TOKEN_RESOURCE_EXCEEDED;
    }

    /** Adds data. */
    public void add(byte[] data, int offset, int count) {
        check(count);
        if (length + count > bytes.length) {
            byte[] larger =
                    Arrays.copyOf(
                            bytes,
                            (int)
                                    Math.min(
                                            LIMIT,
                                            Math.max(
                                                    length + (long) count,
                                                    Math.max(256L, bytes.length * 2L))));
            ByteArrays.wipe(bytes);
            bytes = larger;
        }
        System.arraycopy(data, offset, bytes, length, count);
        length += count;
    }

    /** Fails if so many bytes more are over the limit. */
    public void check(int count) {
        if ((long) length + count > limit) {
            throw new HsmException(
                    tooLong,
                    "the data is longer than the " + limit + " bytes that this operation takes");
        }
    }

    /** How much there is. */
    public int length() {
        return length;
    }

    /** A copy of what there is; the caller wipes it if it is secret. */
    public byte[] copy() {
        return Arrays.copyOf(bytes, length);
    }

    /**
     * Takes all that there is with the last data: the caller's own array if nothing was collected
     * before.
     */
    public byte[] finish(byte[] data, int offset, int count) {
        if (length == 0) {
            check(count);
            return ByteArrays.slice(data, offset, count);
        }
        add(data, offset, count);
        return copy();
    }

    /** Wipes everything. */
    public void wipe() {
        ByteArrays.wipe(bytes);
        length = 0;
    }
}

package io.craton.hsm.wire.form;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Writes what a {@link WireReader} reads. Grows with what is written. It may hold secrets: whoever
 * makes one closes it, which wipes it. For one thread.
 */
public final class WireWriter implements AutoCloseable {
    private static final int FIRST_SIZE = 256;

    private final WireForm form;
    private final HandleNumbers numbers;
    private ByteBuffer out;

    /** An empty one. */
    public WireWriter(WireForm form) {
        this(form, HandleNumbers.SAME);
    }

    /**
     * An empty one.
     *
     * @param numbers what handles are called
     */
    public WireWriter(WireForm form, HandleNumbers numbers) {
        this.form = form;
        this.numbers = numbers;
        this.out = ByteBuffer.allocate(FIRST_SIZE).order(form.order());
    }

    /** The form of its numbers. */
    public WireForm form() {
        return form;
    }

    /** What its handles are called. */
    public HandleNumbers numbers() {
        return numbers;
    }

    /** A handle of an object or a session, whose number is a {@code CK_ULONG}. */
    public WireWriter handle(long value) {
        return ulong(numbers.number(value));
    }

    /** One byte. */
    public WireWriter octet(int value) {
        room(1).put((byte) value);
        return this;
    }

    /** One byte, 1 or 0. */
    public WireWriter bool(boolean value) {
        return octet(value ? 1 : 0);
    }

    /**
     * A {@code CK_ULONG}; -1 is all ones in both sizes.
     *
     * @throws HsmException {@code CKR_ARGUMENTS_BAD} if it does not fit 4 bytes
     */
    public WireWriter ulong(long value) {
        if (form.ulongSize() == 8) {
            room(8).putLong(value);
            return this;
        }
        if (value < -1 || value > 0xFFFF_FFFFL) {
            throw new HsmException(
                    ReturnCode.CKR_ARGUMENTS_BAD,
                    "a number does not fit the CK_ULONG of 4 bytes of this client");
        }
        room(4).putInt((int) value);
        return this;
    }

    /** Whether a value follows: what is null says so before it. */
    public WireWriter present(boolean value) {
        return bool(value);
    }

    /** A byte string, or null. */
    public WireWriter bytes(byte @Nullable [] value) {
        return value == null ? present(false) : remaining(ByteBuffer.wrap(value));
    }

    /** A byte string: the remaining bytes of a buffer. */
    public WireWriter remaining(ByteBuffer value) {
        int length = value.remaining();
        present(true).ulong(length).room(length).put(value);
        return this;
    }

    /** A text in UTF-8, or null. */
    public WireWriter text(@Nullable String value) {
        return bytes(value == null ? null : value.getBytes(StandardCharsets.UTF_8));
    }

    /** The number of things that follow. */
    public WireWriter count(Collection<?> things) {
        return ulong(things.size());
    }

    /** Bytes without their length: what stands to the end of what is written. */
    public WireWriter raw(byte[] value) {
        room(value.length).put(value);
        return this;
    }

    /** How many bytes have been written. */
    public int length() {
        return out.position();
    }

    /** A copy of what has been written. */
    public byte[] toBytes() {
        return Arrays.copyOf(out.array(), out.position());
    }

    /** What has been written, not a copy: for whoever sends it before anything else is written. */
    public ByteBuffer written() {
        return ByteBuffer.wrap(out.array(), 0, out.position());
    }

    /** Forgets what has been written. */
    public void clear() {
        Arrays.fill(out.array(), 0, out.position(), (byte) 0);
        out.clear();
    }

    private ByteBuffer room(int more) {
        if (out.remaining() < more) {
            int needed = Math.addExact(out.position(), more);
            int size =
                    (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(needed, 2L * out.capacity()));
            ByteBuffer larger = ByteBuffer.allocate(size).order(form.order());
            larger.put(out.array(), 0, out.position());
            Arrays.fill(out.array(), 0, out.position(), (byte) 0);
            out = larger;
        }
        return out;
    }

    /** Wipes what has been written. */
    @Override
    public void close() {
        clear();
    }
}

package io.craton.hsm.wire.form;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a {@link WireWriter} wrote, from bytes that anybody may have sent. What is not of the
 * form is refused with {@code CKR_ARGUMENTS_BAD}. Memory in use is bounded by the bytes that are
 * there. For one thread.
 */
public final class WireReader {
    /** The most things in one list. */
    public static final int MAX_COUNT = 1 << 20;

    private final WireForm form;
    private final HandleNumbers numbers;
    private final ByteBuffer in;

    /**
     * @param bytes what is read, not a copy
     */
    public WireReader(byte[] bytes, WireForm form) {
        this(bytes, form, HandleNumbers.SAME);
    }

    /**
     * @param bytes what is read, not a copy
     * @param numbers what handles are called
     */
    public WireReader(byte[] bytes, WireForm form, HandleNumbers numbers) {
        this.form = form;
        this.numbers = numbers;
        this.in = ByteBuffer.wrap(bytes).order(form.order());
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
    public long handle() {
        return numbers.handle(ulong());
    }

    /** One byte. */
    public int octet() {
        require(1);
        return Byte.toUnsignedInt(in.get());
    }

    /** One byte, 1 or 0. */
    public boolean bool() {
        int value = octet();
        if (value > 1) {
            throw bad("has a flag that is neither 0 nor 1");
        }
        return value == 1;
    }

    /** A {@code CK_ULONG}; all ones is -1 in both sizes. */
    public long ulong() {
        require(form.ulongSize());
        if (form.ulongSize() == 8) {
            return in.getLong();
        }
        int value = in.getInt();
        return value == -1 ? -1L : Integer.toUnsignedLong(value);
    }

    /** A {@code CK_ULONG} that is a Java {@code int}; all ones is -1. */
    public int integer() {
        long value = ulong();
        if (value < Integer.MIN_VALUE || value > Integer.MAX_VALUE) {
            throw bad("has a number that is too large for its place");
        }
        return (int) value;
    }

    /** Whether a value follows, or it is null. */
    public boolean present() {
        return bool();
    }

    /** A byte string, or null. */
    public byte @Nullable [] bytes() {
        if (!present()) {
            return null;
        }
        long length = ulong();
        if (length < 0 || length > in.remaining()) {
            throw bad("ends in the middle of a byte string");
        }
        byte[] value = new byte[(int) length];
        in.get(value);
        return value;
    }

    /** A byte string; null is read as one without bytes, as programs in C write it. */
    public byte[] bytesOrNone() {
        byte[] value = bytes();
        return value == null ? new byte[0] : value;
    }

    /** A text in UTF-8, or null. */
    public @Nullable String text() {
        byte[] value = bytes();
        return value == null ? null : textOf(value);
    }

    /**
     * The text that these bytes are.
     *
     * @throws HsmException {@code CKR_ARGUMENTS_BAD} if they are not UTF-8
     */
    public static String textOf(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new HsmException(
                    ReturnCode.CKR_ARGUMENTS_BAD, "the message has a text that is not UTF-8", e);
        }
    }

    /** The characters that these bytes are, such as a PIN's; the caller wipes both. */
    public static char[] charactersOf(byte[] bytes) {
        CharBuffer decoded = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes));
        char[] characters = new char[decoded.remaining()];
        decoded.get(characters);
        Arrays.fill(decoded.array(), '\0');
        return characters;
    }

    /**
     * The number of things that follow, each of a byte or more.
     *
     * @throws HsmException {@code CKR_ARGUMENTS_BAD} if there are more than {@value #MAX_COUNT}, or
     *     more than bytes
     */
    public int count() {
        long value = ulong();
        if (value < 0 || value > MAX_COUNT || value > in.remaining()) {
            throw bad("has a list of a length that it cannot have");
        }
        return (int) value;
    }

    /** The bytes that have not been read yet. */
    public byte[] rest() {
        byte[] value = new byte[in.remaining()];
        in.get(value);
        return value;
    }

    /** Whether there are bytes that have not been read yet. */
    public boolean hasMore() {
        return in.hasRemaining();
    }

    /** Refuses bytes behind what was read. */
    public void end() {
        if (in.hasRemaining()) {
            throw bad("has " + in.remaining() + " bytes behind its end");
        }
    }

    private void require(int bytes) {
        if (in.remaining() < bytes) {
            throw bad("ends in the middle of a value");
        }
    }

    private static HsmException bad(String what) {
        return new HsmException(ReturnCode.CKR_ARGUMENTS_BAD, "the message " + what);
    }
}

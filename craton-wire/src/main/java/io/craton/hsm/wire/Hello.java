package io.craton.hsm.wire;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.wire.form.WireForm;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The first bytes of a client on a connection: that it speaks this protocol, in which version, and
 * how its numbers are written. {@link Welcome} is the answer.
 *
 * @param version of the protocol, 1 to 255
 * @param form how all numbers of the connection are written
 */
public record Hello(int version, WireForm form) {
    /** The version of the protocol that this release speaks. */
    public static final int VERSION = 1;

    /** How long it is, in bytes. */
    public static final int LENGTH = 8;

    private static final byte[] MAGIC = {'C', 'H', 'S', 'M'};

    /** A hello of this release. */
    public static Hello of(WireForm form) {
        return new Hello(VERSION, form);
    }

    /**
     * Reads one.
     *
     * @param bytes {@link #LENGTH} bytes
     * @throws HsmException {@code CKR_ARGUMENTS_BAD} if it is none
     */
    public static Hello read(byte[] bytes) {
        if (bytes.length != LENGTH || !isMagic(bytes) || bytes[4] == 0 || bytes[7] != 0) {
            throw bad();
        }
        return new Hello(Byte.toUnsignedInt(bytes[4]), new WireForm(order(bytes[6]), bytes[5]));
    }

    static boolean isMagic(byte[] bytes) {
        return Arrays.equals(MAGIC, 0, MAGIC.length, bytes, 0, MAGIC.length);
    }

    static ByteBuffer magic(int length, ByteOrder order) {
        return ByteBuffer.allocate(length).order(order).put(MAGIC);
    }

    private static ByteOrder order(byte code) {
        return switch (code) {
            case 0 -> ByteOrder.BIG_ENDIAN;
            case 1 -> ByteOrder.LITTLE_ENDIAN;
            default -> throw bad();
        };
    }

    private static HsmException bad() {
        return new HsmException(
                ReturnCode.CKR_ARGUMENTS_BAD,
                "the first bytes of the connection are not those of a client of this protocol");
    }

    /** Its bytes. */
    public byte[] bytes() {
        return magic(LENGTH, form.order())
                .put((byte) version)
                .put((byte) form.ulongSize())
                .put((byte) (form.order() == ByteOrder.LITTLE_ENDIAN ? 1 : 0))
                .array();
    }
}

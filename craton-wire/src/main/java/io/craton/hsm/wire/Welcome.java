package io.craton.hsm.wire;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The answer to a {@link Hello}. After one that does not welcome the client, the connection ends.
 *
 * @param version the version of the protocol that the program which serves speaks
 * @param status whether the client is welcome
 * @param maxFrame the longest message that it takes, in bytes
 */
public record Welcome(int version, Status status, int maxFrame) {
    /** How long it is, in bytes. */
    public static final int LENGTH = 12;

    /** Whether a client is welcome. */
    public enum Status {
        /** It is. */
        WELCOME(0, ReturnCode.CKR_OK, "it is welcome"),
        /** Its version is not served. */
        OTHER_VERSION(
                1,
                ReturnCode.CKR_DEVICE_ERROR,
                "it speaks another version of the protocol; use a client of the same release"),
        /** The numbers that it wants are not served. */
        OTHER_FORM(2, ReturnCode.CKR_DEVICE_ERROR, "numbers of this form are not served"),
        /** There are too many connections. */
        FULL(
                3,
                ReturnCode.CKR_DEVICE_ERROR,
                "too many connections are open; close some, or raise daemon.max_connections or daemon.max_connections_per_user"),
        /** It has no rights. */
        NOT_PERMITTED(
                4,
                ReturnCode.CKR_FUNCTION_REJECTED,
                "it has no rights there; its administrator gives them in [[daemon.client]]");

        private final int number;
        private final ReturnCode code;
        private final String words;

        Status(int number, ReturnCode code, String words) {
            this.number = number;
            this.code = code;
            this.words = words;
        }

        private static Status of(int number) {
            for (Status status : values()) {
                if (status.number == number) {
                    return status;
                }
            }
            throw bad();
        }

        /** What a client fails with; {@code CKR_OK} if it is welcome. */
        public ReturnCode code() {
            return code;
        }

        /** What it means for a client, in words. */
        public String words() {
            return words;
        }
    }

    /**
     * Reads one.
     *
     * @param bytes {@link #LENGTH} bytes
     * @throws HsmException {@code CKR_DEVICE_ERROR} if it is none
     */
    public static Welcome read(byte[] bytes, ByteOrder order) {
        if (bytes.length != LENGTH || !Hello.isMagic(bytes)) {
            throw bad();
        }
        int maxFrame = ByteBuffer.wrap(bytes).order(order).getInt(8);
        if (maxFrame < 0) {
            throw bad();
        }
        return new Welcome(Byte.toUnsignedInt(bytes[4]), Status.of(bytes[5]), maxFrame);
    }

    private static HsmException bad() {
        return new HsmException(
                ReturnCode.CKR_DEVICE_ERROR,
                "what answers on the connection is not a daemon of this protocol");
    }

    /** Its bytes. */
    public byte[] bytes(ByteOrder order) {
        return Hello.magic(LENGTH, order)
                .put((byte) version)
                .put((byte) status.number)
                .putShort((short) 0)
                .putInt(maxFrame)
                .array();
    }
}

package io.craton.hsm.spi;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What every PIN is, whoever asks for it: bytes, at least one, and none of them zero (decision
 * B18). A PIN that cannot be one is not tried, and so not counted.
 */
public final class PinBytes {
    private static final int MOST_BYTES_PER_CHAR = 3;

    private PinBytes() {}

    /**
     * The UTF-8 of a PIN, for the caller to wipe. Characters that are no text become bytes that
     * {@link #check} refuses, so that whoever tries them can record it.
     *
     * @param pin the PIN
     */
    public static byte[] of(char[] pin) {
        byte[] room = new byte[MOST_BYTES_PER_CHAR * pin.length];
        ByteBuffer encoded = ByteBuffer.wrap(room);
        try {
            CharsetEncoder encoder =
                    StandardCharsets.UTF_8.newEncoder().onMalformedInput(CodingErrorAction.REPORT);
            CoderResult result = encoder.encode(CharBuffer.wrap(pin), encoded, true);
            return result.isError() ? new byte[1] : Arrays.copyOf(room, encoded.position());
        } finally {
            Arrays.fill(room, (byte) 0);
        }
    }

    /**
     * Checks a PIN that is to be tried or set.
     *
     * @param pin the PIN
     * @throws HsmException {@code CKR_PIN_LEN_RANGE} if it is empty, {@code CKR_PIN_INVALID} if it
     *     has a zero byte
     */
    public static void check(byte[] pin) {
        if (pin.length == 0) {
            throw new HsmException(
                    ReturnCode.CKR_PIN_LEN_RANGE,
                    "the PIN is empty: it is refused, and not counted; give one");
        }
        for (byte b : pin) {
            if (b == 0) {
                throw new HsmException(
                        ReturnCode.CKR_PIN_INVALID,
                        "the PIN has a NUL byte or half of a surrogate pair, which no PIN has: it is refused, and not counted");
            }
        }
    }
}

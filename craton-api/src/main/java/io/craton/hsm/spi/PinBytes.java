package io.craton.hsm.spi;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;

/**
 * What every PIN is, whoever asks for it: bytes, at least one, and none of them zero (decision
 * B18). A PIN that cannot be one is not tried, and so not counted.
 */
public final class PinBytes {
    private PinBytes() {}

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
                        "the PIN has a NUL byte, which no PIN has: it is refused, and not counted");
            }
        }
    }
}

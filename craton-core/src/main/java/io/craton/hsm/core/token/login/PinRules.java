package io.craton.hsm.core.token.login;

import io.craton.hsm.Arguments;
import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.spi.PinBytes;
import java.util.Arrays;
import java.util.function.Consumer;

/** What a PIN may be, and how it becomes bytes. */
public final class PinRules {
    /** Longer PINs are not even tried. */
    private static final int LONGEST = 256;

    private static final int STRICT_LENGTH = 12;
    private static final int STRICT_DISTINCT = 6;
    private static final int STRICT_CLASSES = 3;
    private static final int BASIC_DISTINCT = 3;

    private static final String STRICT =
            "security.pin_complexity is strict: a PIN has at least 12 bytes, 6 of them different, of 3 of the kinds lower"
                    + " case, upper case, digit and other, and is no row like 123456";
    private static final String BASIC =
            "security.pin_complexity is basic: a PIN has at least 3 different bytes and is no row like 123456";

    private PinRules() {}

    /**
     * Calls the function with the PIN as UTF-8, and wipes that. Characters that are no text become
     * a PIN that {@link #checkTried} and {@link #checkNew} refuse: so there is a record of it.
     */
    public static void withBytes(char[] pin, Consumer<byte[]> work) {
        byte[] bytes = PinBytes.of(Arguments.notNull(pin, "the PIN"));
        try {
            work.accept(bytes);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /**
     * Checks a PIN that is to be tried: only that it can be one, and is not absurdly long.
     *
     * @throws HsmException {@code CKR_PIN_LEN_RANGE}, {@code CKR_PIN_INVALID}
     */
    static void checkTried(byte[] pin) {
        if (pin.length > LONGEST) {
            throw new HsmException(
                    ReturnCode.CKR_PIN_LEN_RANGE,
                    "no PIN is longer than " + LONGEST + " bytes: it is refused, and not counted");
        }
        PinBytes.check(pin);
    }

    /**
     * Checks a PIN that is to be set.
     *
     * @throws HsmException {@code CKR_PIN_LEN_RANGE}, {@code CKR_PIN_INVALID}, {@code
     *     CKR_PIN_TOO_WEAK}
     */
    static void checkNew(HsmConfig config, byte[] pin) {
        PinBytes.check(pin);
        int min = config.integer(ConfigKey.SECURITY_PIN_MIN_LENGTH);
        int max = config.integer(ConfigKey.SECURITY_PIN_MAX_LENGTH);
        if (pin.length < min || pin.length > max) {
            throw new HsmException(
                    ReturnCode.CKR_PIN_LEN_RANGE,
                    "a PIN has " + min + " to " + max + " bytes of UTF-8");
        }
        String complexity = config.string(ConfigKey.SECURITY_PIN_COMPLEXITY);
        if (complexity.equals("none")) {
            return;
        }
        boolean strict = complexity.equals("strict");
        if (!(strict ? isStrict(pin) : isBasic(pin))) {
            throw new HsmException(ReturnCode.CKR_PIN_TOO_WEAK, strict ? STRICT : BASIC);
        }
    }

    private static boolean isBasic(byte[] pin) {
        return distinct(pin) >= BASIC_DISTINCT && !inSteps(pin);
    }

    private static boolean isStrict(byte[] pin) {
        return distinct(pin) >= STRICT_DISTINCT
                && !inSteps(pin)
                && pin.length >= STRICT_LENGTH
                && classes(pin) >= STRICT_CLASSES;
    }

    private static int distinct(byte[] pin) {
        boolean[] seen = new boolean[256];
        int count = 0;
        for (byte b : pin) {
            if (!seen[b & 0xff]) {
                seen[b & 0xff] = true;
                count++;
            }
        }
        Arrays.fill(seen, false);
        return count;
    }

    /** Whether every byte is one more, or every byte one less, than the one before. */
    private static boolean inSteps(byte[] pin) {
        boolean up = true;
        boolean down = true;
        for (int i = 1; i < pin.length; i++) {
            up &= pin[i] == pin[i - 1] + 1;
            down &= pin[i] == pin[i - 1] - 1;
        }
        return up || down;
    }

    private static int classes(byte[] pin) {
        int kinds = 0;
        for (byte b : pin) {
            kinds |= 1 << kind(b);
        }
        return Integer.bitCount(kinds);
    }

    private static int kind(byte b) {
        if (b >= 'a' && b <= 'z') {
            return 0;
        }
        if (b >= 'A' && b <= 'Z') {
            return 1;
        }
        return b >= '0' && b <= '9' ? 2 : 3;
    }
}

package io.craton.hsm.store.header;

import io.craton.hsm.spi.RandomSource;
import io.craton.hsm.spi.StoreSettings;
import io.craton.hsm.store.file.Failures;
import java.math.BigInteger;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Serial numbers of the tokens of one configuration. */
public final class SerialNumbers {
    private static final int LENGTH = 16;

    private SerialNumbers() {}

    /** The configured serial number for a slot, or null if none is configured. */
    public static @Nullable String configured(StoreSettings settings, int slot) {
        String number = settings.serialNumber();
        return number == null ? null : of(number, slot);
    }

    /**
     * The serial number of a new token (decision B46): that of the token that it replaces, else the
     * configured one, else a random one.
     */
    public static String ofNew(StoreSettings settings, int slot, @Nullable TokenHeader old) {
        if (old != null) {
            return old.serial();
        }
        String number = configured(settings, slot);
        return number == null ? random(settings.random()) : number;
    }

    private static String random(RandomSource random) {
        byte[] bytes = new byte[LENGTH / 2];
        random.nextBytes(bytes);
        return HexFormat.of().withUpperCase().formatHex(bytes);
    }

    /**
     * Refuses a token that has another serial number than the configuration says: it is not the one
     * that was meant.
     */
    public static void check(StoreSettings settings, int slot, TokenHeader token) {
        String number = configured(settings, slot);
        if (number != null && !number.equals(token.serial())) {
            throw Failures.unusable(
                    "the token in slot "
                            + slot
                            + " has the serial number "
                            + token.serial()
                            + ", and the configuration says "
                            + number
                            + "; set token.serial_number to that of the token, or leave it out");
        }
    }

    /**
     * The serial number for a slot: a number is counted up, anything else gets the slot as a
     * suffix.
     */
    static String of(String configured, int slot) {
        if (slot == 0) {
            return configured;
        }
        if (configured.matches("[0-9]+")) {
            String sum = new BigInteger(configured).add(BigInteger.valueOf(slot)).toString();
            String padded = "0".repeat(Math.max(0, configured.length() - sum.length())) + sum;
            return padded.substring(Math.max(0, padded.length() - LENGTH));
        }
        String suffix = "-" + slot;
        return configured.substring(0, Math.min(configured.length(), LENGTH - suffix.length()))
                + suffix;
    }
}

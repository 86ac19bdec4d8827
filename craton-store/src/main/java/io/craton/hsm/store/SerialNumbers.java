package io.craton.hsm.store;

import java.math.BigInteger;

/** Serial numbers of the tokens of one configuration. */
final class SerialNumbers {
    private static final int LENGTH = 16;

    private SerialNumbers() {}

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

package io.craton.hsm.audit.line;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The digests of the labels that were used last: an application uses few keys often. Not safe for
 * use by several threads.
 */
final class LabelDigests {
    private static final int SLOTS = 256;

    private final Sha256 sha256 = new Sha256();
    private final @Nullable String[] labels = new String[SLOTS];
    private final byte[][] digests = new byte[SLOTS][];

    /** The SHA-256 of the label's UTF-8 form, as 64 hexadecimal digits. */
    byte[] hexOf(String label) {
        int slot = label.hashCode() & (SLOTS - 1);
        if (!label.equals(labels[slot])) {
            byte[] utf8 = label.getBytes(StandardCharsets.UTF_8);
            byte[] hash = new byte[Sha256.LENGTH];
            sha256.hash(utf8, 0, utf8.length, hash);
            byte[] hex = new byte[2 * Sha256.LENGTH];
            Digits.putHex(hash, hex, 0);
            digests[slot] = hex;
            labels[slot] = label;
        }
        return digests[slot];
    }
}

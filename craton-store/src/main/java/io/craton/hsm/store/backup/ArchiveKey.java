package io.craton.hsm.store.backup;

import io.craton.hsm.spi.Bytes;
import io.craton.hsm.store.crypto.Gcm;
import io.craton.hsm.store.crypto.SecretKeyBytes;
import io.craton.hsm.store.header.PinForm;
import io.craton.hsm.store.header.PinWrap;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The content key of an archive, wrapped for one way to open it. Form, salt and count are those of
 * the derivation of the secret; shares carry a key and derive nothing (count 0).
 */
public record ArchiveKey(PinForm form, int iterations, Bytes salt, Bytes nonce, Bytes wrapped) {
    static ArchiveKey wrap(
            Gcm gcm,
            byte[] key,
            byte[] nonce,
            byte[] archive,
            byte[] content,
            PinForm form,
            int iterations,
            byte[] salt) {
        Bytes wrapped = Bytes.of(gcm.seal(key, nonce, archive, content));
        return new ArchiveKey(form, iterations, Bytes.of(salt), Bytes.of(nonce), wrapped);
    }

    /** The content key, or null if this key does not open it. */
    byte @Nullable [] unwrap(Gcm gcm, byte[] key, byte[] archive) {
        return gcm.open(key, nonce.copy(), archive, wrapped.copy(), 0);
    }

    /** What PBKDF2 makes of a secret, if it is derived. */
    SecretKeyBytes derive(byte[] secret) {
        return form.derive(secret, salt.copy(), iterations);
    }

    /** What the secret derives to, if it is derived. */
    byte[] derived(byte[] secret, byte[] archive) {
        try (SecretKeyBytes base = derive(secret)) {
            return PinWrap.backupKey(base, archive);
        }
    }

    String encode() {
        HexFormat hex = HexFormat.of();
        return form.text()
                + " "
                + iterations
                + " "
                + hex.formatHex(salt.copy())
                + " "
                + hex.formatHex(nonce.copy())
                + " "
                + hex.formatHex(wrapped.copy());
    }

    /**
     * Reads a line of the header.
     *
     * @param derived whether it belongs to a secret that is derived; shares carry a key
     */
    static ArchiveKey decode(String line, boolean derived) {
        String[] parts = line.split(" ", -1);
        PinForm form = PinForm.of(parts[0]);
        if (parts.length != 5 || form == null) {
            throw new IllegalArgumentException("a key of a backup is damaged");
        }
        int iterations = Integer.parseInt(parts[1]);
        Bytes salt = Bytes.of(HexFormat.of().parseHex(parts[2]));
        Bytes nonce = Bytes.of(HexFormat.of().parseHex(parts[3]));
        Bytes wrapped = Bytes.of(HexFormat.of().parseHex(parts[4]));
        boolean plausible =
                derived ? iterations > 0 && iterations <= PinWrap.MOST_ITERATIONS : iterations == 0;
        if (!plausible || nonce.length() != Gcm.NONCE) {
            throw new IllegalArgumentException("a key of a backup is damaged");
        }
        return new ArchiveKey(form, iterations, salt, nonce, wrapped);
    }

    static void wipe(byte @Nullable [] key) {
        if (key != null) {
            Arrays.fill(key, (byte) 0);
        }
    }
}

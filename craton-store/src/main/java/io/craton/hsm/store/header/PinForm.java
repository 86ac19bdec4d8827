package io.craton.hsm.store.header;

import io.craton.hsm.store.crypto.Hmac;
import io.craton.hsm.store.crypto.SecretKeyBytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** How a PIN becomes the password of PBKDF2. It is authenticated with what the PIN opens. */
public enum PinForm {
    /**
     * What releases before 0.11 wrote: the PIN itself. HMAC fills a password up with zeros, and
     * takes the SHA-256 of one that is longer than 64 bytes: such a PIN has others beside it that
     * open the same.
     */
    BARE(1, "pbkdf2-hmac-sha256") {
        @Override
        public byte[] password(byte[] pin) {
            return pin.clone();
        }
    },
    /** SHA-256 of a label, the PIN's length and the PIN: no two PINs have one password. */
    WITH_LENGTH(2, "sha256-length-pbkdf2-hmac-sha256") {
        @Override
        public byte[] password(byte[] pin) {
            byte[] length = ByteBuffer.allocate(Integer.BYTES).putInt(pin.length).array();
            return Hmac.sha256(LABEL, length, pin);
        }
    };

    /** What a PIN is wrapped in from now on. */
    public static final PinForm PRESENT = WITH_LENGTH;

    private static final byte[] LABEL = "craton pin length".getBytes(StandardCharsets.US_ASCII);

    private final int code;
    private final String text;

    PinForm(int code, String text) {
        this.code = code;
        this.text = text;
    }

    /** Its number in a header. */
    public int code() {
        return code;
    }

    /** Its name in the head of a backup. */
    public String text() {
        return text;
    }

    static @Nullable PinForm of(int code) {
        for (PinForm form : values()) {
            if (form.code == code) {
                return form;
            }
        }
        return null;
    }

    /** The form with this name, or null. */
    public static @Nullable PinForm of(String text) {
        for (PinForm form : values()) {
            if (form.text.equals(text)) {
                return form;
            }
        }
        return null;
    }

    /** What PBKDF2 is given; the caller wipes it. */
    public abstract byte[] password(byte[] pin);

    /** What PBKDF2 makes of a PIN or passphrase; keys for several purposes are expanded from it. */
    public SecretKeyBytes derive(byte[] pin, byte[] salt, int iterations) {
        byte[] password = password(pin);
        try {
            return new SecretKeyBytes(Hmac.pbkdf2(password, salt, iterations));
        } finally {
            Arrays.fill(password, (byte) 0);
        }
    }
}

package io.craton.hsm.store.header;

import io.craton.hsm.spi.Bytes;
import io.craton.hsm.store.crypto.Gcm;
import io.craton.hsm.store.crypto.SecretKeyBytes;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A PIN.
 *
 * @param version 0 if it is not set; grows with each new PIN
 * @param content what is wrapped
 * @param iterations of PBKDF2-HMAC-SHA256
 * @param wrapped 32 bytes under AES-256-GCM, and the tag
 * @param failures how many attempts since the last success, whatever they were for
 * @param form how the PIN becomes a password
 */
public record PinSection(
        int version,
        Content content,
        int iterations,
        Bytes salt,
        Bytes nonce,
        Bytes wrapped,
        int failures,
        PinForm form) {
    public static final int SALT = 16;
    static final int WRAPPED = TokenHeader.KEY + Gcm.TAG;

    /** How many bytes it has in a header. */
    static final int FAILURES_AT = 3 * Integer.BYTES + SALT + Gcm.NONCE + WRAPPED;

    public static final int SIZE = 6 * Integer.BYTES + SALT + Gcm.NONCE + WRAPPED;

    /** What a PIN opens; authenticated with it. */
    public enum Content {
        /** Nothing of use: only the check of the PIN. */
        RANDOM(0),
        /** The object master key. */
        MASTER_KEY(1),
        /** An object master key that has no records yet: none are missed then. */
        FRESH_MASTER_KEY(2);

        private final int code;

        Content(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }

        static @Nullable Content of(int code) {
            for (Content content : values()) {
                if (content.code == code) {
                    return content;
                }
            }
            return null;
        }
    }

    /** No PIN. */
    public static PinSection none() {
        return new PinSection(
                0,
                Content.RANDOM,
                0,
                Bytes.zeros(SALT),
                Bytes.zeros(Gcm.NONCE),
                Bytes.zeros(WRAPPED),
                0,
                PinForm.PRESENT);
    }

    public boolean set() {
        return version > 0;
    }

    public boolean holdsMasterKey() {
        return content != Content.RANDOM;
    }

    /** Whether it is wrapped as this release wraps PINs. */
    public boolean isPresent() {
        return form == PinForm.PRESENT;
    }

    /** The same with the counts of another. */
    PinSection countedAs(PinSection other) {
        return withFailures(other.failures);
    }

    /** What PBKDF2 makes of a PIN with this salt and count. */
    public SecretKeyBytes derive(byte[] pin) {
        return form.derive(pin, salt.copy(), iterations);
    }

    /** Whether we could have written it: nobody is kept busy by a count that is not. */
    private boolean plausible() {
        return version >= 0
                && iterations >= 0
                && iterations <= PinWrap.MOST_ITERATIONS
                && failures >= 0;
    }

    PinSection withWrapped(byte[] newWrapped) {
        Bytes under = Bytes.of(newWrapped);
        return new PinSection(version, content, iterations, salt, nonce, under, failures, form);
    }

    PinSection withFailures(int count) {
        return new PinSection(version, content, iterations, salt, nonce, wrapped, count, form);
    }

    void put(ByteBuffer out) {
        out.putInt(version).putInt(content.code()).putInt(iterations);
        out.put(salt.copy()).put(nonce.copy()).put(wrapped.copy());
        out.putInt(failures).putInt(0).putInt(form.code());
    }

    /** Reads a section, or null if we cannot have written it. */
    static @Nullable PinSection get(ByteBuffer in) {
        int version = in.getInt();
        Content content = Content.of(in.getInt());
        if (content == null) {
            return null;
        }
        int iterations = in.getInt();
        Bytes salt = Bytes.of(TokenHeader.bytes(in, SALT));
        Bytes nonce = Bytes.of(TokenHeader.bytes(in, Gcm.NONCE));
        Bytes wrapped = Bytes.of(TokenHeader.bytes(in, WRAPPED));
        int failures = in.getInt();
        int zero = in.getInt();
        PinForm form = PinForm.of(in.getInt());
        if (form == null || zero != 0) {
            return null;
        }
        PinSection pin =
                new PinSection(version, content, iterations, salt, nonce, wrapped, failures, form);
        return pin.plausible() ? pin : null;
    }
}

package io.craton.hsm.provider;

import io.craton.hsm.provider.agreement.DerivationRequest;
import io.craton.hsm.provider.agreement.HkdfInput;
import io.craton.hsm.spi.Bytes;
import java.security.spec.KeySpec;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * What is derived from a secret key of the token, for {@link
 * javax.crypto.SecretKeyFactory#generateSecret(KeySpec)} of {@code HKDF-SHA256}, {@code
 * CounterKdfWithHmacSHA256}, {@code ConcatenationKdfWithSHA256} and their like, which are there on
 * every Java. Immutable.
 *
 * <pre>{@code
 * SecretKey key =
 *         SecretKeyFactory.getInstance("HKDF-SHA256", "CratonHSM")
 *                 .generateSecret(
 *                         CratonDerivationSpec.from(base).salt(salt).info(info).key("AES", 32));
 * }</pre>
 */
public final class CratonDerivationSpec implements KeySpec {
    private final DerivationRequest request;

    private CratonDerivationSpec(DerivationRequest request) {
        this.request = request;
    }

    /**
     * A derivation from this key, without salt and information.
     *
     * @param base a secret key of the token that may derive: one that was made with {@link
     *     CratonKeySpec.Builder#deriving()}, or a {@code Generic} one; the concatenation takes keys
     *     alone that do nothing but derive
     */
    public static Builder from(SecretKey base) {
        return new Builder(base);
    }

    static @Nullable DerivationRequest read(KeySpec spec) {
        return spec instanceof CratonDerivationSpec own ? own.request : null;
    }

    /** Builds one. Not for use by several threads. */
    public static final class Builder {
        private final SecretKey base;
        private HkdfInput.Steps steps = HkdfInput.Steps.BOTH;
        private Bytes salt = Bytes.NONE;
        private Bytes info = Bytes.NONE;

        private Builder(SecretKey base) {
            this.base = base;
        }

        /** The salt of HKDF and of the concatenation with an HMAC; none if this is not called. */
        public Builder salt(byte[] chosen) {
            salt = Bytes.of(chosen);
            return this;
        }

        /**
         * What the key is derived for: {@code info} of HKDF, label and context of SP 800-108 as
         * they are hashed behind the counter of 32 bits, {@code FixedInfo} of SP 800-56C; none if
         * this is not called.
         */
        public Builder info(byte[] chosen) {
            info = Bytes.of(chosen);
            return this;
        }

        /** HKDF does its first step alone: the result has as many bytes as a digest. */
        public Builder extractOnly() {
            steps = HkdfInput.Steps.EXTRACT;
            return this;
        }

        /** HKDF does its second step alone: the base is a pseudo-random key. */
        public Builder expandOnly() {
            steps = HkdfInput.Steps.EXPAND;
            return this;
        }

        /**
         * What comes of it.
         *
         * @param algorithm the name of a use, such as {@code AES}: the key stays in the token; or
         *     {@code Generic}: the caller gets the value
         * @param length in bytes, at least 1; of a key that stays in the token at least 14, and in
         *     the concatenation at least 14 of its last block
         * @throws IllegalArgumentException if the length is not positive
         */
        public CratonDerivationSpec key(String algorithm, int length) {
            if (length < 1) {
                throw new IllegalArgumentException(
                        "a derived key has at least one byte, not " + length);
            }
            return new CratonDerivationSpec(
                    new DerivationRequest(base, steps, salt, info, algorithm, length));
        }
    }
}

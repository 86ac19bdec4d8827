package io.craton.hsm.provider.key;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import java.io.Serial;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/** A secret key in a token. */
public class TokenSecretKey extends OpaqueKey implements SecretKey {
    @Serial private static final long serialVersionUID = 1L;

    TokenSecretKey(KeyRef ref, String algorithm) {
        super(ref, algorithm);
    }

    /**
     * A secret key that the application has the right to read: a session key that is extractable
     * and not sensitive, such as a content key that was unwrapped with a key that also decrypts.
     */
    static final class Legible extends TokenSecretKey {
        @Serial private static final long serialVersionUID = 1L;

        Legible(KeyRef ref, String algorithm) {
            super(ref, algorithm);
        }

        @Override
        public String getFormat() {
            return "RAW";
        }

        /** The value; null once it cannot be read any more. */
        @Override
        public byte @Nullable [] getEncoded() {
            try {
                return isDestroyed()
                        ? null
                        : ref().use(
                                        (session, key) ->
                                                session.getAttribute(key, AttributeType.CKA_VALUE));
            } catch (HsmException e) {
                return null;
            }
        }
    }
}

package io.craton.hsm.provider.cipher;

import io.craton.hsm.HsmException;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.provider.key.OpaqueKey;
import io.craton.hsm.provider.token.HsmAccess;
import io.craton.hsm.provider.token.JcaFailures;
import java.security.InvalidKeyException;
import java.security.Key;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Wrapping of keys with keys of the token. */
final class KeyWrapping {
    private KeyWrapping() {}

    /** What wraps one object with another. */
    interface Wrap {
        byte[] wrap(Session session, ObjectHandle wrappingKey, ObjectHandle key);
    }

    /**
     * Refuses a wrapping key whose {@code CKA_WRAP} is false: that of every key that was made
     * without a word about wrapping (decision B39).
     */
    static void require(OpaqueKey wrappingKey) throws InvalidKeyException {
        try {
            wrappingKey.ref().touch();
            if (wrappingKey.ref().traits().wraps()) {
                return;
            }
        } catch (HsmException e) {
            throw JcaFailures.invalidKey(e);
        }
        throw new InvalidKeyException(
                "this key does not wrap (CKA_WRAP is false); generate a key that does nothing else, with"
                        + " CratonKeySpec.wrapping()");
    }

    /** Wraps a key of the token, or a software key that has an encoding, with one of the token. */
    static byte[] wrap(OpaqueKey wrappingKey, @Nullable Key key, HsmAccess access, Wrap how)
            throws InvalidKeyException {
        try (WrapTarget target = WrapTarget.of(key, wrappingKey, access)) {
            return wrappingKey.ref().use((session, handle) -> target.wrapped(handle, how));
        } catch (HsmException e) {
            throw JcaFailures.invalidKey(e);
        }
    }

    static void wipe(byte @Nullable [] bytes) {
        if (bytes != null) {
            Arrays.fill(bytes, (byte) 0);
        }
    }
}

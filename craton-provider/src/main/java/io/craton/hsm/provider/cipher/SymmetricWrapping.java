package io.craton.hsm.provider.cipher;

import io.craton.hsm.HsmException;
import io.craton.hsm.MessageParameters.Aead;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.provider.cipher.Transformation.Kind;
import io.craton.hsm.provider.key.OpaqueKey;
import io.craton.hsm.provider.token.HsmAccess;
import io.craton.hsm.provider.token.JcaFailures;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import javax.crypto.Cipher;
import org.jspecify.annotations.Nullable;

/**
 * Wrapping and unwrapping with a symmetric cipher. A cipher that authenticates wraps by {@code
 * C_WrapKeyAuthenticated}: the module makes the initialisation vector while it wraps (decision
 * B38), and the result is ciphertext and tag, as JCA has it.
 */
final class SymmetricWrapping {
    private static final int NONCE = 12;
    private static final int TAG = 16;
    // JCA has no other data in these modes.
    private static final byte[] NO_AAD = {};

    private final Transformation algorithm;
    private final OpaqueKey key;
    private final HsmAccess access;
    private final boolean wraps;
    private CipherParameters parameters;

    private SymmetricWrapping(
            Transformation algorithm,
            OpaqueKey key,
            HsmAccess access,
            boolean wraps,
            CipherParameters parameters) {
        this.algorithm = algorithm;
        this.key = key;
        this.access = access;
        this.wraps = wraps;
        this.parameters = parameters;
    }

    /**
     * @param opmode {@code Cipher.WRAP_MODE} or {@code Cipher.UNWRAP_MODE}
     * @param given null for none
     */
    static SymmetricWrapping of(
            Transformation algorithm,
            OpaqueKey key,
            HsmAccess access,
            int opmode,
            @Nullable CipherParameters given)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        boolean wraps = opmode == Cipher.WRAP_MODE;
        Kind kind = algorithm.kind();
        if (wraps && kind.aead() && given != null) {
            throw new InvalidAlgorithmParameterException(
                    "the module makes the initialisation vector of a wrapped key: initialise without parameters,"
                            + " and ask for getIV() after wrap()");
        }
        CipherParameters known = given != null ? given : unknown(kind, key, wraps && !kind.aead());
        if (wraps) {
            KeyWrapping.require(key);
        } else {
            touch(key);
        }
        return new SymmetricWrapping(algorithm, key, access, wraps, known);
    }

    private static CipherParameters unknown(Kind kind, OpaqueKey key, boolean generate)
            throws InvalidKeyException {
        if (!generate) {
            return new CipherParameters(kind, null, kind.aead() ? TAG * Byte.SIZE : 0);
        }
        try {
            return key.ref().token().call(session -> CipherParameters.generated(kind, session));
        } catch (HsmException e) {
            throw JcaFailures.invalidKey(e);
        }
    }

    private static void touch(OpaqueKey key) throws InvalidKeyException {
        try {
            key.ref().touch();
        } catch (HsmException e) {
            throw JcaFailures.invalidKey(e);
        }
    }

    /** The parameters; with the initialisation vector of the last key that was wrapped. */
    CipherParameters parameters() {
        return parameters;
    }

    byte[] wrap(@Nullable Key target) throws InvalidKeyException {
        if (!wraps) {
            throw new IllegalStateException("the cipher is not initialised for wrapping");
        }
        if (!algorithm.kind().aead()) {
            return KeyWrapping.wrap(
                    key,
                    target,
                    access,
                    (session, wrapping, object) ->
                            session.wrapKey(
                                    parameters.mechanism(algorithm, NO_AAD, 0), wrapping, object));
        }
        Aead message = Aead.generated(new byte[NONCE], new byte[TAG]);
        byte[] wrapped =
                KeyWrapping.wrap(
                        key,
                        target,
                        access,
                        (session, wrapping, object) ->
                                session.wrapKeyAuthenticated(
                                        algorithm.mechanism(), message, wrapping, object, NO_AAD));
        parameters = parameters.withIv(message.iv());
        byte[] both = Arrays.copyOf(wrapped, wrapped.length + TAG);
        System.arraycopy(message.tag(), 0, both, wrapped.length, TAG);
        return both;
    }

    Key unwrap(byte[] wrapped, String name, int type)
            throws InvalidKeyException, NoSuchAlgorithmException {
        if (wraps) {
            throw new IllegalStateException("the cipher is not initialised for unwrapping");
        }
        int tag = parameters.tagBits() / Byte.SIZE;
        if (wrapped.length < tag) {
            throw new InvalidKeyException("a wrapped key is longer than its tag");
        }
        var decryption = parameters.mechanism(algorithm, NO_AAD, wrapped.length - tag);
        if (!algorithm.kind().aead()) {
            return Unwrapping.of(key, decryption, wrapped).unwrap(wrapped, name, type);
        }
        int length = wrapped.length - tag;
        byte[] ciphertext = Arrays.copyOf(wrapped, length);
        byte[] tagBytes = Arrays.copyOfRange(wrapped, length, wrapped.length);
        return new Unwrapping(
                        key,
                        decryption,
                        (session, handle, template) ->
                                authenticated(session, handle, template, ciphertext, tagBytes))
                .unwrap(wrapped, name, type);
    }

    private ObjectHandle authenticated(
            Session session,
            ObjectHandle handle,
            Template template,
            byte[] ciphertext,
            byte[] tag) {
        return session.unwrapKeyAuthenticated(
                algorithm.mechanism(),
                Aead.withIv(parameters.known(), tag),
                handle,
                ciphertext,
                template,
                NO_AAD);
    }
}

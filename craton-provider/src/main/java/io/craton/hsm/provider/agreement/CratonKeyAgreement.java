package io.craton.hsm.provider.agreement;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismInfo.Flag;
import io.craton.hsm.MechanismParameters.Ecdh1Derive;
import io.craton.hsm.MechanismParameters.Kdf;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.provider.key.KeyAlgorithm;
import io.craton.hsm.provider.key.KeyTemplates;
import io.craton.hsm.provider.key.Keys;
import io.craton.hsm.provider.key.OpaqueKey;
import io.craton.hsm.provider.key.TokenPrivateKey;
import io.craton.hsm.provider.key.X509PublicKeys;
import io.craton.hsm.provider.token.HsmAccess;
import io.craton.hsm.provider.token.JcaFailures;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import javax.crypto.KeyAgreementSpi;
import javax.crypto.SecretKey;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * ECDH, X25519 and X448 with a private key in the token. The raw secret is in the caller's hands; a
 * key for a named use, such as AES, stays in the token.
 */
public final class CratonKeyAgreement extends KeyAgreementSpi {
    /** How long a key is in bytes, if keys of its type can be so long. */
    private static final int KEY_LENGTH = 32;

    private final HsmAccess access;
    private final KeyType keyType;
    private final @Nullable KeyAlgorithm only;
    private @Nullable TokenPrivateKey key;
    private @Nullable Mechanism mechanism;

    /**
     * @param access the module
     * @param keyType the type of the keys
     * @param only the one curve that is meant, or null for all of the type
     */
    public CratonKeyAgreement(HsmAccess access, KeyType keyType, @Nullable KeyAlgorithm only) {
        this.access = access;
        this.keyType = keyType;
        this.only = only;
    }

    @Override
    protected void engineInit(Key newKey, SecureRandom random) throws InvalidKeyException {
        key = null;
        mechanism = null;
        if (!(OpaqueKey.own(newKey, access) instanceof TokenPrivateKey own)
                || own.keyAlgorithm().keyType() != keyType
                || (only != null && !only.equals(own.keyAlgorithm()))) {
            throw new InvalidKeyException("this key is not for this agreement");
        }
        touch(own);
        check(own);
        key = own;
    }

    // Tells now, where JCA expects it, whether keys on this curve agree here.
    private static void check(TokenPrivateKey own) throws InvalidKeyException {
        Ecdh1Derive raw = new Ecdh1Derive(Kdf.CKD_NULL, new byte[0], new byte[0]);
        try {
            own.ref()
                    .token()
                    .check(
                            Mechanism.of(MechanismType.CKM_ECDH1_DERIVE, raw),
                            Flag.CKF_DERIVE,
                            X509PublicKeys.template(own.publicKeyInfo()));
        } catch (HsmException e) {
            throw JcaFailures.invalidKey(e);
        }
    }

    private static void touch(TokenPrivateKey own) throws InvalidKeyException {
        try {
            own.ref().touch();
            if (!own.ref().traits().derives()) {
                throw new InvalidKeyException("this key does not agree: its CKA_DERIVE is false");
            }
            own.ref().checkUsedAtOnce();
        } catch (HsmException e) {
            throw JcaFailures.invalidKey(e);
        }
    }

    @Override
    protected void engineInit(
            Key newKey, @Nullable AlgorithmParameterSpec spec, SecureRandom random)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        if (spec != null) {
            throw new InvalidAlgorithmParameterException("this agreement takes no parameters");
        }
        engineInit(newKey, random);
    }

    @Override
    protected @Nullable Key engineDoPhase(Key publicKey, boolean lastPhase)
            throws InvalidKeyException {
        TokenPrivateKey own = key;
        if (own == null) {
            throw new IllegalStateException("the agreement is not initialised");
        }
        if (!lastPhase) {
            throw new IllegalStateException("there are two parties, so this is the last phase");
        }
        mechanism = null;
        byte[] point = X509PublicKeys.agreementPoint(own, publicKey);
        // Tells now, where JCA expects it, whether the point is acceptable; nothing is derived.
        PublicPoint.check(own, publicKey, point);
        touch(own);
        mechanism =
                Mechanism.of(
                        MechanismType.CKM_ECDH1_DERIVE,
                        new Ecdh1Derive(Kdf.CKD_NULL, new byte[0], point));
        return null;
    }

    // The caller gets the value, so it has to be readable for a moment.
    private static byte[] secret(TokenPrivateKey own, Mechanism wanted) {
        Template template = KeyTemplates.like(own.ref(), KeyTemplates.readableBase()).build();
        return own.ref()
                .use(
                        (session, handle) ->
                                value(session, session.deriveKey(wanted, handle, template)));
    }

    private static byte[] value(Session session, ObjectHandle derived) {
        try {
            return session.getAttribute(derived, AttributeType.CKA_VALUE);
        } finally {
            session.destroyObject(derived);
        }
    }

    private Mechanism agreed() {
        Mechanism now = mechanism;
        if (now == null) {
            throw new IllegalStateException("doPhase comes first");
        }
        mechanism = null;
        return now;
    }

    private TokenPrivateKey ready() {
        TokenPrivateKey own = key;
        if (own == null) {
            throw new IllegalStateException("the agreement is not initialised");
        }
        return own;
    }

    @Override
    protected byte[] engineGenerateSecret() {
        try {
            return secret(ready(), agreed());
        } catch (HsmException e) {
            throw JcaFailures.state(e);
        }
    }

    @Override
    protected int engineGenerateSecret(byte[] sharedSecret, int offset)
            throws ShortBufferException {
        Mechanism wanted = agreed();
        byte[] secret;
        try {
            secret = secret(ready(), wanted);
        } catch (HsmException e) {
            throw JcaFailures.state(e);
        }
        try {
            if (sharedSecret.length - offset < secret.length) {
                mechanism = wanted;
                throw new ShortBufferException("the secret has " + secret.length + " bytes");
            }
            System.arraycopy(secret, 0, sharedSecret, offset, secret.length);
            return secret.length;
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    @Override
    protected SecretKey engineGenerateSecret(String algorithm)
            throws NoSuchAlgorithmException, InvalidKeyException {
        TokenPrivateKey own = ready();
        if (Keys.forTheCaller(algorithm)) {
            byte[] secret = engineGenerateSecret();
            try {
                return new SecretKeySpec(secret, algorithm);
            } finally {
                Arrays.fill(secret, (byte) 0);
            }
        }
        KeyType type = Keys.typeInside(algorithm);
        Mechanism wanted = agreed();
        Template.Builder template = KeyTemplates.like(own.ref(), KeyTemplates.sessionSecret(type));
        if (type.lengths().contains(KEY_LENGTH)) {
            template.set(AttributeType.CKA_VALUE_LEN, (long) KEY_LENGTH);
        }
        Template finished = template.build();
        try {
            return own.ref()
                    .use((session, handle) -> inside(session, handle, wanted, finished, algorithm));
        } catch (HsmException e) {
            throw JcaFailures.invalidKey(e);
        }
    }

    private SecretKey inside(
            Session session,
            ObjectHandle own,
            Mechanism wanted,
            Template template,
            String algorithm) {
        return Keys.adoptSecret(
                ready().ref().token(),
                session,
                session.deriveKey(wanted, own, template),
                algorithm);
    }
}

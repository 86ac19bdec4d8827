package io.craton.hsm.provider.agreement;

import io.craton.hsm.Digest;
import io.craton.hsm.HsmException;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismInfo.Flag;
import io.craton.hsm.MechanismParameters.Ecdh1Derive;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.provider.key.KeyTemplates;
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
import java.util.function.BiFunction;
import javax.crypto.KeyAgreementSpi;
import javax.crypto.SecretKey;
import javax.crypto.ShortBufferException;
import org.jspecify.annotations.Nullable;

/**
 * ECDH, X25519 and X448 with a private key in the token, and what is derived from their secrets.
 * The raw secret is in the caller's hands; a key for a named use, such as AES, stays in the token.
 */
public final class CratonKeyAgreement extends KeyAgreementSpi {
    private final HsmAccess access;
    private final AgreementScheme scheme;
    private final SharedInfo.Reader infos;
    private SharedInfo shared = SharedInfo.NONE;
    private @Nullable TokenPrivateKey key;
    private @Nullable Mechanism mechanism;

    /**
     * @param access the module
     * @param scheme what agrees, and what is derived
     * @param infos reads what both parties know
     */
    public CratonKeyAgreement(HsmAccess access, AgreementScheme scheme, SharedInfo.Reader infos) {
        this.access = access;
        this.scheme = scheme;
        this.infos = infos;
    }

    @Override
    protected void engineInit(Key newKey, SecureRandom random) throws InvalidKeyException {
        init(newKey, SharedInfo.NONE);
    }

    private void init(Key newKey, SharedInfo info) throws InvalidKeyException {
        key = null;
        mechanism = null;
        if (!(OpaqueKey.own(newKey, access) instanceof TokenPrivateKey own)
                || !scheme.takes(own.keyAlgorithm())) {
            throw new InvalidKeyException("this key is not for this agreement");
        }
        own.checkAgrees();
        check(own);
        key = own;
        shared = info;
    }

    // Tells now, where JCA expects it, whether keys on this curve agree here.
    private void check(TokenPrivateKey own) throws InvalidKeyException {
        Ecdh1Derive parameters = new Ecdh1Derive(scheme.kdf(), new byte[0], new byte[0]);
        try {
            own.ref()
                    .token()
                    .check(
                            Mechanism.of(scheme.mechanism(), parameters),
                            Flag.CKF_DERIVE,
                            X509PublicKeys.template(own.publicKeyInfo()));
        } catch (HsmException e) {
            throw JcaFailures.invalidKey(e);
        }
    }

    @Override
    protected void engineInit(
            Key newKey, @Nullable AlgorithmParameterSpec spec, SecureRandom random)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        if (spec == null) {
            engineInit(newKey, random);
            return;
        }
        if (!scheme.derives()) {
            throw new InvalidAlgorithmParameterException(scheme.name() + " takes no parameters");
        }
        SharedInfo info = infos.read(spec);
        if (info == null) {
            throw new InvalidAlgorithmParameterException(
                    scheme.name() + " does not take a " + spec.getClass().getSimpleName());
        }
        if (scheme.hkdf() == null && info.salt().length() > 0) {
            throw new InvalidAlgorithmParameterException(scheme.name() + " takes no salt");
        }
        init(newKey, info);
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
        own.checkAgrees();
        byte[] info = scheme.hkdf() == null ? shared.info().copy() : new byte[0];
        Ecdh1Derive parameters = new Ecdh1Derive(scheme.kdf(), info, point);
        mechanism = Mechanism.of(scheme.mechanism(), parameters);
        return null;
    }

    /**
     * Agrees and derives.
     *
     * @param wanted what becomes of the secret; its length is that of the raw one if nothing is
     *     derived
     * @param taking takes it from the object that was derived
     */
    private <R> R derive(
            TokenPrivateKey own,
            Mechanism agreed,
            DerivedSecret wanted,
            BiFunction<Session, ObjectHandle, R> taking) {
        Digest hash = scheme.hkdf();
        if (hash == null) {
            Template template = template(own, wanted);
            return own.ref()
                    .use(
                            (session, handle) ->
                                    taking.apply(
                                            session, session.deriveKey(agreed, handle, template)));
        }
        Mechanism second =
                HkdfInput.of(hash)
                        .salt(shared.salt())
                        .info(shared.info())
                        .mechanism(HkdfInput.Steps.BOTH);
        Template template = wanted.template(own.ref());
        Template inside = KeyTemplates.like(own.ref(), KeyTemplates.base()).build();
        BiFunction<Session, ObjectHandle, R> expanding =
                (session, raw) -> expand(session, raw, second, template, taking);
        return own.ref()
                .use(
                        (session, handle) ->
                                expanding.apply(
                                        session, session.deriveKey(agreed, handle, inside)));
    }

    private static <R> R expand(
            Session session,
            ObjectHandle raw,
            Mechanism second,
            Template template,
            BiFunction<Session, ObjectHandle, R> taking) {
        try {
            return taking.apply(session, session.deriveKey(second, raw, template));
        } finally {
            session.destroyObject(raw);
        }
    }

    // The raw secret of an agreement is read once and is good for nothing else. Its length is that
    // of the curve.
    private Template template(TokenPrivateKey own, DerivedSecret wanted) {
        if (scheme.derives() || wanted.type() != null) {
            return wanted.template(own.ref());
        }
        return KeyTemplates.like(own.ref(), KeyTemplates.readableBase()).build();
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

    /** The length of the raw secret in bytes. */
    private static int length(TokenPrivateKey own) throws InvalidKeyException {
        return X509PublicKeys.secretLength(own);
    }

    private byte[] secret(Mechanism agreed) {
        TokenPrivateKey own = ready();
        try {
            DerivedSecret value = DerivedSecret.value(length(own));
            return derive(own, agreed, value, DerivedSecret::bytes);
        } catch (HsmException e) {
            throw JcaFailures.state(e);
        } catch (InvalidKeyException e) {
            throw new IllegalStateException("the key of this agreement is on no known curve", e);
        }
    }

    @Override
    protected byte[] engineGenerateSecret() {
        ready();
        return secret(agreed());
    }

    @Override
    protected int engineGenerateSecret(byte[] sharedSecret, int offset)
            throws ShortBufferException {
        Mechanism wanted = agreed();
        byte[] secret = secret(wanted);
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
        DerivedSecret wanted = DerivedSecret.sized(algorithm, length(own));
        try {
            return derive(
                    own,
                    agreed(),
                    wanted,
                    (session, derived) -> wanted.take(own.ref().token(), session, derived));
        } catch (HsmException e) {
            throw JcaFailures.invalidKey(e);
        }
    }
}

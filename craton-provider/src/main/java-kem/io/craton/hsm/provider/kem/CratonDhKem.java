package io.craton.hsm.provider.kem;

import io.craton.hsm.Encapsulation;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters.DerivationData;
import io.craton.hsm.MechanismParameters.Ecdh1Derive;
import io.craton.hsm.MechanismParameters.Kdf;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.provider.agreement.DerivedSecret;
import io.craton.hsm.provider.agreement.HkdfInput;
import io.craton.hsm.provider.agreement.SpiFactory;
import io.craton.hsm.provider.key.KeyAlgorithm;
import io.craton.hsm.provider.key.KeyRef;
import io.craton.hsm.provider.key.KeyTemplates;
import io.craton.hsm.provider.key.OpaqueKey;
import io.craton.hsm.provider.key.PublicKeyObject;
import io.craton.hsm.provider.key.TokenPrivateKey;
import io.craton.hsm.provider.key.X509PublicKeys;
import io.craton.hsm.provider.token.HsmAccess;
import io.craton.hsm.provider.token.JcaFailures;
import io.craton.hsm.provider.token.ProviderToken;
import io.craton.hsm.spi.Bytes;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.InvalidKeySpecException;
import java.util.Objects;
import javax.crypto.DecapsulateException;
import javax.crypto.KEM;
import javax.crypto.KEMSpi;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * The encapsulation by agreement of RFC 9180, section 4.1, which HPKE is built upon. The raw secret
 * of the agreement stays in the token, and so does the shared secret under the name of a use, such
 * as AES; under the name {@code Generic} it is in the caller's hands.
 */
public final class CratonDhKem implements KEMSpi {
    private static final byte[] NOTHING = {};

    private final HsmAccess access;

    /** Makes instances; found by its name. */
    public static final class Factory implements SpiFactory {
        /** Called by name. */
        public Factory() {}

        @Override
        public Object create(HsmAccess access, @Nullable KeyAlgorithm only) {
            return new CratonDhKem(access);
        }
    }

    private CratonDhKem(HsmAccess access) {
        this.access = access;
    }

    @Override
    public EncapsulatorSpi engineNewEncapsulator(
            PublicKey publicKey,
            @Nullable AlgorithmParameterSpec spec,
            @Nullable SecureRandom random)
            throws InvalidAlgorithmParameterException, InvalidKeyException {
        KemCalls.refuse(spec, "DHKEM");
        byte[] spki = X509PublicKeys.encoding(publicKey);
        DhKemSuite suite = suite(spki);
        PublicKeyObject.check(access.token(), publicKey);
        return new Encapsulator(access.token(), publicKey, suite, point(spki, suite));
    }

    @Override
    public DecapsulatorSpi engineNewDecapsulator(
            PrivateKey privateKey, @Nullable AlgorithmParameterSpec spec)
            throws InvalidAlgorithmParameterException, InvalidKeyException {
        KemCalls.refuse(spec, "DHKEM");
        if (!(OpaqueKey.own(privateKey, access) instanceof TokenPrivateKey own)) {
            throw new InvalidKeyException("a private key that agrees is needed");
        }
        byte[] spki = own.publicKeyInfo();
        DhKemSuite suite = suite(spki);
        own.checkAgrees();
        return new Decapsulator(own, suite, point(spki, suite));
    }

    private static DhKemSuite suite(byte[] spki) throws InvalidKeyException {
        try {
            return X509PublicKeys.curve(spki)
                    .flatMap(DhKemSuite::of)
                    .orElseThrow(CratonDhKem::noSuite);
        } catch (InvalidKeySpecException e) {
            throw JcaFailures.as(InvalidKeyException::new, e);
        }
    }

    private static InvalidKeyException noSuite() {
        return new InvalidKeyException(
                "DHKEM works on the curves of RFC 9180: " + DhKemSuite.curves());
    }

    private static Bytes point(byte[] spki, DhKemSuite suite) throws InvalidKeyException {
        try {
            byte[] point = X509PublicKeys.point(spki);
            if (!suite.hasForm(point)) {
                throw new InvalidKeyException("the point of the public key has to be uncompressed");
            }
            return Bytes.of(point);
        } catch (InvalidKeySpecException e) {
            throw JcaFailures.as(InvalidKeyException::new, e);
        }
    }

    private static Mechanism agreement(byte[] point) {
        return Mechanism.of(
                MechanismType.CKM_ECDH1_DERIVE, new Ecdh1Derive(Kdf.CKD_NULL, NOTHING, point));
    }

    private static Template inside(@Nullable KeyRef own) {
        Template.Builder base = KeyTemplates.base();
        return (own == null ? base : KeyTemplates.like(own, base)).build();
    }

    /**
     * What is wanted of the shared secret: its bytes from and to, as a key with a name. HKDF makes
     * the first bytes of a longer result, if fewer are asked for.
     */
    private record Part(int from, DerivedSecret secret) {
        static Part of(DhKemSuite suite, int from, int to, String algorithm) {
            Objects.checkFromToIndex(from, to, suite.secretLength());
            try {
                Part part = new Part(from, DerivedSecret.named(algorithm, to));
                if (from > 0 && part.secret.type() != null) {
                    throw new UnsupportedOperationException(
                            "a key of the token begins with the first byte of the secret");
                }
                return part;
            } catch (NoSuchAlgorithmException e) {
                throw JcaFailures.as(UnsupportedOperationException::new, e);
            }
        }

        SecretKey take(ProviderToken token, Session session, ObjectHandle derived) {
            return from == 0
                    ? secret.take(token, session, derived)
                    : DerivedSecret.forTheCaller(
                            session, derived, from, secret.length(), secret.algorithm());
        }
    }

    /**
     * The two labelled steps of HKDF.
     *
     * @param raw the secret of the agreement, which is destroyed
     * @param own the private key that it comes from; null for one that is made here
     */
    private static SecretKey derive(
            ProviderToken token,
            Session session,
            ObjectHandle raw,
            @Nullable KeyRef own,
            Exchange exchange,
            Part wanted) {
        DhKemSuite suite = exchange.suite();
        HkdfInput hkdf = HkdfInput.of(suite.digest());
        ObjectHandle labelled = null;
        ObjectHandle extracted = null;
        try {
            labelled =
                    session.deriveKey(
                            Mechanism.of(
                                    MechanismType.CKM_CONCATENATE_DATA_AND_BASE,
                                    new DerivationData(suite.extractPrefix())),
                            raw,
                            inside(own));
            extracted =
                    session.deriveKey(
                            hkdf.mechanism(HkdfInput.Steps.EXTRACT), labelled, inside(own));
            ObjectHandle secret =
                    session.deriveKey(
                            hkdf.info(exchange.info()).mechanism(HkdfInput.Steps.EXPAND),
                            extracted,
                            wanted.secret().template(own));
            return wanted.take(token, session, secret);
        } finally {
            destroy(session, extracted);
            destroy(session, labelled);
            destroy(session, raw);
        }
    }

    private static void destroy(Session session, @Nullable ObjectHandle object) {
        if (object != null) {
            session.destroyObject(object);
        }
    }

    /** Both public keys of one encapsulation. */
    private record Exchange(DhKemSuite suite, Bytes ephemeral, Bytes recipient) {
        Bytes info() {
            return suite.expandInfo(ephemeral.copy(), recipient.copy());
        }
    }

    private record Encapsulator(
            ProviderToken token, PublicKey key, DhKemSuite suite, Bytes recipient)
            implements EncapsulatorSpi {
        @Override
        public KEM.Encapsulated engineEncapsulate(int from, int to, String algorithm) {
            Part wanted = Part.of(suite, from, to, algorithm);
            return KemCalls.encapsulate(
                    token, key, (session, handle) -> encapsulate(session, handle, wanted));
        }

        private KEM.Encapsulated encapsulate(Session session, ObjectHandle publicKey, Part wanted) {
            Encapsulation made =
                    session.encapsulateKey(agreement(NOTHING), publicKey, inside(null));
            Exchange exchange = new Exchange(suite, Bytes.of(made.ciphertext()), recipient);
            SecretKey secret = derive(token, session, made.key(), null, exchange, wanted);
            return new KEM.Encapsulated(secret, made.ciphertext(), null);
        }

        @Override
        public int engineSecretSize() {
            return suite.secretLength();
        }

        @Override
        public int engineEncapsulationSize() {
            return suite.pointLength();
        }
    }

    private record Decapsulator(TokenPrivateKey key, DhKemSuite suite, Bytes recipient)
            implements DecapsulatorSpi {
        @Override
        public SecretKey engineDecapsulate(byte[] encapsulation, int from, int to, String algorithm)
                throws DecapsulateException {
            Part wanted = Part.of(suite, from, to, algorithm);
            if (!suite.hasForm(encapsulation)) {
                throw new DecapsulateException(
                        "an encapsulation here is a public key of "
                                + suite.pointLength()
                                + " bytes, not "
                                + encapsulation.length);
            }
            byte[] point = encapsulation.clone();
            return KemCalls.decapsulate(
                    key.ref(), (session, handle) -> decapsulate(session, handle, point, wanted));
        }

        private SecretKey decapsulate(
                Session session, ObjectHandle privateKey, byte[] point, Part wanted) {
            KeyRef own = key.ref();
            ObjectHandle raw = session.deriveKey(agreement(point), privateKey, inside(own));
            Exchange exchange = new Exchange(suite, Bytes.of(point), recipient);
            return derive(own.token(), session, raw, own, exchange, wanted);
        }

        @Override
        public int engineSecretSize() {
            return suite.secretLength();
        }

        @Override
        public int engineEncapsulationSize() {
            return suite.pointLength();
        }
    }
}

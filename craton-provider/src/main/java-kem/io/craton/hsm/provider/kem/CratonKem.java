package io.craton.hsm.provider.kem;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Encapsulation;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismInfo.Flag;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ParameterSet;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.provider.agreement.DerivedSecret;
import io.craton.hsm.provider.agreement.SpiFactory;
import io.craton.hsm.provider.key.KeyAlgorithm;
import io.craton.hsm.provider.key.KeyRef;
import io.craton.hsm.provider.key.KeyTemplates;
import io.craton.hsm.provider.key.Keys;
import io.craton.hsm.provider.key.OpaqueKey;
import io.craton.hsm.provider.key.PublicKeyObject;
import io.craton.hsm.provider.key.TokenPrivateKey;
import io.craton.hsm.provider.key.X509PublicKeys;
import io.craton.hsm.provider.token.HsmAccess;
import io.craton.hsm.provider.token.JcaFailures;
import io.craton.hsm.provider.token.ProviderToken;
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
 * ML-KEM. The shared secret under the name {@code Generic} is in the caller's hands; under the name
 * of a use, such as AES, it stays in the token.
 */
public final class CratonKem implements KEMSpi {
    private static final int SECRET_LENGTH = 32;
    private static final Mechanism ML_KEM = Mechanism.of(MechanismType.CKM_ML_KEM);

    private final HsmAccess access;
    private final @Nullable KeyAlgorithm only;

    /** Makes instances; found by its name. */
    public static final class Factory implements SpiFactory {
        /** Called by name. */
        public Factory() {}

        @Override
        public Object create(HsmAccess access, @Nullable KeyAlgorithm only) {
            return new CratonKem(access, only);
        }
    }

    /**
     * @param access the module
     * @param only the one parameter set that is meant, or null for all
     */
    public CratonKem(HsmAccess access, @Nullable KeyAlgorithm only) {
        this.access = access;
        this.only = only;
    }

    @Override
    public EncapsulatorSpi engineNewEncapsulator(
            PublicKey publicKey,
            @Nullable AlgorithmParameterSpec spec,
            @Nullable SecureRandom random)
            throws InvalidAlgorithmParameterException, InvalidKeyException {
        KemCalls.refuse(spec, "ML-KEM");
        byte[] spki = X509PublicKeys.encoding(publicKey);
        try {
            ParameterSet set = set(X509PublicKeys.algorithm(spki));
            PublicKeyObject.check(access.token(), publicKey);
            return new Encapsulator(access.token(), publicKey, set);
        } catch (InvalidKeySpecException e) {
            throw JcaFailures.as(InvalidKeyException::new, e);
        }
    }

    @Override
    public DecapsulatorSpi engineNewDecapsulator(
            PrivateKey privateKey, @Nullable AlgorithmParameterSpec spec)
            throws InvalidAlgorithmParameterException, InvalidKeyException {
        KemCalls.refuse(spec, "ML-KEM");
        if (!(OpaqueKey.own(privateKey, access) instanceof TokenPrivateKey own)) {
            throw new InvalidKeyException("an ML-KEM private key is needed");
        }
        ParameterSet set = set(own.keyAlgorithm());
        try {
            own.ref().touch();
            own.ref().checkUsedAtOnce();
        } catch (HsmException e) {
            throw JcaFailures.invalidKey(e);
        }
        return new Decapsulator(own, set);
    }

    private ParameterSet set(KeyAlgorithm algorithm) throws InvalidKeyException {
        ParameterSet set = algorithm.parameterSet();
        if (set == null
                || set.keyType() != KeyType.CKK_ML_KEM
                || only != null && !only.equals(algorithm)) {
            String wanted = only == null ? "ML-KEM" : only.name();
            throw new InvalidKeyException(
                    "a key of " + wanted + " is needed, not of " + algorithm.name());
        }
        return set;
    }

    private static int ciphertextLength(ParameterSet set) {
        return switch (set) {
            case CKP_ML_KEM_512 -> 768;
            case CKP_ML_KEM_768 -> 1088;
            default -> 1568;
        };
    }

    /**
     * What becomes of a shared secret: its bytes from and to, as a key with a name.
     *
     * @param type the type of the key in the token; null if the caller gets the value
     */
    private record Wanted(int from, int to, String algorithm, @Nullable KeyType type) {
        static Wanted of(ProviderToken token, int from, int to, String algorithm) {
            Objects.checkFromToIndex(from, to, SECRET_LENGTH);
            Wanted wanted = of(from, to, algorithm);
            if (wanted.type() != null && !wanted.whole()) {
                checkParts(token);
            }
            return wanted;
        }

        // JCA expects to be told so of what an implementation cannot do.
        private static void checkParts(ProviderToken token) {
            try {
                token.check(
                        Mechanism.of(
                                MechanismType.CKM_EXTRACT_KEY_FROM_KEY,
                                new MechanismParameters.ExtractFrom(0)),
                        Flag.CKF_DERIVE,
                        Template.empty());
            } catch (HsmException e) {
                throw JcaFailures.as(
                        UnsupportedOperationException::new,
                        "only the whole secret can be a key of the token here",
                        e);
            }
        }

        private static Wanted of(int from, int to, String algorithm) {
            if (Keys.forTheCaller(algorithm)) {
                return new Wanted(from, to, algorithm, null);
            }
            try {
                return new Wanted(from, to, algorithm, Keys.typeInside(algorithm));
            } catch (NoSuchAlgorithmException e) {
                throw JcaFailures.as(UnsupportedOperationException::new, e);
            }
        }

        boolean whole() {
            return from == 0 && to == SECRET_LENGTH;
        }

        /**
         * The attributes of the shared secret.
         *
         * @param own the private key that it comes from; null for a secret that is made here
         */
        Template template(@Nullable KeyRef own) {
            Template.Builder builder =
                    type == null
                            ? KeyTemplates.readableSecret(KeyType.CKK_GENERIC_SECRET)
                            : whole() ? KeyTemplates.sessionSecret(type) : KeyTemplates.base();
            builder.set(AttributeType.CKA_VALUE_LEN, (long) SECRET_LENGTH);
            return (own == null ? builder : KeyTemplates.like(own, builder)).build();
        }

        SecretKey finish(
                ProviderToken token, @Nullable KeyRef own, Session session, ObjectHandle secret) {
            if (type == null) {
                return DerivedSecret.forTheCaller(session, secret, from, to, algorithm);
            }
            return Keys.adoptSecret(
                    token, session, whole() ? secret : part(session, secret, type, own), algorithm);
        }

        // The part is cut off inside the token.
        private ObjectHandle part(
                Session session, ObjectHandle secret, KeyType partType, @Nullable KeyRef own) {
            Template.Builder builder =
                    KeyTemplates.sessionSecret(partType)
                            .set(AttributeType.CKA_VALUE_LEN, (long) (to - from));
            Template template = (own == null ? builder : KeyTemplates.like(own, builder)).build();
            try {
                return session.deriveKey(
                        Mechanism.of(
                                MechanismType.CKM_EXTRACT_KEY_FROM_KEY,
                                new MechanismParameters.ExtractFrom((long) from * Byte.SIZE)),
                        secret,
                        template);
            } finally {
                session.destroyObject(secret);
            }
        }
    }

    private record Encapsulator(ProviderToken token, PublicKey key, ParameterSet set)
            implements EncapsulatorSpi {
        @Override
        public KEM.Encapsulated engineEncapsulate(int from, int to, String algorithm) {
            Wanted wanted = Wanted.of(token, from, to, algorithm);
            return KemCalls.encapsulate(
                    token, key, (session, handle) -> encapsulate(session, handle, wanted));
        }

        private KEM.Encapsulated encapsulate(
                Session session, ObjectHandle publicKey, Wanted wanted) {
            Encapsulation made = session.encapsulateKey(ML_KEM, publicKey, wanted.template(null));
            SecretKey secret = wanted.finish(token, null, session, made.key());
            return new KEM.Encapsulated(secret, made.ciphertext(), null);
        }

        @Override
        public int engineSecretSize() {
            return SECRET_LENGTH;
        }

        @Override
        public int engineEncapsulationSize() {
            return ciphertextLength(set);
        }
    }

    private record Decapsulator(TokenPrivateKey key, ParameterSet set) implements DecapsulatorSpi {
        @Override
        public SecretKey engineDecapsulate(byte[] encapsulation, int from, int to, String algorithm)
                throws DecapsulateException {
            Wanted wanted = Wanted.of(key.ref().token(), from, to, algorithm);
            if (encapsulation.length != ciphertextLength(set)) {
                String right = set.standardName() + " has " + ciphertextLength(set) + " bytes";
                throw new DecapsulateException(
                        "a ciphertext of " + right + ", not " + encapsulation.length);
            }
            return KemCalls.decapsulate(
                    key.ref(),
                    (session, handle) -> decapsulate(session, handle, encapsulation, wanted));
        }

        private SecretKey decapsulate(
                Session session, ObjectHandle privateKey, byte[] ciphertext, Wanted wanted) {
            Template template = wanted.template(key.ref());
            ObjectHandle secret = session.decapsulateKey(ML_KEM, privateKey, template, ciphertext);
            return wanted.finish(key.ref().token(), key.ref(), session, secret);
        }

        @Override
        public int engineSecretSize() {
            return SECRET_LENGTH;
        }

        @Override
        public int engineEncapsulationSize() {
            return ciphertextLength(set);
        }
    }
}

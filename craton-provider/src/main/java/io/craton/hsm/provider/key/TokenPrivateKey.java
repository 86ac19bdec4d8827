package io.craton.hsm.provider.key;

import io.craton.hsm.HsmException;
import io.craton.hsm.MechanismType;
import io.craton.hsm.provider.token.JcaFailures;
import java.io.Serial;
import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAKey;
import java.security.interfaces.RSAPublicKey;
import java.security.interfaces.XECPrivateKey;
import java.security.interfaces.XECPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.NamedParameterSpec;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A private key in a token. It implements the interface that tells its size or parameters ({@link
 * RSAKey}, {@link ECKey}, ...), which TLS and other callers need, and never the one that promises
 * the private value.
 */
public abstract class TokenPrivateKey extends OpaqueKey implements PrivateKey {
    @Serial private static final long serialVersionUID = 1L;

    private final transient KeyAlgorithm algorithm;
    private final transient byte[] publicKeyInfo;

    private TokenPrivateKey(KeyRef ref, KeyAlgorithm algorithm, byte[] publicKeyInfo) {
        super(ref, algorithm.family());
        this.algorithm = algorithm;
        this.publicKeyInfo = publicKeyInfo.clone();
    }

    /** The row of the table of algorithms. */
    public final KeyAlgorithm keyAlgorithm() {
        return algorithm;
    }

    /** The X.509 encoding of the public key. */
    public final byte[] publicKeyInfo() {
        return publicKeyInfo.clone();
    }

    /**
     * Looks whether it is there and agrees.
     *
     * @throws InvalidKeyException if not, or if it wants the PIN for each use
     */
    public final void checkAgrees() throws InvalidKeyException {
        try {
            ref().touch();
            if (!ref().traits().derives()) {
                throw new InvalidKeyException("this key does not agree: its CKA_DERIVE is false");
            }
            ref().checkUsedAtOnce();
        } catch (HsmException e) {
            throw JcaFailures.invalidKey(e);
        }
    }

    /**
     * @param allowed {@code CKA_ALLOWED_MECHANISMS}; empty for all
     */
    static TokenPrivateKey of(KeyRef ref, byte[] publicKeyInfo, Set<MechanismType> allowed)
            throws InvalidKeySpecException {
        KeyAlgorithm algorithm = X509PublicKeys.algorithm(publicKeyInfo);
        PublicKey publicKey = X509PublicKeys.parse(publicKeyInfo);
        if (publicKey instanceof RSAPublicKey rsa) {
            return PssKeys.arePss(allowed)
                    ? new Rsa(
                            ref,
                            KeyAlgorithm.RSASSA_PSS,
                            publicKeyInfo,
                            rsa,
                            PssKeys.parameters(allowed))
                    : new Rsa(ref, algorithm, publicKeyInfo, rsa, rsa.getParams());
        }
        if (publicKey instanceof ECPublicKey ec) {
            return new Ec(ref, algorithm, publicKeyInfo, ec.getParams());
        }
        if (publicKey instanceof EdECPublicKey edwards) {
            return new EdEc(ref, algorithm, publicKeyInfo, edwards.getParams());
        }
        if (publicKey instanceof XECPublicKey montgomery) {
            return new XEc(ref, algorithm, publicKeyInfo, montgomery.getParams());
        }
        return new Named(ref, algorithm, publicKeyInfo, X509PublicKeys.parameters(publicKeyInfo));
    }

    /** RSA. */
    static final class Rsa extends TokenPrivateKey implements RSAKey {
        @Serial private static final long serialVersionUID = 1L;

        private final transient BigInteger modulus;
        private final transient @Nullable AlgorithmParameterSpec parameters;

        Rsa(
                KeyRef ref,
                KeyAlgorithm algorithm,
                byte[] publicKeyInfo,
                RSAPublicKey publicKey,
                @Nullable AlgorithmParameterSpec parameters) {
            super(ref, algorithm, publicKeyInfo);
            this.modulus = publicKey.getModulus();
            this.parameters = parameters;
        }

        @Override
        public BigInteger getModulus() {
            return modulus;
        }

        @Override
        @SuppressWarnings("NullAway") // RSAKey.getParams() documents null
        public @Nullable AlgorithmParameterSpec getParams() {
            return parameters;
        }
    }

    /**
     * Has the compiler give its classes a {@code getParams} that returns an {@code
     * AlgorithmParameterSpec} beside the one with the narrower type: that is the method of {@code
     * AsymmetricKey}, which JDK 22 put above all keys and which would answer null otherwise.
     */
    private interface Parameters {
        AlgorithmParameterSpec getParams();
    }

    /** A curve over a prime field. */
    static final class Ec extends TokenPrivateKey implements ECKey, Parameters {
        @Serial private static final long serialVersionUID = 1L;

        private final transient ECParameterSpec parameters;

        Ec(KeyRef ref, KeyAlgorithm algorithm, byte[] publicKeyInfo, ECParameterSpec parameters) {
            super(ref, algorithm, publicKeyInfo);
            this.parameters = parameters;
        }

        @Override
        public ECParameterSpec getParams() {
            return parameters;
        }
    }

    /** Ed25519 and Ed448. The interface lets the private value be absent, and it is. */
    static final class EdEc extends TokenPrivateKey implements EdECPrivateKey, Parameters {
        @Serial private static final long serialVersionUID = 1L;

        private final transient NamedParameterSpec parameters;

        EdEc(
                KeyRef ref,
                KeyAlgorithm algorithm,
                byte[] publicKeyInfo,
                NamedParameterSpec parameters) {
            super(ref, algorithm, publicKeyInfo);
            this.parameters = parameters;
        }

        @Override
        public NamedParameterSpec getParams() {
            return parameters;
        }

        @Override
        public Optional<byte[]> getBytes() {
            return Optional.empty();
        }
    }

    /** X25519 and X448. The interface lets the private value be absent, and it is. */
    static final class XEc extends TokenPrivateKey implements XECPrivateKey {
        @Serial private static final long serialVersionUID = 1L;

        private final transient AlgorithmParameterSpec parameters;

        XEc(
                KeyRef ref,
                KeyAlgorithm algorithm,
                byte[] publicKeyInfo,
                AlgorithmParameterSpec parameters) {
            super(ref, algorithm, publicKeyInfo);
            this.parameters = parameters;
        }

        @Override
        public AlgorithmParameterSpec getParams() {
            return parameters;
        }

        @Override
        public Optional<byte[]> getScalar() {
            return Optional.empty();
        }
    }

    /**
     * ML-DSA, ML-KEM and SLH-DSA, and keys on curves that the JDK does not have. Public, so that a
     * caller on Java 17 can ask for the parameters by reflection.
     */
    public static final class Named extends TokenPrivateKey {
        @Serial private static final long serialVersionUID = 1L;

        private final transient NamedParameterSpec parameters;

        Named(
                KeyRef ref,
                KeyAlgorithm algorithm,
                byte[] publicKeyInfo,
                NamedParameterSpec parameters) {
            super(ref, algorithm, publicKeyInfo);
            this.parameters = parameters;
        }

        /**
         * The parameter set by name. From JDK 22 on this is {@code AsymmetricKey.getParams()},
         * without which keytool cannot tell the algorithm of a signature.
         */
        @SuppressWarnings("MissingOverride")
        public AlgorithmParameterSpec getParams() {
            return parameters;
        }
    }
}

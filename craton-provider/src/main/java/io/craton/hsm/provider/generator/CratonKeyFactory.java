package io.craton.hsm.provider.generator;

import io.craton.hsm.KeyType;
import io.craton.hsm.provider.key.KeyAlgorithm;
import io.craton.hsm.provider.key.KeyImport;
import io.craton.hsm.provider.key.KeyRequest;
import io.craton.hsm.provider.key.OpaqueKey;
import io.craton.hsm.provider.key.TokenPrivateKey;
import io.craton.hsm.provider.key.X509PublicKeys;
import io.craton.hsm.provider.token.HsmAccess;
import io.craton.hsm.provider.token.JcaFailures;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyFactorySpi;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.KeySpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Public keys from their encodings and numbers, and our own keys passed through. A private key is
 * imported only when a {@code CratonKeySpec} asks for it: other code that happens to find this
 * provider first must not have its software keys moved into the token.
 */
public final class CratonKeyFactory extends KeyFactorySpi {
    private static final String HOW_TO_IMPORT =
            "; to import a private key, use KeyStore.setKeyEntry or a CratonKeySpec"
                    + " with a PKCS8EncodedKeySpec inside";

    private final HsmAccess access;
    private final KeyAlgorithm algorithm;
    private final boolean family;
    private final KeyRequest.Reader requests;

    /**
     * @param access the module
     * @param algorithm the algorithm of the keys
     * @param family whether all algorithms of its type are meant, such as EdDSA by Ed25519
     * @param requests reads a specification of what to import
     */
    public CratonKeyFactory(
            HsmAccess access, KeyAlgorithm algorithm, boolean family, KeyRequest.Reader requests) {
        this.access = access;
        this.algorithm = algorithm;
        this.family = family;
        this.requests = requests;
    }

    private boolean takes(KeyAlgorithm other) {
        boolean sameRsa = algorithm.equals(KeyAlgorithm.RSA) && other.keyType() == KeyType.CKK_RSA;
        return sameRsa
                || (family ? other.keyType() == algorithm.keyType() : other.equals(algorithm));
    }

    @Override
    protected PublicKey engineGeneratePublic(KeySpec keySpec) throws InvalidKeySpecException {
        if (keySpec instanceof X509EncodedKeySpec encoded) {
            if (!takes(X509PublicKeys.algorithm(encoded.getEncoded()))) {
                throw new InvalidKeySpecException(
                        "this is not a public key of " + algorithm.family());
            }
            return X509PublicKeys.parse(encoded.getEncoded());
        }
        try {
            return jdk().generatePublic(keySpec);
        } catch (InvalidKeyException e) {
            throw JcaFailures.as(InvalidKeySpecException::new, e);
        } catch (RuntimeException e) {
            throw notUnderstood(e);
        }
    }

    /** The JDK's factories let out what their arithmetic throws at numbers of no key. */
    private static InvalidKeySpecException notUnderstood(RuntimeException e) {
        return new InvalidKeySpecException("the JDK does not understand this specification", e);
    }

    private KeyFactory jdk() throws InvalidKeyException {
        String provider = algorithm.jdkProvider();
        if (provider == null) {
            throw new InvalidKeyException(
                    algorithm.family() + " public keys are given as an X509EncodedKeySpec");
        }
        try {
            return KeyFactory.getInstance(family ? algorithm.family() : algorithm.name(), provider);
        } catch (GeneralSecurityException e) {
            throw new InvalidKeyException(
                    "the JDK's provider " + provider + " is needed for this", e);
        }
    }

    @Override
    protected PrivateKey engineGeneratePrivate(KeySpec keySpec) throws InvalidKeySpecException {
        KeyRequest wanted = requests.read(keySpec);
        if (wanted == null || !(wanted.keySpec() instanceof PKCS8EncodedKeySpec pkcs8)) {
            throw new InvalidKeySpecException(
                    "a KeyFactory of CratonHSM does not import private keys" + HOW_TO_IMPORT);
        }
        byte[] encoded = pkcs8.getEncoded();
        try {
            TokenPrivateKey key = KeyImport.privateKey(access.token(), encoded, wanted);
            if (!takes(key.keyAlgorithm())) {
                key.ref().discard();
                throw new InvalidKeySpecException(
                        "this is not a private key of " + algorithm.family());
            }
            return key;
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
    }

    @Override
    protected <T extends KeySpec> T engineGetKeySpec(Key key, Class<T> keySpec)
            throws InvalidKeySpecException {
        if (!(key instanceof PublicKey)) {
            throw new InvalidKeySpecException(
                    key == null
                            ? "the key is null"
                            : "a private key in a token has no specification");
        }
        try {
            PublicKey own = (PublicKey) engineTranslateKey(key);
            return keySpec.isAssignableFrom(X509EncodedKeySpec.class)
                    ? keySpec.cast(new X509EncodedKeySpec(own.getEncoded()))
                    : jdk().getKeySpec(own, keySpec);
        } catch (InvalidKeyException e) {
            throw JcaFailures.as(InvalidKeySpecException::new, e);
        } catch (RuntimeException e) {
            throw notUnderstood(e);
        }
    }

    @Override
    protected Key engineTranslateKey(@Nullable Key key) throws InvalidKeyException {
        if (key instanceof PublicKey) {
            byte[] spki = X509PublicKeys.encoding(key);
            try {
                return engineGeneratePublic(new X509EncodedKeySpec(spki));
            } catch (InvalidKeySpecException e) {
                throw JcaFailures.as(InvalidKeyException::new, e);
            }
        }
        if (key instanceof PrivateKey && !(key instanceof OpaqueKey)) {
            throw new InvalidKeyException(
                    "a KeyFactory of CratonHSM does not import private keys" + HOW_TO_IMPORT);
        }
        if (OpaqueKey.own(key, access) instanceof TokenPrivateKey own
                && takes(own.keyAlgorithm())) {
            return own;
        }
        throw new InvalidKeyException("this is not a key of " + algorithm.family());
    }
}

package io.craton.hsm.provider.generator;

import io.craton.hsm.provider.key.KeyImport;
import io.craton.hsm.provider.key.KeyRequest;
import io.craton.hsm.provider.key.OpaqueKey;
import io.craton.hsm.provider.key.TokenSecretKey;
import io.craton.hsm.provider.token.HsmAccess;
import io.craton.hsm.provider.token.JcaFailures;
import java.security.InvalidKeyException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.KeySpec;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactorySpi;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Imports secret keys whose value the application has: as a session key, or as a {@code
 * CratonKeySpec} with a {@link SecretKeySpec} inside says.
 */
public final class CratonSecretKeyFactory extends SecretKeyFactorySpi {
    private final HsmAccess access;
    private final String algorithm;
    private final KeyRequest.Reader requests;

    /**
     * @param access the module
     * @param algorithm the JCA name of the keys
     * @param requests reads a specification of what to import
     */
    public CratonSecretKeyFactory(HsmAccess access, String algorithm, KeyRequest.Reader requests) {
        this.access = access;
        this.algorithm = algorithm;
        this.requests = requests;
    }

    @Override
    protected SecretKey engineGenerateSecret(KeySpec keySpec) throws InvalidKeySpecException {
        KeyRequest wanted = requests.read(keySpec);
        KeySpec inner = wanted == null ? keySpec : wanted.keySpec();
        if (!(inner instanceof SecretKeySpec value)) {
            throw new InvalidKeySpecException(
                    "a SecretKeyFactory of CratonHSM takes a SecretKeySpec, alone or in a"
                            + " CratonKeySpec");
        }
        if (!value.getAlgorithm().equalsIgnoreCase(algorithm)) {
            throw new InvalidKeySpecException(
                    "this is a key for " + value.getAlgorithm() + ", not " + algorithm);
        }
        return KeyImport.secretKey(
                access.token(), value, wanted == null ? KeyRequest.SESSION : wanted);
    }

    @Override
    protected KeySpec engineGetKeySpec(SecretKey key, Class<?> keySpec)
            throws InvalidKeySpecException {
        throw new InvalidKeySpecException("a secret key in a token has no specification");
    }

    @Override
    protected SecretKey engineTranslateKey(@Nullable SecretKey key) throws InvalidKeyException {
        if (key instanceof TokenSecretKey) {
            return (TokenSecretKey) OpaqueKey.own(key, access);
        }
        SecretKey given = OpaqueKey.given(key);
        try {
            return KeyImport.secretKey(access.token(), given, KeyRequest.SESSION);
        } catch (InvalidKeySpecException e) {
            throw JcaFailures.as(InvalidKeyException::new, e);
        }
    }
}

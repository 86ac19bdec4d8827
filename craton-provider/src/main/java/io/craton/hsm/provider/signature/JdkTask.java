package io.craton.hsm.provider.signature;

import io.craton.hsm.HsmException;
import io.craton.hsm.Mechanism;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.provider.key.KeyAlgorithm;
import io.craton.hsm.provider.token.JcaFailures;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.PrivateKey;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Signs or verifies with a software key in the JDK's own engine; see {@link BlindlyChosen}. */
final class JdkTask extends SignatureTask {
    private final Key key;
    private final SignatureScheme algorithm;
    private final Supplier<@Nullable AlgorithmParameterSpec> parameters;
    private @Nullable Signature signature;

    /**
     * @param key a private key to sign, a public key to verify
     */
    JdkTask(
            Key key,
            SignatureScheme algorithm,
            Supplier<@Nullable AlgorithmParameterSpec> parameters) {
        super(false);
        this.key = key;
        this.algorithm = algorithm;
        this.parameters = parameters;
    }

    /** The key, if it is one to verify with. */
    @Nullable PublicKey publicKey() {
        return key instanceof PublicKey publicKey ? publicKey : null;
    }

    @Override
    void touch() throws InvalidKeyException {
        engine();
    }

    @Override
    void open(Mechanism mechanism) throws InvalidKeyException {
        signature = engine();
    }

    private Signature engine() throws InvalidKeyException {
        boolean pss = algorithm.form() == SignatureScheme.Form.PSS && !algorithm.takesDigest();
        String name = pss ? "RSASSA-PSS" : algorithm.name();
        String provider = KeyAlgorithm.jdkProvider(algorithm.keyType());
        try {
            Signature made = Signature.getInstance(name, provider);
            AlgorithmParameterSpec spec = parameters.get();
            if (spec != null) {
                made.setParameter(spec);
            }
            if (key instanceof PrivateKey privateKey) {
                made.initSign(privateKey);
            } else {
                made.initVerify((PublicKey) key);
            }
            return made;
        } catch (InvalidKeyException e) {
            throw e;
        } catch (GeneralSecurityException e) {
            throw new InvalidKeyException("a software key, for which the JDK has no " + name, e);
        } catch (RuntimeException e) {
            // A key of a foreign class answers what it will.
            throw new InvalidKeyException("the JDK's " + name + " cannot read the key", e);
        }
    }

    private Signature begunSignature() {
        Signature now = signature;
        if (now == null) {
            throw new HsmException(
                    ReturnCode.CKR_OPERATION_NOT_INITIALIZED, "no signature is under way");
        }
        return now;
    }

    @Override
    void feed(byte[] data, int offset, int length) {
        try {
            begunSignature().update(data, offset, length);
        } catch (SignatureException | ProviderException e) {
            throw new HsmException(
                    ReturnCode.CKR_FUNCTION_FAILED,
                    JcaFailures.sentence("the JDK's engine failed", e),
                    e);
        }
    }

    byte[] sign() throws SignatureException {
        Signature now = begunSignature();
        try {
            byte[] value = now.sign();
            signature = null;
            ended();
            return value;
        } catch (RuntimeException e) {
            throw failed(e);
        }
    }

    /**
     * False for everything that is no valid signature.
     *
     * @throws SignatureException if the engine failed
     */
    boolean verify(byte[] value) throws SignatureException {
        Signature now = begunSignature();
        try {
            return now.verify(value);
        } catch (SignatureException e) {
            // For the JDK a wrong length is an error.
            return false;
        } catch (RuntimeException e) {
            throw failed(e);
        } finally {
            cancel();
        }
    }

    private static SignatureException failed(RuntimeException e) {
        return new SignatureException("the JDK's engine failed with the key", e);
    }

    @Override
    void abandon() {
        signature = null;
    }
}

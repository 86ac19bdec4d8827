package io.craton.hsm.provider.signature;

import io.craton.hsm.HsmException;
import io.craton.hsm.Mechanism;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.provider.key.EncodedPublicKey;
import io.craton.hsm.provider.key.KeyAlgorithm;
import io.craton.hsm.provider.key.OpaqueKey;
import io.craton.hsm.provider.key.TokenPrivateKey;
import io.craton.hsm.provider.key.X509PublicKeys;
import io.craton.hsm.provider.signature.SignatureScheme.Form;
import io.craton.hsm.provider.token.HsmAccess;
import io.craton.hsm.provider.token.JcaFailures;
import io.craton.hsm.spi.der.EcdsaDer;
import java.security.AlgorithmParameters;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.InvalidParameterException;
import java.security.Key;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.NamedParameterSpec;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@link java.security.Signature} over the module's signatures. One thread at a time, as JCA has
 * it.
 */
public final class CratonSignature extends SignatureSpi implements BlindlyChosen {
    private final HsmAccess access;
    private final SignatureScheme algorithm;
    private final ContextReader contexts;
    private SignatureParameters parameters;
    private @Nullable SignatureTask task;
    private boolean chosenBlindly;

    /**
     * A signature object without key.
     *
     * @param access the module
     * @param algorithm what it signs with
     * @param contexts reads a specification of a context
     */
    public CratonSignature(HsmAccess access, SignatureScheme algorithm, ContextReader contexts) {
        this.access = access;
        this.algorithm = algorithm;
        this.contexts = contexts;
        this.parameters = SignatureParameters.defaults(algorithm);
    }

    @Override
    public void chosenBlindly() {
        chosenBlindly = true;
    }

    @Override
    protected void engineInitSign(PrivateKey privateKey) throws InvalidKeyException {
        end();
        if (chosenBlindly && privateKey != null && !(privateKey instanceof OpaqueKey)) {
            start(jdk(privateKey));
            return;
        }
        if (!(OpaqueKey.own(privateKey, access) instanceof TokenPrivateKey own)) {
            throw new InvalidKeyException(algorithm.name() + " signs with a private key");
        }
        if (!algorithm.takes(own.keyAlgorithm())) {
            String which = "the private key " + own.ref().uniqueId();
            throw WrongKey.of(algorithm, own.keyAlgorithm(), which);
        }
        start(new SigningTask(this, own, algorithm.buffered()));
    }

    private SignatureTask jdk(Key key) {
        return new JdkTask(key, algorithm, () -> parameters.spec());
    }

    @Override
    protected void engineInitVerify(PublicKey publicKey) throws InvalidKeyException {
        end();
        if (chosenBlindly && verifiedByTheJdk(publicKey)) {
            return;
        }
        byte[] spki = X509PublicKeys.encoding(publicKey);
        try {
            KeyAlgorithm of = X509PublicKeys.algorithm(spki);
            if (!algorithm.takes(of)) {
                throw WrongKey.of(algorithm, of, "the public key");
            }
        } catch (InvalidKeySpecException e) {
            throw JcaFailures.as(InvalidKeyException::new, e);
        }
        start(new VerifyingTask(this, access.token(), publicKey, algorithm.buffered()));
    }

    // A public key of others, as in the JDK's TLS: the token need not see it. Where the JDK lacks
    // the algorithm or the curve, the token verifies.
    private boolean verifiedByTheJdk(@Nullable PublicKey publicKey) {
        if (publicKey == null || publicKey instanceof EncodedPublicKey) {
            return false;
        }
        try {
            start(jdk(publicKey));
            return true;
        } catch (InvalidKeyException e) {
            return false;
        }
    }

    private void start(SignatureTask newTask) throws InvalidKeyException {
        Mechanism mechanism = parameters.mechanism();
        try {
            if (mechanism == null) {
                newTask.touch();
            } else {
                newTask.begin(mechanism);
            }
        } catch (HsmException e) {
            throw JcaFailures.invalidKey(e);
        }
        task = newTask;
    }

    private void end() {
        SignatureTask old = task;
        task = null;
        if (old != null) {
            old.close();
        }
    }

    private SignatureTask ready() throws SignatureException {
        SignatureTask now = task;
        if (now == null) {
            throw new SignatureException("the object is not initialised");
        }
        if (!now.begun()) {
            Mechanism mechanism = parameters.mechanism();
            if (mechanism == null) {
                throw new SignatureException(
                        algorithm.name() + " needs its parameters first (setParameter)");
            }
            try {
                now.begin(mechanism);
            } catch (HsmException e) {
                throw failed(e);
            } catch (InvalidKeyException e) {
                throw JcaFailures.as(SignatureException::new, e);
            }
        }
        return now;
    }

    // What was under way is lost, for instance by a logout: without a new initialisation there is
    // no signature over
    // what comes afterwards.
    private SignatureException failed(HsmException e) {
        end();
        return JcaFailures.signature(e);
    }

    @Override
    protected void engineUpdate(byte b) throws SignatureException {
        engineUpdate(new byte[] {b}, 0, 1);
    }

    @Override
    protected void engineUpdate(byte[] data, int offset, int length) throws SignatureException {
        try {
            ready().update(data, offset, length);
        } catch (HsmException e) {
            throw failed(e);
        }
    }

    @Override
    protected byte[] engineSign() throws SignatureException {
        SignatureTask now = ready();
        if (now instanceof JdkTask software) {
            return software.sign();
        }
        if (!(now instanceof SigningTask signing)) {
            throw new SignatureException("the object is not initialised for signing");
        }
        try {
            byte[] signature = signing.sign();
            return algorithm.form() == Form.DER ? EcdsaDer.encode(signature) : signature;
        } catch (HsmException e) {
            throw failed(e);
        }
    }

    @Override
    protected boolean engineVerify(byte @Nullable [] signature) throws SignatureException {
        SignatureTask now = ready();
        if (signature == null) {
            throw new SignatureException("there is no signature to verify");
        }
        if (now instanceof JdkTask software) {
            return software.verify(signature);
        }
        if (!(now instanceof VerifyingTask verifying)) {
            throw new SignatureException("the object is not initialised for verification");
        }
        Optional<byte[]> plain = plain(signature, verifying.orderLength());
        if (plain.isEmpty()) {
            verifying.cancel();
            return false;
        }
        try {
            verifying.verify(plain.get());
            return true;
        } catch (HsmException e) {
            if (e.code() == ReturnCode.CKR_SIGNATURE_INVALID
                    || e.code() == ReturnCode.CKR_SIGNATURE_LEN_RANGE) {
                return false;
            }
            throw failed(e);
        }
    }

    // The signature as the module has it; empty if it cannot be one. PKCS#11 takes r and s of fewer
    // bytes, IEEE P1363 does not.
    private Optional<byte[]> plain(byte[] signature, int orderLength) {
        if (algorithm.form() == Form.DER) {
            return EcdsaDer.decode(signature, orderLength);
        }
        return orderLength == 0 || signature.length == 2 * orderLength
                ? Optional.of(signature)
                : Optional.empty();
    }

    @Override
    protected void engineSetParameter(AlgorithmParameterSpec spec)
            throws InvalidAlgorithmParameterException {
        SignatureParameters wanted = SignatureParameters.of(algorithm, spec, contexts);
        if (spec instanceof ECParameterSpec || spec instanceof NamedParameterSpec) {
            // It names the key's curve or set, and leaves a context as it is.
            return;
        }
        SignatureTask now = task;
        if (now != null && now.dirty()) {
            throw new InvalidAlgorithmParameterException(
                    "parameters cannot change after data has been given");
        }
        SignatureParameters before = parameters;
        // A software key is started with what stands here.
        parameters = wanted;
        if (now != null) {
            try {
                restart(now, wanted);
            } catch (InvalidAlgorithmParameterException e) {
                parameters = before;
                throw e;
            }
        }
    }

    // Now, where JCA expects to be told of parameters that are not permitted.
    private void restart(SignatureTask now, SignatureParameters wanted)
            throws InvalidAlgorithmParameterException {
        now.cancel();
        Mechanism mechanism = wanted.mechanism();
        if (mechanism == null) {
            return;
        }
        try {
            begin(now, mechanism);
        } catch (HsmException | InvalidKeyException e) {
            end();
            throw JcaFailures.as(InvalidAlgorithmParameterException::new, e);
        }
    }

    // Parameters that the JDK does not know are the token's to verify with.
    private void begin(SignatureTask now, Mechanism mechanism) throws InvalidKeyException {
        try {
            now.begin(mechanism);
        } catch (InvalidKeyException e) {
            PublicKey foreign = now instanceof JdkTask software ? software.publicKey() : null;
            if (foreign == null) {
                throw e;
            }
            end();
            start(new VerifyingTask(this, access.token(), foreign, algorithm.buffered()));
        }
    }

    @Override
    protected @Nullable AlgorithmParameters engineGetParameters() {
        return parameters.encoded();
    }

    @Override
    @Deprecated
    protected void engineSetParameter(String name, Object value) {
        throw new InvalidParameterException("parameters are set as an AlgorithmParameterSpec");
    }

    @Override
    @Deprecated
    protected Object engineGetParameter(String name) {
        throw new InvalidParameterException("parameters are read with getParameters()");
    }
}

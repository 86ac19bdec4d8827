package io.craton.hsm.provider.container;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.InvalidParameterException;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.security.spec.AlgorithmParameterSpec;
import org.jspecify.annotations.Nullable;

/** A signature object of the provider that takes the key, which is chosen with each key anew. */
final class SignatureByKey extends SignatureSpi {
    private final String algorithm;
    private @Nullable AlgorithmParameterSpec parameters;
    private @Nullable Signature chosen;

    SignatureByKey(String algorithm) {
        this.algorithm = algorithm;
    }

    @Override
    protected void engineInitSign(PrivateKey key) throws InvalidKeyException {
        chosen = null;
        Signature made = made();
        made.initSign(key);
        chosen = prepared(made);
    }

    @Override
    protected void engineInitVerify(PublicKey key) throws InvalidKeyException {
        chosen = null;
        Signature made = made();
        made.initVerify(key);
        chosen = prepared(made);
    }

    private Signature made() throws InvalidKeyException {
        try {
            return Signature.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new InvalidKeyException("no installed provider has " + algorithm, e);
        }
    }

    private Signature prepared(Signature made) throws InvalidKeyException {
        try {
            if (parameters != null) {
                made.setParameter(parameters);
            }
            return made;
        } catch (GeneralSecurityException e) {
            throw new InvalidKeyException(
                    made.getProvider().getName() + " does not take the parameters with the key", e);
        }
    }

    private Signature ready() throws SignatureException {
        Signature now = chosen;
        if (now == null) {
            throw new SignatureException("the object is not initialised");
        }
        return now;
    }

    @Override
    protected void engineUpdate(byte value) throws SignatureException {
        ready().update(value);
    }

    @Override
    protected void engineUpdate(byte[] data, int offset, int length) throws SignatureException {
        ready().update(data, offset, length);
    }

    @Override
    protected byte[] engineSign() throws SignatureException {
        return ready().sign();
    }

    @Override
    protected boolean engineVerify(byte[] signature) throws SignatureException {
        return ready().verify(signature);
    }

    @Override
    protected void engineSetParameter(AlgorithmParameterSpec spec)
            throws InvalidAlgorithmParameterException {
        Signature now = chosen;
        if (now != null) {
            now.setParameter(spec);
        }
        parameters = spec;
    }

    @Override
    protected @Nullable AlgorithmParameters engineGetParameters() {
        Signature now = chosen;
        return now == null ? null : now.getParameters();
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

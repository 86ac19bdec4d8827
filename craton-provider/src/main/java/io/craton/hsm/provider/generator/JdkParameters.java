package io.craton.hsm.provider.generator;

import io.craton.hsm.Curve;
import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.AlgorithmParametersSpi;
import java.security.NoSuchAlgorithmException;
import java.security.NoSuchProviderException;
import java.security.ProviderException;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.InvalidParameterSpecException;

/**
 * Encodings of parameters, by the JDK's own provider, for callers that name one provider for
 * everything.
 */
public final class JdkParameters extends AlgorithmParametersSpi {
    private final AlgorithmParameters parameters;

    /**
     * @param algorithm the JDK's name
     * @param provider the JDK's provider of it
     */
    public JdkParameters(String algorithm, String provider) {
        try {
            this.parameters = AlgorithmParameters.getInstance(algorithm, provider);
        } catch (NoSuchAlgorithmException | NoSuchProviderException e) {
            throw new ProviderException(
                    "the JDK's provider " + provider + " is needed for " + algorithm, e);
        }
    }

    @Override
    protected void engineInit(AlgorithmParameterSpec spec) throws InvalidParameterSpecException {
        parameters.init(spec instanceof ECGenParameterSpec named ? curve(named) : spec);
    }

    // The JDK does not know the shorter names of NIST and X9.62.
    private static ECGenParameterSpec curve(ECGenParameterSpec named) {
        return Curve.ofName(named.getName())
                .map(known -> new ECGenParameterSpec(known.oid()))
                .orElse(named);
    }

    @Override
    protected void engineInit(byte[] encoded) throws IOException {
        parameters.init(encoded);
    }

    @Override
    protected void engineInit(byte[] encoded, String format) throws IOException {
        parameters.init(encoded, format);
    }

    @Override
    protected <T extends AlgorithmParameterSpec> T engineGetParameterSpec(Class<T> type)
            throws InvalidParameterSpecException {
        return parameters.getParameterSpec(type);
    }

    @Override
    protected byte[] engineGetEncoded() throws IOException {
        return parameters.getEncoded();
    }

    @Override
    protected byte[] engineGetEncoded(String format) throws IOException {
        return parameters.getEncoded(format);
    }

    @Override
    protected String engineToString() {
        return parameters.toString();
    }
}

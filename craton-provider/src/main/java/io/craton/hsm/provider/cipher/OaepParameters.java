package io.craton.hsm.provider.cipher;

import io.craton.hsm.Digest;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters.Mgf;
import io.craton.hsm.MechanismParameters.RsaOaep;
import io.craton.hsm.provider.signature.RsaDigests;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.ProviderException;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of OAEP. Immutable.
 *
 * @param spec null for the other paddings of RSA
 * @param hash the digest of the label, null for the other paddings
 * @param mask the mask generation function, null for the other paddings
 */
record OaepParameters(@Nullable OAEPParameterSpec spec, @Nullable Digest hash, @Nullable Mgf mask) {

    /** As in the JDK: the digest of the name for the label, and SHA-1 in MGF1. */
    static OaepParameters defaults(Transformation algorithm) {
        Digest hash = algorithm.oaep();
        if (hash == null) {
            return new OaepParameters(null, null, null);
        }
        OAEPParameterSpec spec =
                new OAEPParameterSpec(
                        hash.standardName(),
                        "MGF1",
                        MGF1ParameterSpec.SHA1,
                        PSource.PSpecified.DEFAULT);
        return new OaepParameters(spec, hash, Mgf.CKG_MGF1_SHA1);
    }

    static OaepParameters of(Transformation algorithm, @Nullable AlgorithmParameterSpec spec)
            throws InvalidAlgorithmParameterException {
        if (spec == null) {
            return defaults(algorithm);
        }
        Digest fixed = algorithm.oaep();
        if (fixed == null || !(spec instanceof OAEPParameterSpec oaep)) {
            throw new InvalidAlgorithmParameterException(
                    algorithm.name() + " does not take a " + spec.getClass().getSimpleName());
        }
        Mgf mask = RsaDigests.mask("OAEP", oaep.getMGFAlgorithm(), oaep.getMGFParameters());
        if (!(oaep.getPSource() instanceof PSource.PSpecified)) {
            throw new InvalidAlgorithmParameterException(
                    "the label of OAEP is given as PSource.PSpecified");
        }
        Digest hash = RsaDigests.of("OAEP", oaep.getDigestAlgorithm());
        if (!hash.equals(fixed) && !fixed.equals(Transformation.OAEP_DEFAULT)) {
            throw new InvalidAlgorithmParameterException(
                    algorithm.name() + " digests with " + fixed.standardName());
        }
        return new OaepParameters(oaep, hash, mask);
    }

    Mechanism mechanism(Transformation algorithm) {
        OAEPParameterSpec now = spec;
        if (now == null || hash == null || mask == null) {
            return Mechanism.of(algorithm.mechanism());
        }
        byte[] label = ((PSource.PSpecified) now.getPSource()).getValue();
        return Mechanism.of(algorithm.mechanism(), new RsaOaep(RsaDigests.hash(hash), mask, label));
    }

    @Nullable AlgorithmParameters encoded() {
        if (spec == null) {
            return null;
        }
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("OAEP", "SunJCE");
            parameters.init(spec);
            return parameters;
        } catch (GeneralSecurityException e) {
            throw new ProviderException(
                    "the JDK's SunJCE provider cannot encode these OAEP parameters", e);
        }
    }
}

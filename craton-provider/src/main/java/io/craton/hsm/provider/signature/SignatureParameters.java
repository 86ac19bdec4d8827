package io.craton.hsm.provider.signature;

import io.craton.hsm.Digest;
import io.craton.hsm.DigestUse;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters.EdDsa;
import io.craton.hsm.MechanismParameters.Mgf;
import io.craton.hsm.MechanismParameters.RsaPss;
import io.craton.hsm.MechanismParameters.SignContext;
import io.craton.hsm.MechanismType;
import io.craton.hsm.provider.key.PssKeys;
import io.craton.hsm.provider.signature.SignatureScheme.Form;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.ProviderException;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.EdDSAParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PSSParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a signature object. They are set before or after the key and outlive it: TLS
 * sets those of PSS first and the key afterwards.
 */
final class SignatureParameters {
    private final SignatureScheme algorithm;
    private final @Nullable AlgorithmParameterSpec spec;
    private final @Nullable Mechanism mechanism;

    private SignatureParameters(
            SignatureScheme algorithm,
            @Nullable AlgorithmParameterSpec spec,
            @Nullable Mechanism mechanism) {
        this.algorithm = algorithm;
        this.spec = spec;
        this.mechanism = mechanism;
    }

    /** What holds before any are set. */
    static SignatureParameters defaults(SignatureScheme algorithm) {
        Digest digest = algorithm.pss();
        if (digest != null) {
            RsaPss usual =
                    new RsaPss(RsaDigests.hash(digest), RsaDigests.mask(digest), digest.length());
            return new SignatureParameters(
                    algorithm, PssKeys.usual(digest), Mechanism.of(algorithm.mechanism(), usual));
        }
        Mechanism plain =
                switch (algorithm.form()) {
                    case PSS -> null;
                    case EDDSA_PH ->
                            Mechanism.of(algorithm.mechanism(), new EdDsa(true, new byte[0]));
                    default -> Mechanism.of(algorithm.mechanism());
                };
        return new SignatureParameters(algorithm, null, plain);
    }

    /**
     * These parameters, checked.
     *
     * @param spec null for the defaults, except for {@code RSASSA-PSS} which has none
     * @param contexts reads a specification of a context
     */
    static SignatureParameters of(
            SignatureScheme algorithm,
            @Nullable AlgorithmParameterSpec spec,
            ContextReader contexts)
            throws InvalidAlgorithmParameterException {
        if (algorithm.form() == Form.PSS) {
            if (!(spec instanceof PSSParameterSpec pss)) {
                throw new InvalidAlgorithmParameterException(
                        algorithm.name() + " takes a PSSParameterSpec");
            }
            return pss(algorithm, pss);
        }
        boolean preHash = algorithm.form() == Form.EDDSA_PH;
        if ((algorithm.form() == Form.EDDSA || preHash)
                && spec instanceof EdDSAParameterSpec edwards) {
            if (preHash && !edwards.isPrehash()) {
                throw new InvalidAlgorithmParameterException(
                        algorithm.name() + " signs a digest of the message: isPrehash is true");
            }
            byte[] context = edwards.getContext().orElse(new byte[0]);
            if (context.length > 255) {
                throw new InvalidAlgorithmParameterException(
                        "the context of EdDSA has at most 255 bytes");
            }
            return new SignatureParameters(
                    algorithm,
                    spec,
                    Mechanism.of(algorithm.mechanism(), new EdDsa(edwards.isPrehash(), context)));
        }
        SignContext context =
                algorithm.form() == Form.CONTEXT && spec != null ? contexts.read(spec) : null;
        if (context != null) {
            if (context.context().length > 255) {
                throw new InvalidAlgorithmParameterException(
                        "the context of " + algorithm.name() + " has at most 255 bytes");
            }
            return new SignatureParameters(
                    algorithm, spec, Mechanism.of(algorithm.mechanism(), context));
        }
        // TLS and others pass the key's own parameters along; they say nothing that the key does
        // not.
        if (spec == null || spec instanceof ECParameterSpec || spec instanceof NamedParameterSpec) {
            return defaults(algorithm);
        }
        throw new InvalidAlgorithmParameterException(
                algorithm.name() + " does not take a " + spec.getClass().getSimpleName());
    }

    private static SignatureParameters pss(SignatureScheme algorithm, PSSParameterSpec spec)
            throws InvalidAlgorithmParameterException {
        Digest hash = RsaDigests.of("PSS", spec.getDigestAlgorithm());
        Mgf mask = RsaDigests.mask("PSS", spec.getMGFAlgorithm(), spec.getMGFParameters());
        if (spec.getTrailerField() != PSSParameterSpec.TRAILER_FIELD_BC) {
            throw new InvalidAlgorithmParameterException("the trailer field of PSS is 1");
        }
        Digest fixed = algorithm.pss();
        if (fixed != null && !fixed.equals(hash)) {
            throw new InvalidAlgorithmParameterException(
                    algorithm.name() + " digests with " + fixed.standardName());
        }
        MechanismType signing =
                hash.mechanism(DigestUse.RSA_PSS)
                        .orElseThrow(() -> RsaDigests.refusal("PSS", hash.standardName()));
        MechanismType used = algorithm.takesDigest() ? algorithm.mechanism() : signing;
        RsaPss chosen = new RsaPss(RsaDigests.hash(hash), mask, spec.getSaltLength());
        return new SignatureParameters(algorithm, spec, Mechanism.of(used, chosen));
    }

    /** The parameters as JCA has them; null if there are none. */
    @Nullable AlgorithmParameterSpec spec() {
        return spec;
    }

    /** What the module is to do; null as long as parameters are missing. */
    @Nullable Mechanism mechanism() {
        return mechanism;
    }

    /**
     * What {@link java.security.Signature#getParameters()} answers: null for algorithms without
     * parameters.
     */
    @Nullable AlgorithmParameters encoded() {
        if (!(spec instanceof PSSParameterSpec)) {
            return null;
        }
        try {
            AlgorithmParameters parameters =
                    AlgorithmParameters.getInstance("RSASSA-PSS", "SunRsaSign");
            parameters.init(spec);
            return parameters;
        } catch (GeneralSecurityException e) {
            throw new ProviderException(
                    "the JDK's SunRsaSign provider cannot encode these PSS parameters", e);
        }
    }

    @Override
    public String toString() {
        return "parameters of " + algorithm.name();
    }
}

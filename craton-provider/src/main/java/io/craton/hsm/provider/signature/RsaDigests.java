package io.craton.hsm.provider.signature;

import io.craton.hsm.Digest;
import io.craton.hsm.MechanismParameters.Mgf;
import io.craton.hsm.MechanismType;
import java.security.InvalidAlgorithmParameterException;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The hash functions of the RSA paddings PSS and OAEP, as Java's parameters name them. */
public final class RsaDigests {
    /** Those that MGF1 may have inside. */
    public static final List<Digest> ALL =
            Stream.of(Mgf.values()).map(Mgf::digest).sorted().toList();

    private RsaDigests() {}

    /**
     * The hash function with this name.
     *
     * @param padding what it is for, in words
     */
    public static Digest of(String padding, String name) throws InvalidAlgorithmParameterException {
        return Digest.ofName(name).filter(ALL::contains).orElseThrow(() -> refusal(padding, name));
    }

    /** A padding is not there with a hash function. */
    static InvalidAlgorithmParameterException refusal(String padding, String name) {
        return new InvalidAlgorithmParameterException(
                padding + " with " + name + " is not supported; there are " + names());
    }

    private static String names() {
        return String.join(", ", ALL.stream().map(Digest::standardName).toList());
    }

    /**
     * The mask generation function of these parameters.
     *
     * @param padding what it is for, in words
     */
    public static Mgf mask(
            String padding, String algorithm, @Nullable AlgorithmParameterSpec parameters)
            throws InvalidAlgorithmParameterException {
        if (!"MGF1".equalsIgnoreCase(algorithm) || !(parameters instanceof MGF1ParameterSpec mgf)) {
            throw new InvalidAlgorithmParameterException(
                    "the only mask generation function of " + padding + " here is MGF1");
        }
        return mask(of(padding, mgf.getDigestAlgorithm()));
    }

    /**
     * MGF1 with one of these functions inside.
     *
     * @throws IllegalArgumentException if it is none of them
     */
    public static Mgf mask(Digest digest) {
        return Mgf.of(digest)
                .orElseThrow(() -> new IllegalArgumentException("there is no MGF1 with " + digest));
    }

    /** The mechanism that digests a message with one of these functions. */
    public static MechanismType hash(Digest digest) {
        return mask(digest).hash();
    }
}

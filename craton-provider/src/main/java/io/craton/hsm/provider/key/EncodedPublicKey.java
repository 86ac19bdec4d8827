package io.craton.hsm.provider.key;

import java.io.Serial;
import java.security.PublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.InvalidKeySpecException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A public key of an algorithm that not every JDK knows: its X.509 encoding. Immutable. */
public final class EncodedPublicKey implements PublicKey {
    @Serial private static final long serialVersionUID = 1L;

    private final String family;
    private final String name;
    private final byte[] spki;

    EncodedPublicKey(KeyAlgorithm algorithm, byte[] spki) {
        this.family = algorithm.family();
        this.name = algorithm.name();
        this.spki = spki.clone();
    }

    /** The row of the table of algorithms. */
    public KeyAlgorithm keyAlgorithm() {
        return KeyAlgorithm.ofName(name)
                .orElseThrow(() -> new IllegalStateException("the table lacks " + name));
    }

    @Override
    public String getAlgorithm() {
        return family;
    }

    @Override
    public String getFormat() {
        return "X.509";
    }

    @Override
    public byte[] getEncoded() {
        return spki.clone();
    }

    /**
     * The curve or the parameter set by name; from JDK 22 on this is {@code
     * AsymmetricKey.getParams()}.
     */
    @SuppressWarnings("MissingOverride")
    public AlgorithmParameterSpec getParams() {
        try {
            return X509PublicKeys.parameters(spki);
        } catch (InvalidKeySpecException e) {
            throw new IllegalStateException("a public key that was read cannot be read", e);
        }
    }

    /** Equal encodings. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PublicKey key && Arrays.equals(spki, key.getEncoded());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(spki);
    }

    @Override
    public String toString() {
        return "public key " + name;
    }
}

package io.craton.hsm.provider.cipher;

import io.craton.hsm.provider.key.Keys;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How long the value of a secret key with a JCA name can be, in bytes. */
final class SecretLengths {
    /** The secret that TLS sends under an RSA key (RFC 5246, section 7.4.7.1). */
    private static final String TLS_PREMASTER = "TlsRsaPremasterSecret";

    private static final long PREMASTER = 48;
    private static final int USUAL = 32;

    private SecretLengths() {}

    /** The length that the name alone fixes, though the key type does not; null for most. */
    static @Nullable Long fixed(String algorithm) {
        return algorithm.equals(TLS_PREMASTER) ? PREMASTER : null;
    }

    private static List<Integer> of(String algorithm) {
        if (algorithm.equals(TLS_PREMASTER)) {
            return List.of((int) PREMASTER);
        }
        return Keys.secretType(algorithm).lengths();
    }

    /** Whether a value of this length can be such a key. */
    static boolean allow(String algorithm, int length) {
        List<Integer> lengths = of(algorithm);
        return lengths.isEmpty() ? length > 0 : lengths.contains(length);
    }

    /**
     * One of the lengths.
     *
     * @param choice any number that is not negative
     */
    static int choose(String algorithm, int choice) {
        List<Integer> lengths = of(algorithm);
        return lengths.isEmpty() ? USUAL : lengths.get(choice % lengths.size());
    }
}

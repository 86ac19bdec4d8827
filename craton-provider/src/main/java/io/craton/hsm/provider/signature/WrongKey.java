package io.craton.hsm.provider.signature;

import io.craton.hsm.provider.key.KeyAlgorithm;
import java.security.InvalidKeyException;
import java.util.stream.Collectors;

/** What is said of a key that a signature does not take: which it is, and what takes it. */
final class WrongKey {
    private WrongKey() {}

    /**
     * @param algorithm the signature
     * @param key what the key is
     * @param which which key it is, such as "the private key 0f1e"
     */
    static InvalidKeyException of(SignatureScheme algorithm, KeyAlgorithm key, String which) {
        String names =
                SignatureScheme.ALL.stream()
                        .filter(other -> other.takes(key))
                        .map(SignatureScheme::name)
                        .collect(Collectors.joining(", "));
        return new InvalidKeyException(
                algorithm.name()
                        + " does not work with "
                        + which
                        + ", which is a key for "
                        + key.name()
                        + "; "
                        + (names.isEmpty() ? "no signature does" : "these do: " + names));
    }
}

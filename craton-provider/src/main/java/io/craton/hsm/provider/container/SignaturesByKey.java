package io.craton.hsm.provider.container;

import io.craton.hsm.KeyType;
import io.craton.hsm.provider.signature.SignatureScheme;
import java.io.Serial;
import java.security.Provider;
import java.util.List;
import java.util.Map;

/**
 * Signatures with RSA and ECDSA that go to whichever installed provider takes the key: for programs
 * that can only name one provider for all keys. It is not for the JVM's list.
 */
final class SignaturesByKey extends Provider {
    @Serial private static final long serialVersionUID = 1L;

    SignaturesByKey(String name) {
        super(name, "1", "signatures of the provider that takes the key");
        SignatureScheme.ALL.stream().filter(SignaturesByKey::isOfSsh).forEach(this::add);
    }

    // Keys of the others have a class of their own in each library.
    private static boolean isOfSsh(SignatureScheme algorithm) {
        return algorithm.keyType() == KeyType.CKK_RSA || algorithm.keyType() == KeyType.CKK_EC;
    }

    private void add(SignatureScheme algorithm) {
        putService(new ByKey(this, algorithm.name()));
    }

    private static final class ByKey extends Service {
        ByKey(Provider provider, String algorithm) {
            super(
                    provider,
                    "Signature",
                    algorithm,
                    SignatureByKey.class.getName(),
                    List.of(),
                    Map.of());
        }

        @Override
        public Object newInstance(Object constructorParameter) {
            return new SignatureByKey(getAlgorithm());
        }
    }
}

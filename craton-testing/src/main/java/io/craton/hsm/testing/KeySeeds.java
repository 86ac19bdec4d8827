package io.craton.hsm.testing;

import io.craton.hsm.Curve;
import io.craton.hsm.KeyType;
import io.craton.hsm.provider.CratonHsmProvider;
import io.craton.hsm.provider.CratonKeySpec;
import java.security.GeneralSecurityException;
import java.security.InvalidParameterException;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.spec.ECGenParameterSpec;
import java.util.Locale;
import java.util.Objects;
import javax.crypto.KeyGenerator;

/** Makes the keys that an annotation asks for. */
final class KeySeeds {
    private KeySeeds() {}

    static void generate(CratonHsmProvider provider, TokenKey key) throws GeneralSecurityException {
        int colon = key.type().indexOf(':');
        String name = colon < 0 ? key.type() : key.type().substring(0, colon);
        String detail = colon < 0 ? "" : key.type().substring(colon + 1);
        CratonKeySpec.Builder spec =
                CratonKeySpec.builder().label(key.alias()).extractable(key.extractable());
        if (name.equalsIgnoreCase(KeyType.CKK_EC.label())) {
            spec.params(new ECGenParameterSpec(curve(detail)));
        } else if (!detail.isEmpty()) {
            spec.keySize(size(key.type(), detail));
        }
        String algorithm = javaName(name);
        if (has(provider, "KeyPairGenerator", algorithm)) {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm, provider);
            generator.initialize(spec.build());
            generator.generateKeyPair();
        } else if (has(provider, "KeyGenerator", algorithm)) {
            KeyGenerator generator = KeyGenerator.getInstance(algorithm, provider);
            generator.init(spec.build());
            generator.generateKey();
        } else {
            throw new InvalidParameterException(
                    "the provider generates no keys of the type " + key.type());
        }
    }

    /** The name of the curve that is meant: one of the command line's, or whatever Java takes. */
    private static String curve(String detail) {
        return Curve.all(KeyType.CKK_EC).stream()
                .filter(curve -> detail.isEmpty() || curve.label().equalsIgnoreCase(detail))
                .findFirst()
                .map(Curve::javaName)
                .orElse(detail);
    }

    /** The name in Java of a type of secret keys; other names are Java's already. */
    private static String javaName(String name) {
        String label = name.toLowerCase(Locale.ROOT);
        return KeyType.secretKeys().stream()
                // Java's name of keys to derive from is that of any secret.
                .filter(type -> type.kind() != KeyType.Kind.DERIVATION)
                .filter(type -> type.label().equals(label))
                .map(KeyType::javaName)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(name);
    }

    private static boolean has(Provider provider, String type, String name) {
        return provider.getService(type, name) != null;
    }

    private static int size(String type, String detail) {
        try {
            return Integer.parseInt(detail);
        } catch (NumberFormatException e) {
            InvalidParameterException failure =
                    new InvalidParameterException("the size in " + type + " is not a number");
            failure.initCause(e);
            throw failure;
        }
    }
}

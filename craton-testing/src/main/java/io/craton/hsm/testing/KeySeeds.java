package io.craton.hsm.testing;

import io.craton.hsm.provider.CratonHsmProvider;
import io.craton.hsm.provider.CratonKeySpec;
import java.security.GeneralSecurityException;
import java.security.InvalidParameterException;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.spec.ECGenParameterSpec;
import java.util.Locale;
import java.util.Map;
import javax.crypto.KeyGenerator;

/** Makes the keys that an annotation asks for. */
final class KeySeeds {
    private static final Map<String, String> CURVES =
            Map.of(
                    "p224", "secp224r1",
                    "p256", "secp256r1",
                    "p384", "secp384r1",
                    "p521", "secp521r1");

    private KeySeeds() {}

    static void generate(CratonHsmProvider provider, TokenKey key) throws GeneralSecurityException {
        int colon = key.type().indexOf(':');
        String name = colon < 0 ? key.type() : key.type().substring(0, colon);
        String detail = colon < 0 ? "" : key.type().substring(colon + 1);
        CratonKeySpec.Builder spec =
                CratonKeySpec.builder().label(key.alias()).extractable(key.extractable());
        if (name.equalsIgnoreCase("ec")) {
            String curve = detail.isEmpty() ? "p256" : detail;
            spec.params(
                    new ECGenParameterSpec(
                            CURVES.getOrDefault(curve.toLowerCase(Locale.ROOT), curve)));
        } else if (!detail.isEmpty()) {
            spec.keySize(size(key.type(), detail));
        }
        if (has(provider, "KeyPairGenerator", name)) {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(name, provider);
            generator.initialize(spec.build());
            generator.generateKeyPair();
        } else if (has(provider, "KeyGenerator", name)) {
            KeyGenerator generator = KeyGenerator.getInstance(name, provider);
            generator.init(spec.build());
            generator.generateKey();
        } else {
            throw new InvalidParameterException("there is no key type " + key.type());
        }
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

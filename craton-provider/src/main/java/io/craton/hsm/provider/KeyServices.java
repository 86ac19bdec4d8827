package io.craton.hsm.provider;

import io.craton.hsm.Curve;
import io.craton.hsm.DigestUse;
import io.craton.hsm.KeyType;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ParameterSet;
import io.craton.hsm.provider.cipher.Transformation;
import io.craton.hsm.provider.generator.CratonKeyFactory;
import io.craton.hsm.provider.generator.CratonKeyGenerator;
import io.craton.hsm.provider.generator.CratonKeyPairGenerator;
import io.craton.hsm.provider.generator.CratonSecretKeyFactory;
import io.craton.hsm.provider.generator.KeyPairShape;
import io.craton.hsm.provider.key.KeyAlgorithm;
import io.craton.hsm.provider.key.Keys;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The services that make keys and bring them in, by the types of keys. */
final class KeyServices {
    /**
     * Types of secret keys that are not generated at this door: there is no service for those of
     * the first two, and the name of the last in Java is Generic.
     */
    private static final Set<KeyType> NOT_GENERATED =
            Set.of(KeyType.CKK_DES2, KeyType.CKK_DES3, KeyType.CKK_HKDF);

    private final ServiceList services;

    private KeyServices(ServiceList services) {
        this.services = services;
    }

    static void addTo(ServiceList services) {
        KeyServices own = new KeyServices(services);
        KeyType.secretKeys().stream()
                .filter(type -> !NOT_GENERATED.contains(type))
                .forEach(own::secretKeys);
        own.keyPairs();
    }

    private void secretKeys(KeyType type) {
        String name = Keys.secretName(type);
        Optional<MechanismType> generator = type.generator();
        Optional<MechanismType> hmac =
                type.digest().flatMap(digest -> digest.mechanism(DigestUse.HMAC));
        List<String> aliases =
                type == KeyType.CKK_AES
                        ? List.of(Transformation.AES_OID)
                        : hmac.flatMap(MechanismType::oid).stream().toList();
        generator.ifPresent(making -> generator(type, name, aliases, making));
        services.add(
                "SecretKeyFactory",
                name,
                List.of(),
                hmac.or(() -> generator).orElse(null),
                access -> new CratonSecretKeyFactory(access, name, CratonKeySpec::read));
    }

    private void generator(
            KeyType type, String name, List<String> aliases, MechanismType generator) {
        services.add(
                "KeyGenerator",
                name,
                aliases,
                generator,
                access ->
                        new CratonKeyGenerator(access, name, type, generator, CratonKeySpec::read));
    }

    private void keyPairs() {
        pair("RSA", KeyAlgorithm.RSA, false, KeyPairShape::rsa);
        pair("RSASSA-PSS", KeyAlgorithm.RSASSA_PSS, false, KeyPairShape::rsaPss);
        pair("EC", KeyAlgorithm.EC, false, KeyPairShape::ec);
        family("EdDSA", KeyAlgorithm.of(Curve.ED25519));
        family("XDH", KeyAlgorithm.of(Curve.X25519));
        family("ML-DSA", KeyAlgorithm.of(ParameterSet.CKP_ML_DSA_65));
        family("ML-KEM", KeyAlgorithm.of(ParameterSet.CKP_ML_KEM_768));
        family("SLH-DSA", KeyAlgorithm.of(ParameterSet.CKP_SLH_DSA_SHA2_128S));
        for (KeyAlgorithm algorithm : KeyAlgorithm.all()) {
            if (algorithm.keyType() != KeyType.CKK_RSA && algorithm.keyType() != KeyType.CKK_EC) {
                pair(algorithm.name(), algorithm, false, () -> KeyPairShape.named(algorithm, true));
            }
        }
    }

    private void family(String name, KeyAlgorithm usual) {
        pair(name, usual, true, () -> KeyPairShape.named(usual, false));
    }

    private void pair(
            String name, KeyAlgorithm algorithm, boolean family, Supplier<KeyPairShape> shape) {
        List<String> aliases = new ArrayList<>(family ? List.of() : List.of(algorithm.oid()));
        // Other names that the JDK or Bouncy Castle knows.
        switch (name) {
            case "RSA" -> aliases.add("1.2.840.113549.1.1");
            case "EC" -> aliases.addAll(List.of("EllipticCurve", "ECDSA", "ECDH", "ECDHC"));
            case "RSASSA-PSS" -> aliases.add("PSS");
            default -> {
                // The others have one name and one identifier.
            }
        }
        services.add(
                "KeyPairGenerator",
                name,
                aliases,
                algorithm.keyType().generator().orElse(null),
                access -> new CratonKeyPairGenerator(access, shape.get(), CratonKeySpec::read));
        services.add(
                "KeyFactory",
                name,
                aliases,
                null,
                access -> new CratonKeyFactory(access, algorithm, family, CratonKeySpec::read));
    }
}

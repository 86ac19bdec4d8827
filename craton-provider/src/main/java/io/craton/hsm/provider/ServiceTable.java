package io.craton.hsm.provider;

import io.craton.hsm.KeyType;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ParameterSet;
import io.craton.hsm.provider.agreement.CratonKeyAgreement;
import io.craton.hsm.provider.agreement.KdfFactory;
import io.craton.hsm.provider.agreement.SpiFactory;
import io.craton.hsm.provider.cipher.CipherAlgorithm;
import io.craton.hsm.provider.cipher.KeyWrapCipher;
import io.craton.hsm.provider.cipher.RsaCipher;
import io.craton.hsm.provider.cipher.SymmetricCipher;
import io.craton.hsm.provider.generator.CratonKeyFactory;
import io.craton.hsm.provider.generator.CratonKeyGenerator;
import io.craton.hsm.provider.generator.CratonKeyPairGenerator;
import io.craton.hsm.provider.generator.CratonSecretKeyFactory;
import io.craton.hsm.provider.generator.CratonSecureRandom;
import io.craton.hsm.provider.generator.JdkDigest;
import io.craton.hsm.provider.generator.JdkParameters;
import io.craton.hsm.provider.generator.KeyPairShape;
import io.craton.hsm.provider.key.EncodedPublicKey;
import io.craton.hsm.provider.key.KeyAlgorithm;
import io.craton.hsm.provider.key.TokenPrivateKey;
import io.craton.hsm.provider.key.TokenSecretKey;
import io.craton.hsm.provider.keystore.CratonKeyStore;
import io.craton.hsm.provider.signature.CratonMac;
import io.craton.hsm.provider.signature.CratonSignature;
import io.craton.hsm.provider.signature.MacAlgorithm;
import io.craton.hsm.provider.signature.SignatureAlgorithm;
import io.craton.hsm.provider.token.HsmAccess;
import java.security.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one table of the services of the provider: types, names, aliases, and what makes their
 * objects.
 */
final class ServiceTable {
    private static final String HASH_OID = "2.16.840.1.101.3.4.2.";

    private final List<Row> rows = new ArrayList<>();

    /**
     * A service.
     *
     * @param type the kind of service, such as {@code Signature}
     * @param algorithm its standard name
     * @param aliases further names and object identifiers
     * @param keys which keys its objects take, if it is of a type that JCA asks about; else null
     * @param needs the mechanism without which it cannot work; null if it needs none
     * @param factory makes an object
     */
    record Row(
            String type,
            String algorithm,
            List<String> aliases,
            @Nullable Predicate<Key> keys,
            @Nullable MechanismType needs,
            Function<HsmAccess, Object> factory) {

        /** Whether it can work where these mechanisms are offered. */
        boolean works(Set<MechanismType> offered) {
            return needs == null || offered.contains(needs);
        }
    }

    static List<Row> rows() {
        ServiceTable table = new ServiceTable();
        table.add("KeyStore", CratonHsmProvider.NAME, List.of(), null, CratonKeyStore::new);
        table.add("SecureRandom", CratonHsmProvider.NAME, List.of(), null, CratonSecureRandom::new);
        table.signatures();
        table.ciphers();
        table.macs();
        table.secretKeys();
        table.keyPairs();
        table.agreements();
        table.digests();
        table.parameters();
        return List.copyOf(table.rows);
    }

    private void add(
            String type,
            String algorithm,
            List<String> aliases,
            @Nullable MechanismType needs,
            Function<HsmAccess, Object> factory) {
        rows.add(new Row(type, algorithm, aliases, null, needs, factory));
    }

    private void keyed(
            String type,
            String algorithm,
            List<String> aliases,
            Predicate<Key> keys,
            @Nullable MechanismType needs,
            Function<HsmAccess, Object> factory) {
        rows.add(new Row(type, algorithm, aliases, keys, needs, factory));
    }

    private static boolean isSecret(Key key) {
        return key instanceof TokenSecretKey;
    }

    private static Predicate<Key> isPrivate(Predicate<KeyAlgorithm> which) {
        return key -> key instanceof TokenPrivateKey own && which.test(own.keyAlgorithm());
    }

    private static Predicate<Key> isOfPair(Predicate<KeyAlgorithm> which) {
        return isPrivate(which)
                .or(key -> key instanceof EncodedPublicKey own && which.test(own.keyAlgorithm()));
    }

    private void signatures() {
        for (SignatureAlgorithm algorithm : SignatureAlgorithm.ALL) {
            keyed(
                    "Signature",
                    algorithm.name(),
                    algorithm.aliases(),
                    isOfPair(algorithm::takes),
                    algorithm.mechanism(),
                    access -> new CratonSignature(access, algorithm));
        }
    }

    private void ciphers() {
        for (CipherAlgorithm algorithm : CipherAlgorithm.ALL) {
            keyed(
                    "Cipher",
                    algorithm.name(),
                    algorithm.aliases(),
                    algorithm.kind() == CipherAlgorithm.Kind.RSA
                            ? isPrivate(key -> key.keyType() == KeyType.CKK_RSA)
                            : ServiceTable::isSecret,
                    algorithm.mechanism(),
                    access ->
                            switch (algorithm.kind()) {
                                case RSA -> new RsaCipher(access, algorithm);
                                case WRAP -> new KeyWrapCipher(access, algorithm);
                                default -> new SymmetricCipher(access, algorithm);
                            });
        }
    }

    private void macs() {
        for (MacAlgorithm algorithm : MacAlgorithm.ALL) {
            keyed(
                    "Mac",
                    algorithm.name(),
                    algorithm.aliases(),
                    ServiceTable::isSecret,
                    algorithm.mechanism(),
                    access -> new CratonMac(access, algorithm));
            if (algorithm.keyType() != KeyType.CKK_AES) {
                generator(
                        new CratonKeyGenerator.Kind(
                                algorithm.name(),
                                algorithm.keyType(),
                                algorithm.keyGenerator(),
                                algorithm.length() * 8,
                                false),
                        algorithm.aliases());
                secretFactory(algorithm.name(), algorithm.mechanism());
            }
        }
    }

    private void secretKeys() {
        // The identifiers of AES with its modes, which callers also use to say that they want an
        // AES key.
        generator(
                new CratonKeyGenerator.Kind(
                        "AES", KeyType.CKK_AES, MechanismType.CKM_AES_KEY_GEN, 256, false),
                List.of("2.16.840.1.101.3.4.1"));
        generator(
                new CratonKeyGenerator.Kind(
                        "ChaCha20",
                        KeyType.CKK_CHACHA20,
                        MechanismType.CKM_CHACHA20_KEY_GEN,
                        256,
                        true),
                List.of());
        generator(
                new CratonKeyGenerator.Kind(
                        "Generic",
                        KeyType.CKK_GENERIC_SECRET,
                        MechanismType.CKM_GENERIC_SECRET_KEY_GEN,
                        256,
                        false),
                List.of());
        secretFactory("AES", MechanismType.CKM_AES_KEY_GEN);
        secretFactory("ChaCha20", MechanismType.CKM_CHACHA20_KEY_GEN);
        secretFactory("Generic", MechanismType.CKM_GENERIC_SECRET_KEY_GEN);
    }

    private void generator(CratonKeyGenerator.Kind kind, List<String> aliases) {
        add(
                "KeyGenerator",
                kind.name(),
                aliases,
                kind.mechanism(),
                access -> new CratonKeyGenerator(access, kind));
    }

    private void secretFactory(String name, MechanismType needs) {
        add(
                "SecretKeyFactory",
                name,
                List.of(),
                needs,
                access -> new CratonSecretKeyFactory(access, name));
    }

    private void keyPairs() {
        pair("RSA", KeyAlgorithm.RSA, false, KeyPairShape::rsa);
        pair("EC", KeyAlgorithm.EC, false, KeyPairShape::ec);
        family("EdDSA", KeyAlgorithm.ED25519);
        family("XDH", KeyAlgorithm.X25519);
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
        // Two older names that the JDK goes on knowing.
        switch (name) {
            case "RSA" -> aliases.add("1.2.840.113549.1.1");
            case "EC" -> aliases.add("EllipticCurve");
            default -> {
                // The others have one name and one identifier.
            }
        }
        add(
                "KeyPairGenerator",
                name,
                aliases,
                CratonKeyPairGenerator.mechanism(algorithm.keyType()),
                access -> new CratonKeyPairGenerator(access, shape.get()));
        add(
                "KeyFactory",
                name,
                aliases,
                null,
                access -> new CratonKeyFactory(access, algorithm, family));
    }

    private void agreements() {
        agreement("ECDH", KeyType.CKK_EC, null);
        agreement("XDH", KeyType.CKK_EC_MONTGOMERY, null);
        agreement("X25519", KeyType.CKK_EC_MONTGOMERY, KeyAlgorithm.X25519);
        agreement("X448", KeyType.CKK_EC_MONTGOMERY, KeyAlgorithm.X448);
        SpiFactory.find(
                        SpiFactory.class,
                        "io.craton.hsm.provider.kem.CratonKem$Factory",
                        "javax.crypto.KEM")
                .ifPresent(this::kems);
        SpiFactory.find(
                        KdfFactory.class,
                        "io.craton.hsm.provider.kdf.CratonKdf$Factory",
                        "javax.crypto.KDF")
                .ifPresent(this::kdfs);
    }

    private void agreement(String name, KeyType type, @Nullable KeyAlgorithm only) {
        List<String> aliases = only == null ? List.of() : List.of(only.oid());
        // One mechanism agrees on all curves; whether those of Montgomery are offered, their
        // generation tells.
        MechanismType needs =
                type == KeyType.CKK_EC
                        ? MechanismType.CKM_ECDH1_DERIVE
                        : MechanismType.CKM_EC_MONTGOMERY_KEY_PAIR_GEN;
        keyed(
                "KeyAgreement",
                name,
                aliases,
                isPrivate(key -> key.keyType() == type && (only == null || only.equals(key))),
                needs,
                access -> new CratonKeyAgreement(access, type, only));
    }

    private void kems(SpiFactory factory) {
        MechanismType needs = MechanismType.CKM_ML_KEM;
        List<KeyAlgorithm> all = KeyAlgorithm.ofType(KeyType.CKK_ML_KEM);
        keyed(
                "KEM",
                "ML-KEM",
                List.of(),
                isOfPair(all::contains),
                needs,
                access -> factory.create(access, null));
        for (KeyAlgorithm only : all) {
            keyed(
                    "KEM",
                    only.name(),
                    List.of(only.oid()),
                    isOfPair(only::equals),
                    needs,
                    access -> factory.create(access, only));
        }
    }

    private void kdfs(KdfFactory factory) {
        kdf(factory, "SHA256", MechanismType.CKM_SHA256, 32, "28");
        kdf(factory, "SHA384", MechanismType.CKM_SHA384, 48, "29");
        kdf(factory, "SHA512", MechanismType.CKM_SHA512, 64, "30");
    }

    private void kdf(
            KdfFactory factory, String digest, MechanismType hash, int length, String arc) {
        add(
                "KDF",
                "HKDF-" + digest,
                List.of("1.2.840.113549.1.9.16.3." + arc),
                MechanismType.CKM_HKDF_DERIVE,
                access -> factory.create(access, hash, length));
    }

    private void digests() {
        digest("SHA-1", MechanismType.CKM_SHA_1, "SHA", "SHA1", "1.3.14.3.2.26");
        digest("SHA-224", MechanismType.CKM_SHA224, "SHA224", HASH_OID + "4");
        digest("SHA-256", MechanismType.CKM_SHA256, "SHA256", HASH_OID + "1");
        digest("SHA-384", MechanismType.CKM_SHA384, "SHA384", HASH_OID + "2");
        digest("SHA-512", MechanismType.CKM_SHA512, "SHA512", HASH_OID + "3");
        digest("SHA-512/224", MechanismType.CKM_SHA512_224, "SHA512/224", HASH_OID + "5");
        digest("SHA-512/256", MechanismType.CKM_SHA512_256, "SHA512/256", HASH_OID + "6");
        digest("SHA3-224", MechanismType.CKM_SHA3_224, HASH_OID + "7");
        digest("SHA3-256", MechanismType.CKM_SHA3_256, HASH_OID + "8");
        digest("SHA3-384", MechanismType.CKM_SHA3_384, HASH_OID + "9");
        digest("SHA3-512", MechanismType.CKM_SHA3_512, HASH_OID + "10");
    }

    private void digest(String name, MechanismType needs, String... aliases) {
        add("MessageDigest", name, List.of(aliases), needs, access -> new JdkDigest(name));
    }

    private void parameters() {
        List<String> gcm = new ArrayList<>();
        List<String> cbc = new ArrayList<>();
        cbc.add("2.16.840.1.101.3.4.1");
        for (int size = 0; size <= 40; size += 20) {
            gcm.add("2.16.840.1.101.3.4.1." + (size + 6));
            cbc.add("2.16.840.1.101.3.4.1." + (size + 2));
        }
        parameters("GCM", "SunJCE", gcm);
        parameters("AES", "SunJCE", cbc);
        parameters("OAEP", "SunJCE", List.of("1.2.840.113549.1.1.7"));
        parameters("ChaCha20-Poly1305", "SunJCE", List.of("1.2.840.113549.1.9.16.3.18"));
        parameters("RSASSA-PSS", "SunRsaSign", List.of("PSS", "1.2.840.113549.1.1.10"));
        parameters("EC", "SunEC", List.of("EllipticCurve", "1.2.840.10045.2.1"));
    }

    private void parameters(String name, String provider, List<String> aliases) {
        add(
                "AlgorithmParameters",
                name,
                aliases,
                null,
                access -> new JdkParameters(name, provider));
    }
}

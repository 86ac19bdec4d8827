package io.craton.hsm.provider;

import io.craton.hsm.Curve;
import io.craton.hsm.Digest;
import io.craton.hsm.DigestUse;
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
import io.craton.hsm.spi.der.KeyOid;
import java.security.Key;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
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
    /**
     * Types of secret keys that are not generated at this door: there is no service for those of
     * the first three, and the name of the last in Java is Generic.
     */
    static final Set<KeyType> NOT_GENERATED =
            EnumSet.of(KeyType.CKK_DES2, KeyType.CKK_DES3, KeyType.CKK_AES_XTS, KeyType.CKK_HKDF);

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
            KeyType keys = algorithm.keyType();
            if (keys != null) {
                secretKeys(keys, algorithm.name(), algorithm.aliases(), algorithm.mechanism());
            }
        }
    }

    private void secretKeys() {
        for (KeyType type : KeyType.secretKeys()) {
            String name = type.javaName();
            MechanismType generator = type.generator().orElse(null);
            if (type.kind() == KeyType.Kind.MAC
                    || NOT_GENERATED.contains(type)
                    || name == null
                    || generator == null) {
                continue;
            }
            boolean aes = type == KeyType.CKK_AES;
            secretKeys(type, name, aes ? List.of(CipherAlgorithm.AES_OID) : List.of(), generator);
        }
    }

    /** What makes keys of a type, and what brings them in. */
    private void secretKeys(KeyType type, String name, List<String> aliases, MechanismType needs) {
        type.generator().ifPresent(generator -> generator(type, name, aliases, generator));
        secretFactory(name, needs);
    }

    private void generator(
            KeyType type, String name, List<String> aliases, MechanismType generator) {
        add(
                "KeyGenerator",
                name,
                aliases,
                generator,
                access -> new CratonKeyGenerator(access, name, type, generator));
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
                algorithm.keyType().generator().orElse(null),
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
        for (KeyAlgorithm only : KeyAlgorithm.ofType(KeyType.CKK_EC_MONTGOMERY)) {
            agreement(only.name(), only.keyType(), only);
        }
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
        @Nullable MechanismType needs =
                type == KeyType.CKK_EC
                        ? MechanismType.CKM_ECDH1_DERIVE
                        : type.generator().orElse(null);
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
        for (Digest digest : Digest.values()) {
            digest.hkdfOid().ifPresent(oid -> hkdf(factory, digest, oid));
        }
    }

    private void hkdf(KdfFactory factory, Digest digest, String oid) {
        add(
                "KDF",
                "HKDF-" + digest.nameInside(),
                List.of(oid),
                MechanismType.CKM_HKDF_DERIVE,
                access -> factory.create(access, digest));
    }

    private void digests() {
        Digest.with(DigestUse.DIGEST).forEach(this::digest);
    }

    private void digest(Digest digest, MechanismType mechanism) {
        Set<String> aliases = new LinkedHashSet<>();
        if (digest == Digest.SHA_1) {
            // An older name that the JDK goes on knowing.
            aliases.add("SHA");
        }
        aliases.add(digest.nameInside());
        aliases.add(digest.oid());
        aliases.remove(digest.standardName());
        add(
                "MessageDigest",
                digest.standardName(),
                List.copyOf(aliases),
                mechanism,
                access -> JdkDigest.of(access, digest, "SUN"));
    }

    private void parameters() {
        List<String> gcm = new ArrayList<>();
        List<String> cbc = new ArrayList<>();
        cbc.add(CipherAlgorithm.AES_OID);
        for (int size = 0; size <= 40; size += 20) {
            gcm.add(CipherAlgorithm.AES_OID + "." + (size + 6));
            cbc.add(CipherAlgorithm.AES_OID + "." + (size + 2));
        }
        parameters("GCM", "SunJCE", gcm);
        parameters("AES", "SunJCE", cbc);
        parameters("OAEP", "SunJCE", List.of(CipherAlgorithm.OAEP_OID));
        parameters("ChaCha20-Poly1305", "SunJCE", List.of(CipherAlgorithm.CHACHA_OID));
        parameters("RSASSA-PSS", "SunRsaSign", List.of("PSS", KeyOid.RSASSA_PSS.oid()));
        parameters("EC", "SunEC", List.of("EllipticCurve", KeyOid.EC.oid()));
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

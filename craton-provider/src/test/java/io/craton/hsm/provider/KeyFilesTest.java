package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Template;
import io.craton.hsm.provider.key.TokenPrivateKey;
import io.craton.hsm.spi.der.DerReader;
import io.craton.hsm.spi.der.DerWriter;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAPrivateKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Files of private keys in every form, sound and damaged, at every door: each door gives the same
 * key, or refuses.
 */
class KeyFilesTest {
    private static final byte[] KEK = new byte[32];
    private static final byte[] P256 = DerWriter.oid("1.2.840.10045.3.1.7");
    private static final byte[] P384 = DerWriter.oid("1.3.132.0.34");

    /** RFC 8410, section 10.3: the key alone, and with attributes and its public key. */
    private static final String RFC8410_PLAIN =
            "MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC";

    private static final String RFC8410_WITH_PUBLIC_KEY =
            "MHICAQEwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC"
                    + "oB8wHQYKKoZIhvcNAQkJFDEPDA1DdXJkbGUgQ2hhaXJzgSEAGb9ECWmEzf6FQbrB"
                    + "Z9w7lshQhqowtrbLDFw4rXAxZuE=";

    private static TestToken token;
    private static KeyStore keyStore;
    private static Session session;
    private static ObjectHandle kek;
    private static int entries;
    private static byte[] anySpki;

    @BeforeAll
    static void open() throws Exception {
        token = TestToken.inMemory();
        keyStore = token.keyStore();
        session = token.hsm().slot(0).openSession(SessionMode.READ_WRITE);
        anySpki = keyFactory("Ed25519", Base64.getDecoder().decode(RFC8410_PLAIN));
        kek =
                session.createObject(
                        Template.builder()
                                .objectClass(ObjectClass.CKO_SECRET_KEY)
                                .keyType(KeyType.CKK_AES)
                                .set(AttributeType.CKA_UNWRAP, true)
                                .set(AttributeType.CKA_VALUE, KEK)
                                .build());
    }

    @AfterAll
    static void close() {
        token.close();
    }

    /** A way for a key into the token. */
    private interface Door {
        /**
         * Brings it in, with the public key that it should have, and answers the one that it has.
         */
        byte[] bring(String algorithm, byte[] pkcs8, byte[] spki) throws Exception;
    }

    private static Map<String, Door> doors() {
        Map<String, Door> doors = new LinkedHashMap<>();
        doors.put("key factory", (algorithm, pkcs8, spki) -> keyFactory(algorithm, pkcs8));
        doors.put("key store", KeyFilesTest::keyStore);
        doors.put("cipher that unwraps", (algorithm, pkcs8, spki) -> cipher(algorithm, pkcs8));
        doors.put("unwrapKey", (algorithm, pkcs8, spki) -> unwrapKey(algorithm, pkcs8));
        return doors;
    }

    private static byte[] keyFactory(String algorithm, byte[] pkcs8) throws Exception {
        CratonKeySpec spec =
                CratonKeySpec.builder()
                        .token(false)
                        .keySpec(new PKCS8EncodedKeySpec(pkcs8))
                        .build();
        PrivateKey key =
                KeyFactory.getInstance(
                                type(algorithm) == KeyType.CKK_RSA ? "RSA" : algorithm,
                                token.provider())
                        .generatePrivate(spec);
        return ((TokenPrivateKey) key).publicKeyInfo();
    }

    private static byte[] keyStore(String algorithm, byte[] pkcs8, byte[] spki) throws Exception {
        String alias = "entry-" + entries++;
        Certificate[] chain = {certificate(spki)};
        keyStore.setKeyEntry(alias, new SoftwareKey(algorithm, pkcs8), null, chain);
        byte[] info = ((TokenPrivateKey) keyStore.getKey(alias, null)).publicKeyInfo();
        keyStore.deleteEntry(alias);
        return info;
    }

    /** A certificate that nobody has signed. */
    private static Certificate certificate(byte[] spki) throws GeneralSecurityException {
        byte[] signer = identifier(DerWriter.oid("1.3.101.112"));
        byte[] name = new X500Principal("CN=key file").getEncoded();
        byte[] der =
                DerWriter.sequence(
                        DerWriter.sequence(
                                DerWriter.context(0, DerWriter.integer(BigInteger.TWO)),
                                DerWriter.integer(BigInteger.valueOf(entries + 1L)),
                                signer,
                                name,
                                DerWriter.sequence(
                                        DerWriter.ascii(0x17, "260101000000Z"),
                                        DerWriter.ascii(0x17, "360101000000Z")),
                                name,
                                spki),
                        signer,
                        DerWriter.bits(new byte[64]));
        return CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(der));
    }

    private record SoftwareKey(String algorithm, byte[] pkcs8) implements PrivateKey {
        @Override
        public String getAlgorithm() {
            return algorithm;
        }

        @Override
        public String getFormat() {
            return "PKCS#8";
        }

        @Override
        public byte[] getEncoded() {
            return pkcs8.clone();
        }
    }

    private static byte[] wrapped(byte[] pkcs8) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/KWP/NoPadding", "SunJCE");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(KEK, "AES"));
        return cipher.doFinal(pkcs8);
    }

    private static byte[] cipher(String algorithm, byte[] pkcs8) throws Exception {
        javax.crypto.SecretKey own =
                javax.crypto.SecretKeyFactory.getInstance("AES", token.provider())
                        .generateSecret(
                                CratonKeySpec.wrapping()
                                        .token(false)
                                        .keySpec(new SecretKeySpec(KEK, "AES"))
                                        .build());
        Cipher cipher = Cipher.getInstance("AES/KWP/NoPadding", token.provider());
        cipher.init(Cipher.UNWRAP_MODE, own);
        return ((TokenPrivateKey) cipher.unwrap(wrapped(pkcs8), algorithm, Cipher.PRIVATE_KEY))
                .publicKeyInfo();
    }

    private static byte[] unwrapKey(String algorithm, byte[] pkcs8) throws Exception {
        return session.getAttribute(unwrapped(algorithm, pkcs8), AttributeType.CKA_PUBLIC_KEY_INFO);
    }

    private static ObjectHandle unwrapped(String algorithm, byte[] pkcs8) throws Exception {
        Template template =
                Template.builder()
                        .objectClass(ObjectClass.CKO_PRIVATE_KEY)
                        .keyType(type(algorithm))
                        .build();
        return session.unwrapKey(
                Mechanism.of(MechanismType.CKM_AES_KEY_WRAP_KWP), kek, wrapped(pkcs8), template);
    }

    private static KeyType type(String algorithm) {
        return switch (algorithm) {
            case "RSA", "RSASSA-PSS" -> KeyType.CKK_RSA;
            case "EC" -> KeyType.CKK_EC;
            case "Ed25519", "Ed448" -> KeyType.CKK_EC_EDWARDS;
            case "X25519", "X448" -> KeyType.CKK_EC_MONTGOMERY;
            case "ML-KEM" -> KeyType.CKK_ML_KEM;
            case "SLH-DSA" -> KeyType.CKK_SLH_DSA;
            default -> KeyType.CKK_ML_DSA;
        };
    }

    private static void taken(String algorithm, String form, byte[] pkcs8, byte[] publicKey)
            throws Exception {
        anySpki = publicKey;
        for (Map.Entry<String, Door> door : doors().entrySet()) {
            assertThat(door.getValue().bring(algorithm, pkcs8, publicKey))
                    .as(algorithm + ", " + form + ", " + door.getKey())
                    .isEqualTo(publicKey);
        }
    }

    private static void refused(String algorithm, String form, byte[] pkcs8, String why) {
        for (Map.Entry<String, Door> door : doors().entrySet()) {
            String as = algorithm + ", " + form + ", " + door.getKey();
            boolean unwraps = door.getKey().contains("unwrap");
            assertThatThrownBy(() -> door.getValue().bring(algorithm, pkcs8, anySpki))
                    .as(as)
                    .isInstanceOfAny(GeneralSecurityException.class, HsmException.class)
                    .satisfies(
                            e ->
                                    assertThat(
                                                    unwraps
                                                            || String.valueOf(e.getMessage())
                                                                    .contains(why))
                                            .as(as + ": " + e.getMessage())
                                            .isTrue());
        }
    }

    private static KeyPair pair(String algorithm, AlgorithmParameterSpec spec) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(spec);
        return generator.generateKeyPair();
    }

    /** PKCS#8 of these parts; a public key is that of version 2. */
    private static byte[] pkcs8(byte[] identifier, byte[] key, byte[] publicKey) {
        byte[] version = DerWriter.integer(BigInteger.valueOf(publicKey.length == 0 ? 0 : 1));
        byte[] bits = new byte[publicKey.length + 1];
        System.arraycopy(publicKey, 0, bits, 1, publicKey.length);
        return DerWriter.sequence(
                version,
                identifier,
                DerWriter.octets(key),
                publicKey.length == 0 ? publicKey : DerWriter.contextPrimitive(1, bits));
    }

    private static final byte[] NONE = {};

    private static byte[] identifier(byte[]... parts) {
        return DerWriter.sequence(parts);
    }

    private static byte[] ecKey(byte[] d, byte[] curve, byte[] publicKey) {
        return DerWriter.sequence(
                DerWriter.integer(BigInteger.ONE),
                DerWriter.octets(d),
                curve.length == 0 ? curve : DerWriter.context(0, curve),
                publicKey.length == 0
                        ? publicKey
                        : DerWriter.context(1, DerWriter.bits(publicKey)));
    }

    private static byte[] point(KeyPair pair, boolean compressed) {
        java.security.spec.ECPoint w = ((ECPublicKey) pair.getPublic()).getW();
        byte[] point = new byte[compressed ? 33 : 65];
        point[0] = (byte) (compressed ? 2 + (w.getAffineY().testBit(0) ? 1 : 0) : 4);
        fixed(w.getAffineX(), point, 1);
        if (!compressed) {
            fixed(w.getAffineY(), point, 33);
        }
        return point;
    }

    private static void fixed(BigInteger number, byte[] into, int at) {
        byte[] bytes = number.toByteArray();
        int skip = Math.max(0, bytes.length - 32);
        System.arraycopy(bytes, skip, into, at + 32 - (bytes.length - skip), bytes.length - skip);
    }

    @Test
    void ecKeys_areOfOnePiece() throws Exception {
        AlgorithmParameterSpec p256 = new ECGenParameterSpec("secp256r1");
        KeyPair pair = pair("EC", p256);
        byte[] spki = pair.getPublic().getEncoded();
        byte[] d = new byte[32];
        fixed(((ECPrivateKey) pair.getPrivate()).getS(), d, 0);
        byte[] ec = identifier(DerWriter.oid("1.2.840.10045.2.1"), P256);
        byte[] point = point(pair, false);
        byte[] compressed = point(pair, true);
        taken("EC", "of the JDK", pair.getPrivate().getEncoded(), spki);
        taken("EC", "alone", pkcs8(ec, ecKey(d, NONE, NONE), NONE), spki);
        taken("EC", "with its curve", pkcs8(ec, ecKey(d, P256, NONE), NONE), spki);
        taken("EC", "with its point", pkcs8(ec, ecKey(d, NONE, point), NONE), spki);
        taken("EC", "with its short point", pkcs8(ec, ecKey(d, P256, compressed), NONE), spki);
        taken("EC", "of version 2", pkcs8(ec, ecKey(d, NONE, NONE), point), spki);
        taken("EC", "of version 2, twice", pkcs8(ec, ecKey(d, NONE, point), point), spki);
        byte[] longer = new byte[33];
        System.arraycopy(d, 0, longer, 1, 32);
        taken("EC", "with a zero before", pkcs8(ec, ecKey(longer, NONE, NONE), NONE), spki);

        byte[] other = point(pair("EC", p256), false);
        byte[] noPoint = point.clone();
        noPoint[64] ^= 1;
        String notItsOwn = "the public point is not the one of the private key";
        refused("EC", "another's point", pkcs8(ec, ecKey(d, NONE, other), NONE), notItsOwn);
        refused("EC", "another's, version 2", pkcs8(ec, ecKey(d, NONE, NONE), other), notItsOwn);
        refused("EC", "no point", pkcs8(ec, ecKey(d, NONE, noPoint), NONE), "not a point");
        refused("EC", "two", pkcs8(ec, ecKey(d, NONE, point), other), "two public keys");
        refused("EC", "other curve", pkcs8(ec, ecKey(d, P384, NONE), NONE), "another curve inside");
        byte[] explicit = DerWriter.sequence(DerWriter.integer(BigInteger.ONE));
        refused("EC", "numbers", pkcs8(ec, ecKey(d, explicit, NONE), NONE), "another curve inside");
        byte[] numbers = identifier(DerWriter.oid("1.2.840.10045.2.1"), explicit);
        refused("EC", "numbers", pkcs8(numbers, ecKey(d, NONE, NONE), NONE), "explicit parameters");
        byte[] version3 =
                DerWriter.sequence(DerWriter.integer(BigInteger.TWO), DerWriter.octets(d));
        refused("EC", "version", pkcs8(ec, version3, NONE), "unknown version");
        refused("EC", "zero", pkcs8(ec, ecKey(new byte[32], NONE, NONE), NONE), "between 1 and");
    }

    @Test
    void keysOfEdwardsAndMontgomeryCurves_areOfOnePiece() throws Exception {
        for (String name : new String[] {"Ed25519", "Ed448", "X25519", "X448"}) {
            KeyPair pair = pair(name, new NamedParameterSpec(name));
            KeyPair other = pair(name, new NamedParameterSpec(name));
            byte[] spki = pair.getPublic().getEncoded();
            DerReader info = new DerReader(pair.getPrivate().getEncoded()).sequence();
            info.integer();
            byte[] identifier = info.element();
            byte[] oid = new DerReader(identifier).sequence().element();
            byte[] key = info.octetString();
            byte[] point = raw(spki);
            taken(name, "of the JDK", pair.getPrivate().getEncoded(), spki);
            taken(name, "of version 2", pkcs8(identifier, key, point), spki);
            byte[] foreign = raw(other.getPublic().getEncoded());
            String notItsOwn = "the public key is not the one of the private key";
            refused(name, "another's public key", pkcs8(identifier, key, foreign), notItsOwn);
            byte[] nulled = identifier(oid, DerWriter.nothing());
            refused(name, "parameters", pkcs8(nulled, key, NONE), "has none");
            byte[] shorter = DerWriter.octets(Arrays.copyOfRange(key, 3, key.length));
            refused(name, "too short", pkcs8(identifier, shorter, NONE), "bytes, not");
        }
    }

    @Test
    void ed25519ExamplesOfTheStandard_areTaken_andRefusedWhenDamaged() throws Exception {
        byte[] plain = Base64.getDecoder().decode(RFC8410_PLAIN);
        byte[] full = Base64.getDecoder().decode(RFC8410_WITH_PUBLIC_KEY);
        byte[] spki = keyFactory("Ed25519", plain);
        assertThat(raw(spki)).isEqualTo(Arrays.copyOfRange(full, full.length - 32, full.length));
        taken("Ed25519", "with attributes", full, spki);
        byte[] damaged = full.clone();
        damaged[full.length - 1] ^= 1;
        refused("Ed25519", "damaged", damaged, "public key");
    }

    /** The contents of the BIT STRING of a SubjectPublicKeyInfo. */
    private static byte[] raw(byte[] spki) throws Exception {
        DerReader info = new DerReader(spki).sequence();
        info.element();
        return info.bitString();
    }

    @Test
    void latticeKeys_areTakenInEveryForm_andAreOfOnePiece() throws Exception {
        for (String name : new String[] {"ML-DSA", "ML-KEM"}) {
            boolean signs = name.equals("ML-DSA");
            byte[] identifier =
                    identifier(DerWriter.oid("2.16.840.1.101.3.4." + (signs ? "3.17" : "4.1")));
            byte[] seed = new byte[signs ? 32 : 64];
            Arrays.fill(seed, (byte) 7);
            byte[] tagged = DerWriter.contextPrimitive(0, seed);
            byte[] spki = keyFactory(name, pkcs8(identifier, tagged, NONE));
            byte[] value = expanded(type(name), seed);
            byte[] octets = DerWriter.octets(value);
            byte[] both = DerWriter.sequence(DerWriter.octets(seed), octets);
            taken(name, "seed", pkcs8(identifier, tagged, NONE), spki);
            taken(name, "expanded", pkcs8(identifier, octets, NONE), spki);
            taken(name, "both", pkcs8(identifier, both, NONE), spki);
            taken(name, "bare seed of a draft", pkcs8(identifier, seed, NONE), spki);
            taken(name, "bare key of a draft", pkcs8(identifier, value, NONE), spki);
            taken(name, "with its public key", pkcs8(identifier, tagged, raw(spki)), spki);

            byte[] otherSeed = seed.clone();
            otherSeed[0] ^= 1;
            byte[] otherSpki =
                    keyFactory(
                            name,
                            pkcs8(identifier, DerWriter.contextPrimitive(0, otherSeed), NONE));
            refused(
                    name,
                    "another's public key",
                    pkcs8(identifier, tagged, raw(otherSpki)),
                    "public key");
            byte[] mixed = DerWriter.sequence(DerWriter.octets(otherSeed), octets);
            refused(name, "another's seed", pkcs8(identifier, mixed, NONE), "seed beside it");
            byte[] damaged = value.clone();
            damaged[signs ? value.length - 1 : 0] ^= (byte) (signs ? 0x80 : 1);
            refused(
                    name,
                    "damaged",
                    pkcs8(identifier, DerWriter.octets(damaged), NONE),
                    signs ? "t0" : "do not belong together");
            refused(
                    name,
                    "integer",
                    pkcs8(identifier, new byte[] {2, 1, 1}, NONE),
                    "neither a seed");
            byte[] nulled =
                    identifier(new DerReader(identifier).sequence().element(), DerWriter.nothing());
            refused(name, "parameters", pkcs8(nulled, tagged, NONE), "has none");
        }
    }

    /** RFC 9881, appendix C.1: the seed 00 01 .. 1f of ML-DSA-44, and how its public key begins. */
    @Test
    void mlDsaExampleOfTheStandard_isTaken() throws Exception {
        byte[] seed = new byte[32];
        for (int i = 0; i < seed.length; i++) {
            seed[i] = (byte) i;
        }
        byte[] file =
                Base64.getDecoder()
                        .decode(
                                "MDQCAQAwCwYJYIZIAWUDBAMRBCKAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZ"
                                        + "GhscHR4f");
        byte[] identifier = identifier(DerWriter.oid("2.16.840.1.101.3.4.3.17"));
        byte[] tagged = DerWriter.contextPrimitive(0, seed);
        assertThat(file).isEqualTo(pkcs8(identifier, tagged, NONE));
        byte[] spki = keyFactory("ML-DSA", file);
        assertThat(HexFormat.of().formatHex(raw(spki)))
                .startsWith("d7b2b47254aae0db45e7930d4a98d2c97d8f1397d1789dafa17024b316e9bec9");
        taken("ML-DSA", "example of the standard", file, spki);
    }

    /** RFC 9909, appendix C.2: an SLH-DSA-SHA2-128s key, whose second half is its public key. */
    @Test
    void slhDsaExampleOfTheStandard_isTaken_andSignsNothingWhenDamaged() throws Exception {
        byte[] file =
                Base64.getDecoder()
                        .decode(
                                "MFICAQAwCwYJYIZIAWUDBAMUBECiJjvKRYYINlIxYASVI9YhZ3+tkNUetgZ6Mn4N"
                                        + "HmSlASuBCex3fKpOHwJMz8+Ul9mRgFCSgPQlavKwevgCibSU");
        byte[] publicKey = Arrays.copyOfRange(file, file.length - 32, file.length);
        byte[] spki = keyFactory("SLH-DSA", file);
        assertThat(raw(spki)).isEqualTo(publicKey);
        taken("SLH-DSA", "example of the standard", file, spki);
        byte[] identifier = identifier(DerWriter.oid("2.16.840.1.101.3.4.3.20"));
        byte[] key = Arrays.copyOfRange(file, file.length - 64, file.length);
        publicKey[0] ^= 1;
        refused("SLH-DSA", "another's public key", pkcs8(identifier, key, publicKey), "public key");
        byte[] damaged = file.clone();
        damaged[file.length - 64] ^= 1;
        Mechanism mechanism = Mechanism.of(MechanismType.CKM_SLH_DSA);
        byte[] data = {1};
        assertThat(session.sign(mechanism, unwrapped("SLH-DSA", file), data)).hasSize(7856);
        ObjectHandle bad = unwrapped("SLH-DSA", damaged);
        assertThatThrownBy(() -> session.sign(mechanism, bad, data))
                .hasMessageContaining("do not belong together");
    }

    private static byte[] expanded(KeyType type, byte[] seed) {
        ObjectHandle key =
                session.createObject(
                        Template.builder()
                                .objectClass(ObjectClass.CKO_PRIVATE_KEY)
                                .keyType(type)
                                .set(AttributeType.CKA_PARAMETER_SET, 1L)
                                .set(AttributeType.CKA_SEED, seed)
                                .set(AttributeType.CKA_SENSITIVE, false)
                                .set(AttributeType.CKA_EXTRACTABLE, true)
                                .build());
        return session.getAttribute(key, AttributeType.CKA_VALUE);
    }

    @Test
    void whatIsNotTheFile_isRefused() throws Exception {
        byte[] good = Base64.getDecoder().decode(RFC8410_PLAIN);
        refused("Ed25519", "longer", Arrays.copyOf(good, good.length + 1), "not a PKCS#8");
        refused("Ed25519", "shorter", Arrays.copyOf(good, good.length - 1), "not a PKCS#8");
        byte[] version = good.clone();
        version[4] = 2;
        refused("Ed25519", "version", version, "version of PKCS#8");
        byte[] unknown = good.clone();
        unknown[11] = 0x7f;
        refused("Ed25519", "algorithm", unknown, "unknown algorithm: 1.3.101.127");
    }

    @Test
    void pointsOfPrivateKeysThatAreCreated_areTheirOwn() {
        byte[] point = new byte[32];
        point[0] = 9;
        for (KeyType type : new KeyType[] {KeyType.CKK_EC_EDWARDS, KeyType.CKK_EC_MONTGOMERY}) {
            int last = type == KeyType.CKK_EC_EDWARDS ? 112 : 110;
            Template template =
                    Template.builder()
                            .objectClass(ObjectClass.CKO_PRIVATE_KEY)
                            .keyType(type)
                            .set(AttributeType.CKA_EC_PARAMS, DerWriter.oid("1.3.101." + last))
                            .set(AttributeType.CKA_VALUE, new byte[32])
                            .set(AttributeType.CKA_EC_POINT, point)
                            .build();
            assertThatThrownBy(() -> session.createObject(template))
                    .isInstanceOf(HsmException.class)
                    .hasMessageContaining("the public key is not the one of the private key");
        }
    }

    private static KeyPair rsa(int bits) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", "SunRsaSign");
        generator.initialize(bits);
        return generator.generateKeyPair();
    }

    /** PKCS#1 with these numbers, in their order. */
    private static byte[] pkcs1(BigInteger... numbers) {
        byte[][] parts = new byte[numbers.length + 1][];
        parts[0] = DerWriter.integer(BigInteger.ZERO);
        for (int i = 0; i < numbers.length; i++) {
            parts[i + 1] = DerWriter.integer(numbers[i]);
        }
        return DerWriter.sequence(parts);
    }

    @Test
    void rsaKeys_areTakenWithAndWithoutPrimes_andAreOfOnePiece() throws Exception {
        KeyPair pair = rsa(2048);
        byte[] spki = pair.getPublic().getEncoded();
        RSAPrivateCrtKey key = (RSAPrivateCrtKey) pair.getPrivate();
        BigInteger n = key.getModulus();
        BigInteger e = key.getPublicExponent();
        BigInteger d = key.getPrivateExponent();
        BigInteger p = key.getPrimeP();
        BigInteger q = key.getPrimeQ();
        BigInteger zero = BigInteger.ZERO;
        byte[] oid = DerWriter.oid("1.2.840.113549.1.1.1");
        byte[] rsa = identifier(oid, DerWriter.nothing());
        byte[] whole =
                pkcs1(
                        n,
                        e,
                        d,
                        p,
                        q,
                        key.getPrimeExponentP(),
                        key.getPrimeExponentQ(),
                        key.getCrtCoefficient());
        PrivateKey bare =
                KeyFactory.getInstance("RSA", "SunRsaSign")
                        .generatePrivate(new RSAPrivateKeySpec(n, d));
        taken("RSA", "of the JDK", key.getEncoded(), spki);
        taken("RSA", "of the JDK without primes", bare.getEncoded(), spki);
        taken("RSA", "without NULL", pkcs8(identifier(oid), whole, NONE), spki);
        byte[] exponents = pkcs1(n, e, d, zero, zero, zero, zero, zero);
        taken("RSA", "with both exponents", pkcs8(rsa, exponents, NONE), spki);
        taken("RSA", "with its public key", pkcs8(rsa, whole, raw(spki)), spki);

        String notOne = "do not belong together";
        BigInteger two = BigInteger.TWO;
        refused(
                "RSA",
                "other d",
                pkcs8(rsa, pkcs1(n, e, d.add(two), zero, zero, zero, zero, zero), NONE),
                notOne);
        refused(
                "RSA",
                "other q",
                pkcs8(rsa, pkcs1(n, e, d, p, q.add(two), zero, zero, zero), NONE),
                notOne);
        refused("RSA", "other dp", pkcs8(rsa, pkcs1(n, e, d, p, q, d, zero, zero), NONE), notOne);
        refused("RSA", "half", pkcs8(rsa, pkcs1(n, e, d, p, q, zero, zero, zero), NONE), notOne);
        refused(
                "RSA",
                "e alone zero",
                pkcs8(
                        rsa,
                        pkcs1(
                                n,
                                zero,
                                d,
                                p,
                                q,
                                key.getPrimeExponentP(),
                                key.getPrimeExponentQ(),
                                key.getCrtCoefficient()),
                        NONE),
                notOne);
        byte[] other = raw(rsa(2048).getPublic().getEncoded());
        refused("RSA", "another's", pkcs8(rsa, whole, other), "is not the one of the RSA");
        byte[] odd = identifier(oid, DerWriter.octets(NONE));
        refused("RSA", "parameters", pkcs8(odd, whole, NONE), "has parameters");
    }

    @Test
    void shortRsaKeys_areRefusedAtTheDoor_andTheSentenceNamesTheSetting() throws Exception {
        KeyPair pair = rsa(1024);
        byte[] pkcs8 = pair.getPrivate().getEncoded();
        byte[] spki = pair.getPublic().getEncoded();
        for (Map.Entry<String, Door> door : doors().entrySet()) {
            assertThatThrownBy(() -> door.getValue().bring("RSA", pkcs8, spki))
                    .as(door.getKey())
                    .hasMessageContaining("algorithms.allow_weak_rsa");
        }
        Template publicKey =
                Template.builder()
                        .objectClass(ObjectClass.CKO_PUBLIC_KEY)
                        .keyType(KeyType.CKK_RSA)
                        .set(
                                AttributeType.CKA_MODULUS,
                                ((RSAPublicKey) pair.getPublic()).getModulus().toByteArray())
                        .set(AttributeType.CKA_PUBLIC_EXPONENT, new byte[] {1, 0, 1})
                        .build();
        assertThatThrownBy(() -> session.createObject(publicKey))
                .hasMessageContaining("algorithms.allow_weak_rsa");
    }

    @Test
    void rsaKeysForPssAlone_stayThat() throws Exception {
        KeyPair pair = rsa(2048);
        byte[] spki = pair.getPublic().getEncoded();
        byte[] key = new DerReader(pair.getPrivate().getEncoded()).sequence().rest();
        DerReader rest = new DerReader(key);
        rest.integer();
        rest.element();
        byte[] numbers = rest.octetString();
        byte[] oid = DerWriter.oid("1.2.840.113549.1.1.10");
        byte[] sha384 =
                DerWriter.sequence(
                        DerWriter.context(
                                0, DerWriter.sequence(DerWriter.oid("2.16.840.1.101.3.4.2.2"))),
                        DerWriter.context(2, DerWriter.integer(BigInteger.valueOf(48))));
        byte[] any = pkcs8(identifier(oid), numbers, NONE);
        byte[] one = pkcs8(identifier(oid, sha384), numbers, NONE);
        for (String door : new String[] {"key factory", "cipher that unwraps", "unwrapKey"}) {
            assertThat(doors().get(door).bring("RSASSA-PSS", any, spki)).isEqualTo(spki);
            assertThat(doors().get(door).bring("RSASSA-PSS", one, spki)).isEqualTo(spki);
        }
        PrivateKey both = imported(any);
        PrivateKey only = imported(one);
        assertThat(both.getAlgorithm()).isEqualTo("RSASSA-PSS");
        assertThat(((RSAKey) both).getParams()).isNull();
        assertThat(((PSSParameterSpec) ((RSAKey) only).getParams()).getDigestAlgorithm())
                .isEqualTo("SHA-384");
        assertThat(signed(both, "RSASSA-PSS", "SHA-256", pair)).isTrue();
        assertThat(signed(only, "RSASSA-PSS", "SHA-384", pair)).isTrue();
        assertThatThrownBy(() -> signed(only, "RSASSA-PSS", "SHA-256", pair))
                .isInstanceOf(GeneralSecurityException.class);
        assertThatThrownBy(() -> signed(both, "SHA256withRSA", null, pair))
                .isInstanceOf(GeneralSecurityException.class);

        byte[] ofCertificate =
                DerWriter.sequence(identifier(oid, sha384), DerWriter.bits(raw(spki)));
        assertThat(keyStore("RSASSA-PSS", one, ofCertificate)).isEqualTo(spki);

        ObjectHandle unwrapped = unwrapped("RSASSA-PSS", one);
        assertThat(session.getAttribute(unwrapped, AttributeType.CKA_ALLOWED_MECHANISMS))
                .containsExactly(MechanismType.CKM_SHA384_RSA_PKCS_PSS);
        assertThatThrownBy(
                        () ->
                                session.sign(
                                        Mechanism.of(MechanismType.CKM_SHA384_RSA_PKCS),
                                        unwrapped,
                                        new byte[1]))
                .hasMessageContaining("CKA_ALLOWED_MECHANISMS");
    }

    private static PrivateKey imported(byte[] pkcs8) throws Exception {
        return KeyFactory.getInstance("RSA", token.provider())
                .generatePrivate(
                        CratonKeySpec.builder()
                                .token(false)
                                .keySpec(new PKCS8EncodedKeySpec(pkcs8))
                                .build());
    }

    private static boolean signed(PrivateKey key, String algorithm, String digest, KeyPair pair)
            throws GeneralSecurityException {
        Signature signer = Signature.getInstance(algorithm, token.provider());
        Signature verifier = Signature.getInstance(algorithm, "SunRsaSign");
        if (digest != null) {
            PSSParameterSpec spec =
                    new PSSParameterSpec(digest, "MGF1", new MGF1ParameterSpec(digest), 48, 1);
            signer.setParameter(spec);
            verifier.setParameter(spec);
        }
        signer.initSign(key);
        signer.update((byte) 1);
        byte[] signature = signer.sign();
        verifier.initVerify(pair.getPublic());
        verifier.update((byte) 1);
        return verifier.verify(signature);
    }

    @Test
    void secretKeysOfTheToken_haveNamesThatItKeeps() throws Exception {
        KeyStore.PasswordProtection none = new KeyStore.PasswordProtection(TestToken.PIN);
        for (String name : new String[] {"DES", "Blowfish", "RC2", "Camellia", "HmacMD5"}) {
            SecretKeySpec key = new SecretKeySpec(new byte[16], name);
            assertThatThrownBy(
                            () ->
                                    keyStore.setEntry(
                                            "secret", new KeyStore.SecretKeyEntry(key), none))
                    .isInstanceOf(KeyStoreException.class)
                    .hasMessageContaining("no keys named " + name);
            assertThat(keyStore.containsAlias("secret")).isFalse();
        }
        for (String name : new String[] {"AES", "HmacSHA256", "Generic", "DESede"}) {
            byte[] value =
                    Arrays.copyOf(
                            new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9},
                            name.equals("DESede") ? 24 : 32);
            for (int i = 0; i < value.length; i++) {
                value[i] = (byte) (i * 2 + 1);
            }
            keyStore.setEntry(
                    "secret", new KeyStore.SecretKeyEntry(new SecretKeySpec(value, name)), none);
            assertThat(keyStore.getKey("secret", TestToken.PIN).getAlgorithm()).isEqualTo(name);
            keyStore.deleteEntry("secret");
        }
    }
}

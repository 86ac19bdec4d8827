package io.craton.hsm.core.assurance;

import static io.craton.hsm.core.assurance.EngineCalls.concat;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Digest;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismParameters.Hedge;
import io.craton.hsm.MechanismParameters.Kdf;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ParameterSet;
import io.craton.hsm.Template;
import io.craton.hsm.core.mechanism.AlgorithmTest;
import io.craton.hsm.core.random.HmacDrbg;
import io.craton.hsm.engine.memory.SecretBytes;
import io.craton.hsm.engine.spi.CryptoEngine;
import io.craton.hsm.engine.spi.KeyMaterial;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The algorithm tests of the power-on self-test. */
final class KnownAnswerTests {
    /** The DER object identifier of P-256. */
    private static final byte[] P256 = HexFormat.of().parseHex("06082a8648ce3d030107");

    private static final byte[] NOTHING = {};

    /** The hash functions that are tested at power-on; the others are at first use. */
    static final Set<Digest> DIGESTS =
            EnumSet.of(Digest.SHA_256, Digest.SHA_384, Digest.SHA_512, Digest.SHA3_256);

    private final EngineCalls calls;
    private final Vectors vectors;
    private final ConditionalTests others;

    KnownAnswerTests(CryptoEngine engine, Vectors vectors) {
        this.calls = new EngineCalls(engine);
        this.vectors = vectors;
        this.others = new ConditionalTests(engine, vectors);
    }

    /** The tests of the table, in its order, and those of the most used hash functions. */
    List<SelfTest> all() {
        List<SelfTest> tests = new ArrayList<>();
        for (AlgorithmTest test : AlgorithmTest.values()) {
            if (test.when() == AlgorithmTest.When.POWER_ON) {
                tests.add(of(test));
            }
        }
        DIGESTS.forEach(digest -> tests.add(others.of(digest)));
        return tests;
    }

    private SelfTest of(AlgorithmTest test) {
        return switch (test) {
            case ML_DSA -> new SelfTest(test, mlDsaAnswer(), this::mlDsa);
            case ML_KEM -> new SelfTest(test, get("mlkem.secret"), this::mlKem);
            case ECDSA -> new SelfTest(test, get("ecdsa.signature"), this::ecdsa);
            case ECDH -> new SelfTest(test, get("ecdh.z"), this::ecdh);
            case RSA -> new SelfTest(test, get("rsa.signature"), this::rsa);
            case AES_GCM -> cipher(test, "gcm", "gcm.", gcm());
            case AES_CBC -> cipher(test, "aes", "cbc.", cbc());
            case AES_CTR -> cipher(test, "aes", "ctr.", ctr());
            case PBKDF2 -> new SelfTest(test, get("pbkdf2.key"), this::pbkdf2);
            case DRBG -> new SelfTest(test, get("drbg.output"), this::drbg);
            case HMAC -> mac(test, "hmac-sha256", MechanismType.CKM_SHA256_HMAC);
            case HMAC_WIDE -> mac(test, "hmac-sha512", MechanismType.CKM_SHA512_HMAC);
            default -> throw new IllegalStateException(test + " is not run at power-on");
        };
    }

    private Mechanism gcm() {
        return Mechanism.of(
                MechanismType.CKM_AES_GCM,
                new MechanismParameters.Gcm(get("gcm.iv"), get("gcm.aad"), 128));
    }

    private Mechanism cbc() {
        return Mechanism.of(MechanismType.CKM_AES_CBC, new MechanismParameters.Iv(get("cbc.iv")));
    }

    private Mechanism ctr() {
        return Mechanism.of(
                MechanismType.CKM_AES_CTR, new MechanismParameters.Ctr(128, get("ctr.block")));
    }

    private byte[] get(String name) {
        return vectors.get(name);
    }

    private SelfTest mac(AlgorithmTest name, String vector, MechanismType type) {
        return new SelfTest(name, get(vector + ".mac"), () -> hmac(Mechanism.of(type)));
    }

    private byte[] hmac(Mechanism mechanism) {
        try (KeyMaterial key = calls.secretKey(KeyType.CKK_GENERIC_SECRET, get("hmac.key"))) {
            byte[] mac = calls.sign(mechanism, key, get("hmac.message"));
            calls.verifyStrictly(mechanism, key, get("hmac.message"), mac);
            return mac;
        }
    }

    /** Encrypts, and decrypts what has to come out. */
    private SelfTest cipher(AlgorithmTest name, String input, String output, Mechanism mechanism) {
        byte[] ciphertext = get(output + "ciphertext");
        byte[] plaintext = get(input + ".plaintext");
        byte[] key = get(input + ".key");
        return new SelfTest(
                name,
                concat(ciphertext, plaintext),
                () -> calls.thereAndBack(mechanism, KeyType.CKK_AES, key, plaintext, ciphertext));
    }

    private byte[] rsa() {
        Mechanism mechanism = Mechanism.of(MechanismType.CKM_SHA256_RSA_PKCS);
        Template publicTemplate =
                Template.builder()
                        .objectClass(ObjectClass.CKO_PUBLIC_KEY)
                        .keyType(KeyType.CKK_RSA)
                        .set(AttributeType.CKA_MODULUS, get("rsa.n"))
                        .set(AttributeType.CKA_PUBLIC_EXPONENT, get("rsa.e"))
                        .build();
        try (KeyMaterial key = rsaPrivate(publicTemplate);
                KeyMaterial publicKey = calls.engine().importKey(publicTemplate)) {
            byte[] signature = calls.sign(mechanism, key, get("rsa.message"));
            calls.verifyStrictly(mechanism, publicKey, get("rsa.message"), signature);
            return signature;
        }
    }

    /** Made here: an import would look for the primality of the factors, which takes as long. */
    private KeyMaterial rsaPrivate(Template publicComponents) {
        Map<AttributeType<byte[]>, SecretBytes> secrets = new LinkedHashMap<>();
        secrets.put(AttributeType.CKA_PRIVATE_EXPONENT, SecretBytes.take(get("rsa.d")));
        secrets.put(AttributeType.CKA_PRIME_1, SecretBytes.take(get("rsa.p")));
        secrets.put(AttributeType.CKA_PRIME_2, SecretBytes.take(get("rsa.q")));
        secrets.put(AttributeType.CKA_EXPONENT_1, SecretBytes.take(get("rsa.dp")));
        secrets.put(AttributeType.CKA_EXPONENT_2, SecretBytes.take(get("rsa.dq")));
        secrets.put(AttributeType.CKA_COEFFICIENT, SecretBytes.take(get("rsa.qinv")));
        return KeyMaterial.of(
                ObjectClass.CKO_PRIVATE_KEY, KeyType.CKK_RSA, publicComponents, secrets);
    }

    /**
     * Verifies the published signature, and one that the engine makes: its nonces are random, so
     * its own signatures have no known answer.
     */
    private byte[] ecdsa() {
        Mechanism mechanism = Mechanism.of(MechanismType.CKM_ECDSA_SHA256);
        byte[] message = get("ecdsa.message");
        KeyType type = KeyType.CKK_EC;
        try (KeyMaterial key = calls.curveKey(type, P256, get("ecdsa.d"));
                KeyMaterial publicKey = calls.publicCurveKey(type, P256, get("ecdsa.q"))) {
            calls.verifyStrictly(mechanism, publicKey, message, get("ecdsa.signature"));
            calls.verify(mechanism, publicKey, message, calls.sign(mechanism, key, message));
            return get("ecdsa.signature");
        }
    }

    private byte[] ecdh() {
        MechanismParameters parameters =
                new MechanismParameters.Ecdh1Derive(Kdf.CKD_NULL, NOTHING, get("ecdh.peer"));
        Mechanism mechanism = Mechanism.of(MechanismType.CKM_ECDH1_DERIVE, parameters);
        try (KeyMaterial key = calls.curveKey(KeyType.CKK_EC, P256, get("ecdh.d"))) {
            return calls.derive(mechanism, key, 32);
        }
    }

    private byte[] mlDsaAnswer() {
        return concat(get("mldsa.public.sha256"), get("mldsa.signature.sha256"));
    }

    /**
     * The key from its seed, its public half, a deterministic signature, and that the randomised
     * one is verified.
     */
    private byte[] mlDsa() {
        byte[] message = get("mldsa.message");
        MechanismParameters deterministic =
                new MechanismParameters.SignContext(Hedge.CKH_DETERMINISTIC_REQUIRED, NOTHING);
        Mechanism fixed = Mechanism.of(MechanismType.CKM_ML_DSA, deterministic);
        Mechanism plain = Mechanism.of(MechanismType.CKM_ML_DSA);
        try (KeyMaterial key =
                        fromSeed(KeyType.CKK_ML_DSA, ParameterSet.CKP_ML_DSA_65, "mldsa.seed");
                KeyMaterial publicKey = publicHalf(key)) {
            byte[] signature = calls.sign(fixed, key, message);
            calls.verifyStrictly(plain, publicKey, message, signature);
            calls.verify(plain, publicKey, message, calls.sign(plain, key, message));
            return concat(sha256(publicKey.component(AttributeType.CKA_VALUE)), sha256(signature));
        }
    }

    /** The key from its seed, the published ciphertext, and a secret of our own there and back. */
    private byte[] mlKem() {
        Mechanism mechanism = Mechanism.of(MechanismType.CKM_ML_KEM);
        Template template = EngineCalls.genericSecret(32);
        try (KeyMaterial key =
                        fromSeed(KeyType.CKK_ML_KEM, ParameterSet.CKP_ML_KEM_768, "mlkem.seed");
                KeyMaterial publicKey = publicHalf(key)) {
            CryptoEngine.EncapsulatedKey own =
                    calls.engine().encapsulate(mechanism, publicKey, template);
            byte[] sent = EngineCalls.value(own.key());
            if (!Arrays.equals(sent, decapsulated(key, own.ciphertext()))) {
                throw new IllegalStateException("both sides have different secrets");
            }
            return decapsulated(key, get("mlkem.ciphertext"));
        }
    }

    private byte[] decapsulated(KeyMaterial key, byte[] ciphertext) {
        Mechanism mechanism = Mechanism.of(MechanismType.CKM_ML_KEM);
        Template template = EngineCalls.genericSecret(32);
        return EngineCalls.value(calls.engine().decapsulate(mechanism, key, template, ciphertext));
    }

    private KeyMaterial fromSeed(KeyType type, ParameterSet set, String vector) {
        Template template =
                Template.builder()
                        .objectClass(ObjectClass.CKO_PRIVATE_KEY)
                        .keyType(type)
                        .set(AttributeType.CKA_PARAMETER_SET, set.code())
                        .set(AttributeType.CKA_SEED, get(vector))
                        .build();
        return calls.engine().importKey(template);
    }

    /**
     * The public key: the end of its SubjectPublicKeyInfo, whose key is a whole number of bytes
     * without tags.
     */
    private KeyMaterial publicHalf(KeyMaterial key) {
        byte[] info = calls.engine().publicKeyInfo(key);
        if (info == null) {
            throw new IllegalStateException("the engine gives no public key");
        }
        int length = key.keyType() == KeyType.CKK_ML_DSA ? 1952 : 1184;
        byte[] value = Arrays.copyOfRange(info, info.length - length, info.length);
        long set = key.component(AttributeType.CKA_PARAMETER_SET);
        Template template =
                Template.builder()
                        .objectClass(ObjectClass.CKO_PUBLIC_KEY)
                        .keyType(key.keyType())
                        .set(AttributeType.CKA_PARAMETER_SET, set)
                        .set(AttributeType.CKA_VALUE, value)
                        .build();
        return calls.engine().importKey(template);
    }

    private byte[] sha256(byte[] data) {
        return calls.digest(Mechanism.of(MechanismType.CKM_SHA256), data);
    }

    private byte[] pbkdf2() {
        MechanismParameters parameters =
                new MechanismParameters.Pbkdf2(
                        get("pbkdf2.salt"),
                        1,
                        MechanismType.CKM_SHA256_HMAC,
                        get("pbkdf2.password"));
        Mechanism mechanism = Mechanism.of(MechanismType.CKM_PKCS5_PBKD2, parameters);
        Template template = EngineCalls.genericSecret(64);
        return EngineCalls.value(calls.engine().generateKey(mechanism, template));
    }

    /** With prediction resistance: fresh entropy before each request. */
    private byte[] drbg() {
        try (HmacDrbg drbg =
                new HmacDrbg(get("drbg.entropy"), get("drbg.nonce"), get("drbg.personalization"))) {
            byte[] out = new byte[128];
            drbg.reseed(get("drbg.entropy1"), get("drbg.additional1"));
            drbg.generate(out);
            drbg.reseed(get("drbg.entropy2"), get("drbg.additional2"));
            drbg.generate(out);
            return out;
        }
    }
}

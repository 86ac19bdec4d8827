package io.craton.hsm.core.assurance;

import static io.craton.hsm.core.assurance.EngineCalls.concat;

import io.craton.hsm.AttributeType;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismParameters.Kdf;
import io.craton.hsm.MechanismParameters.SaltType;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Template;
import io.craton.hsm.core.engine.CryptoEngine;
import io.craton.hsm.core.engine.KeyMaterial;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The tests of algorithms that the power-on self-test leaves out: each is run when one of its
 * mechanisms is first used. What has neither (SLH-DSA, HSS, XMSS) is tested with every key pair
 * that is generated.
 */
final class ConditionalTests {
    private static final byte[] NOTHING = {};
    private static final byte[] ED25519 = HexFormat.of().parseHex("06032b6570");
    private static final byte[] X25519 = HexFormat.of().parseHex("06032b656e");

    private final EngineCalls calls;
    private final Vectors vectors;

    ConditionalTests(CryptoEngine engine, Vectors vectors) {
        this.calls = new EngineCalls(engine);
        this.vectors = vectors;
    }

    /** The tests, with the mechanisms that each is for. */
    Map<SelfTest, Set<MechanismType>> all() {
        Map<SelfTest, Set<MechanismType>> tests = new LinkedHashMap<>();
        tests.put(
                new SelfTest("Ed25519", get("ed25519.signature"), this::ed25519),
                Set.of(MechanismType.CKM_EDDSA, MechanismType.CKM_EC_EDWARDS_KEY_PAIR_GEN));
        tests.put(
                new SelfTest("X25519", get("x25519.z"), this::x25519),
                Set.of(MechanismType.CKM_EC_MONTGOMERY_KEY_PAIR_GEN));
        tests.put(
                wrap("AES-KW", "kw.", MechanismType.CKM_AES_KEY_WRAP),
                Set.of(MechanismType.CKM_AES_KEY_WRAP, MechanismType.CKM_AES_KEY_WRAP_PKCS7));
        tests.put(
                wrap("AES-KWP", "kwp.", MechanismType.CKM_AES_KEY_WRAP_KWP),
                Set.of(
                        MechanismType.CKM_AES_KEY_WRAP_KWP,
                        MechanismType.CKM_AES_KEY_WRAP_PAD,
                        MechanismType.CKM_RSA_AES_KEY_WRAP));
        tests.put(
                new SelfTest("AES-CMAC", get("cmac.mac"), this::cmac),
                Set.of(MechanismType.CKM_AES_CMAC, MechanismType.CKM_AES_CMAC_GENERAL));
        tests.put(
                new SelfTest("HKDF-SHA-256", get("hkdf.okm"), this::hkdf),
                Set.of(MechanismType.CKM_HKDF_DERIVE, MechanismType.CKM_HKDF_DATA));
        tests.put(
                cipher(
                        "ChaCha20-Poly1305",
                        "chacha.",
                        KeyType.CKK_CHACHA20,
                        Mechanism.of(
                                MechanismType.CKM_CHACHA20_POLY1305,
                                new MechanismParameters.ChaCha20Poly1305(
                                        get("chacha.nonce"), get("chacha.aad")))),
                Set.of(MechanismType.CKM_CHACHA20_POLY1305));
        tests.put(
                cipher(
                        "AES-CCM",
                        "ccm.",
                        KeyType.CKK_AES,
                        Mechanism.of(
                                MechanismType.CKM_AES_CCM,
                                new MechanismParameters.Ccm(
                                        4, get("ccm.nonce"), get("ccm.aad"), 4))),
                Set.of(MechanismType.CKM_AES_CCM));
        tests.put(
                cipher(
                        "AES-XTS",
                        "xts.",
                        KeyType.CKK_AES_XTS,
                        Mechanism.of(
                                MechanismType.CKM_AES_XTS,
                                new MechanismParameters.Iv(get("xts.tweak")))),
                Set.of(MechanismType.CKM_AES_XTS));
        tests.put(
                cipher(
                        "triple DES",
                        "des3.",
                        KeyType.CKK_DES3,
                        Mechanism.of(MechanismType.CKM_DES3_ECB)),
                Set.of(
                        MechanismType.CKM_DES3_ECB,
                        MechanismType.CKM_DES3_CBC,
                        MechanismType.CKM_DES3_CBC_PAD,
                        MechanismType.CKM_DES3_CMAC));
        tests.put(
                new SelfTest(
                        "SHA-1",
                        get("sha1.digest"),
                        () ->
                                calls.digest(
                                        Mechanism.of(MechanismType.CKM_SHA_1), get("sha.message"))),
                Set.of(
                        MechanismType.CKM_SHA_1,
                        MechanismType.CKM_SHA_1_HMAC,
                        MechanismType.CKM_SHA1_RSA_PKCS,
                        MechanismType.CKM_ECDSA_SHA1));
        return tests;
    }

    private static KeyMaterial noOtherKey(ObjectHandle handle) {
        throw new IllegalStateException("no other key takes part");
    }

    private byte[] get(String name) {
        return vectors.get(name);
    }

    private SelfTest cipher(String name, String prefix, KeyType type, Mechanism mechanism) {
        return new SelfTest(
                name,
                concat(get(prefix + "ciphertext"), get(prefix + "plaintext")),
                () -> {
                    try (KeyMaterial key = calls.secretKey(type, get(prefix + "key"))) {
                        return concat(
                                calls.encrypt(mechanism, key, get(prefix + "plaintext")),
                                calls.decrypt(mechanism, key, get(prefix + "ciphertext")));
                    }
                });
    }

    private SelfTest wrap(String name, String prefix, MechanismType type) {
        return new SelfTest(
                name,
                concat(get(prefix + "wrapped"), get(prefix + "data")),
                () -> {
                    Mechanism mechanism = Mechanism.of(type);
                    byte[] data = get(prefix + "data");
                    try (KeyMaterial wrapping =
                                    calls.secretKey(KeyType.CKK_AES, get(prefix + "kek"));
                            KeyMaterial key =
                                    calls.secretKey(
                                            KeyType.CKK_GENERIC_SECRET, get(prefix + "data"))) {
                        byte[] wrapped = calls.engine().wrap(mechanism, wrapping, key, null);
                        KeyMaterial unwrapped =
                                calls.engine()
                                        .unwrap(
                                                mechanism,
                                                wrapping,
                                                wrapped,
                                                EngineCalls.genericSecret(data.length),
                                                null);
                        return concat(wrapped, EngineCalls.value(unwrapped));
                    }
                });
    }

    private byte[] cmac() {
        try (KeyMaterial key = calls.secretKey(KeyType.CKK_AES, get("aes.key"))) {
            return calls.sign(Mechanism.of(MechanismType.CKM_AES_CMAC), key, get("aes.plaintext"));
        }
    }

    private byte[] hkdf() {
        Mechanism mechanism =
                Mechanism.of(
                        MechanismType.CKM_HKDF_DERIVE,
                        new MechanismParameters.Hkdf(
                                true,
                                true,
                                MechanismType.CKM_SHA256,
                                SaltType.CKF_HKDF_SALT_DATA,
                                get("hkdf.salt"),
                                null,
                                get("hkdf.info")));
        try (KeyMaterial key = calls.secretKey(KeyType.CKK_HKDF, get("hkdf.ikm"))) {
            return EngineCalls.value(
                    calls.engine()
                            .derive(
                                    mechanism,
                                    key,
                                    EngineCalls.genericSecret(42),
                                    ConditionalTests::noOtherKey));
        }
    }

    private byte[] ed25519() {
        Mechanism mechanism = Mechanism.of(MechanismType.CKM_EDDSA);
        byte[] point = concat(new byte[] {4, 32}, get("ed25519.q"));
        try (KeyMaterial key = curveKey(KeyType.CKK_EC_EDWARDS, ED25519, "ed25519.d");
                KeyMaterial publicKey =
                        calls.engine()
                                .importKey(
                                        Template.builder()
                                                .objectClass(ObjectClass.CKO_PUBLIC_KEY)
                                                .keyType(KeyType.CKK_EC_EDWARDS)
                                                .set(AttributeType.CKA_EC_PARAMS, ED25519)
                                                .set(AttributeType.CKA_EC_POINT, point)
                                                .build())) {
            byte[] signature = calls.sign(mechanism, key, get("ed25519.message"));
            calls.verifyStrictly(mechanism, publicKey, get("ed25519.message"), signature);
            return signature;
        }
    }

    private byte[] x25519() {
        Mechanism mechanism =
                Mechanism.of(
                        MechanismType.CKM_ECDH1_DERIVE,
                        new MechanismParameters.Ecdh1Derive(
                                Kdf.CKD_NULL, NOTHING, get("x25519.peer")));
        try (KeyMaterial key = curveKey(KeyType.CKK_EC_MONTGOMERY, X25519, "x25519.d")) {
            return EngineCalls.value(
                    calls.engine()
                            .derive(
                                    mechanism,
                                    key,
                                    EngineCalls.genericSecret(32),
                                    ConditionalTests::noOtherKey));
        }
    }

    private KeyMaterial curveKey(KeyType type, byte[] curve, String vector) {
        return calls.engine()
                .importKey(
                        Template.builder()
                                .objectClass(ObjectClass.CKO_PRIVATE_KEY)
                                .keyType(type)
                                .set(AttributeType.CKA_EC_PARAMS, curve)
                                .set(AttributeType.CKA_VALUE, get(vector))
                                .build());
    }
}

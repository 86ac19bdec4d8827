package io.craton.hsm.core.assurance;

import static io.craton.hsm.core.assurance.EngineCalls.concat;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Digest;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismParameters.Kdf;
import io.craton.hsm.MechanismParameters.SaltType;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Template;
import io.craton.hsm.core.mechanism.AlgorithmTest;
import io.craton.hsm.engine.spi.CryptoEngine;
import io.craton.hsm.engine.spi.KeyMaterial;
import java.util.HexFormat;

/**
 * The tests of algorithms that the power-on self-test leaves out: each is run when a mechanism that
 * needs it is first used.
 */
final class ConditionalTests {
    private static final byte[] NOTHING = {};
    private static final byte[] ED25519 = HexFormat.of().parseHex("06032b6570");
    private static final byte[] X25519 = HexFormat.of().parseHex("06032b656e");

    private static final byte[] ABC = {'a', 'b', 'c'};

    private final EngineCalls calls;
    private final Vectors vectors;

    ConditionalTests(CryptoEngine engine, Vectors vectors) {
        this.calls = new EngineCalls(engine);
        this.vectors = vectors;
    }

    /** The test that is run at first use under this name. */
    SelfTest of(AlgorithmTest test) {
        return switch (test) {
            case ED25519 -> new SelfTest(test, get("ed25519.signature"), this::ed25519);
            case X25519 -> new SelfTest(test, get("x25519.z"), this::x25519);
            case AES_KW -> wrap(test, "kw.", MechanismType.CKM_AES_KEY_WRAP);
            case AES_KWP -> wrap(test, "kwp.", MechanismType.CKM_AES_KEY_WRAP_KWP);
            case AES_CMAC -> new SelfTest(test, get("cmac.mac"), this::cmac);
            case HKDF -> new SelfTest(test, get("hkdf.okm"), this::hkdf);
            case CHACHA20_POLY1305 -> cipher(test, "chacha.", KeyType.CKK_CHACHA20, chaCha());
            case AES_CCM -> cipher(test, "ccm.", KeyType.CKK_AES, ccm());
            case AES_XTS -> cipher(test, "xts.", KeyType.CKK_AES_XTS, xts());
            case DES3 ->
                    cipher(
                            test,
                            "des3.",
                            KeyType.CKK_DES3,
                            Mechanism.of(MechanismType.CKM_DES3_ECB));
            default -> throw new IllegalStateException(test + " is not run at first use");
        };
    }

    /** The test of a hash function: the digest of the three letters "abc". */
    SelfTest of(Digest digest) {
        return new SelfTest(
                digest.standardName(),
                digest.digestOfAbc(),
                () -> calls.engine().digest(digest, ABC));
    }

    private Mechanism chaCha() {
        return Mechanism.of(
                MechanismType.CKM_CHACHA20_POLY1305,
                new MechanismParameters.ChaCha20Poly1305(get("chacha.nonce"), get("chacha.aad")));
    }

    private Mechanism ccm() {
        return Mechanism.of(
                MechanismType.CKM_AES_CCM,
                new MechanismParameters.Ccm(4, get("ccm.nonce"), get("ccm.aad"), 4));
    }

    private Mechanism xts() {
        return Mechanism.of(
                MechanismType.CKM_AES_XTS, new MechanismParameters.Iv(get("xts.tweak")));
    }

    private static KeyMaterial noOtherKey(ObjectHandle handle) {
        throw new IllegalStateException("no other key takes part");
    }

    private byte[] get(String name) {
        return vectors.get(name);
    }

    private SelfTest cipher(AlgorithmTest name, String prefix, KeyType type, Mechanism mechanism) {
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

    private SelfTest wrap(AlgorithmTest name, String prefix, MechanismType type) {
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

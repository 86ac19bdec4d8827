package io.craton.hsm.core.assurance;

import static io.craton.hsm.core.assurance.EngineCalls.concat;

import io.craton.hsm.Digest;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismParameters.Kdf;
import io.craton.hsm.MechanismParameters.SaltType;
import io.craton.hsm.MechanismType;
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
            case DES3 -> cipher(test, "des3.", KeyType.CKK_DES3, des3());
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

    private static Mechanism des3() {
        return Mechanism.of(MechanismType.CKM_DES3_ECB);
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

    private byte[] get(String name) {
        return vectors.get(name);
    }

    private SelfTest cipher(AlgorithmTest name, String prefix, KeyType type, Mechanism mechanism) {
        byte[] plaintext = get(prefix + "plaintext");
        byte[] ciphertext = get(prefix + "ciphertext");
        byte[] key = get(prefix + "key");
        return new SelfTest(
                name,
                concat(ciphertext, plaintext),
                () -> calls.thereAndBack(mechanism, type, key, plaintext, ciphertext));
    }

    private SelfTest wrap(AlgorithmTest name, String prefix, MechanismType type) {
        return new SelfTest(
                name,
                concat(get(prefix + "wrapped"), get(prefix + "data")),
                () -> wrapped(Mechanism.of(type), prefix));
    }

    /** The wrapped form, and what it is unwrapped to. */
    private byte[] wrapped(Mechanism mechanism, String prefix) {
        byte[] data = get(prefix + "data");
        Template template = EngineCalls.genericSecret(data.length);
        CryptoEngine engine = calls.engine();
        try (KeyMaterial wrapping = calls.secretKey(KeyType.CKK_AES, get(prefix + "kek"));
                KeyMaterial key =
                        calls.secretKey(KeyType.CKK_GENERIC_SECRET, get(prefix + "data"))) {
            byte[] wrapped = engine.wrap(mechanism, wrapping, key, null);
            KeyMaterial unwrapped = engine.unwrap(mechanism, wrapping, wrapped, template, null);
            return concat(wrapped, EngineCalls.value(unwrapped));
        }
    }

    private byte[] cmac() {
        try (KeyMaterial key = calls.secretKey(KeyType.CKK_AES, get("aes.key"))) {
            return calls.sign(Mechanism.of(MechanismType.CKM_AES_CMAC), key, get("aes.plaintext"));
        }
    }

    private byte[] hkdf() {
        MechanismParameters parameters =
                new MechanismParameters.Hkdf(
                        true,
                        true,
                        MechanismType.CKM_SHA256,
                        SaltType.CKF_HKDF_SALT_DATA,
                        get("hkdf.salt"),
                        null,
                        get("hkdf.info"));
        try (KeyMaterial key = calls.secretKey(KeyType.CKK_HKDF, get("hkdf.ikm"))) {
            return calls.derive(Mechanism.of(MechanismType.CKM_HKDF_DERIVE, parameters), key, 42);
        }
    }

    private byte[] ed25519() {
        Mechanism mechanism = Mechanism.of(MechanismType.CKM_EDDSA);
        KeyType type = KeyType.CKK_EC_EDWARDS;
        try (KeyMaterial key = calls.curveKey(type, ED25519, get("ed25519.d"));
                KeyMaterial publicKey = calls.publicCurveKey(type, ED25519, get("ed25519.q"))) {
            byte[] signature = calls.sign(mechanism, key, get("ed25519.message"));
            calls.verifyStrictly(mechanism, publicKey, get("ed25519.message"), signature);
            return signature;
        }
    }

    private byte[] x25519() {
        MechanismParameters parameters =
                new MechanismParameters.Ecdh1Derive(Kdf.CKD_NULL, NOTHING, get("x25519.peer"));
        Mechanism mechanism = Mechanism.of(MechanismType.CKM_ECDH1_DERIVE, parameters);
        KeyType type = KeyType.CKK_EC_MONTGOMERY;
        try (KeyMaterial key = calls.curveKey(type, X25519, get("x25519.d"))) {
            return calls.derive(mechanism, key, 32);
        }
    }
}

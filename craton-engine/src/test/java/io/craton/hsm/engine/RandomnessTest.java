package io.craton.hsm.engine;

import static io.craton.hsm.engine.EngineFixture.ecPair;
import static io.craton.hsm.engine.EngineFixture.encrypt;
import static io.craton.hsm.engine.EngineFixture.pqcPair;
import static io.craton.hsm.engine.EngineFixture.rsaPair;
import static io.craton.hsm.engine.EngineFixture.secret;
import static io.craton.hsm.engine.EngineFixture.shape;
import static io.craton.hsm.engine.EngineFixture.sign;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.AttributeType;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters.Mgf;
import io.craton.hsm.MechanismParameters.RsaAesKeyWrap;
import io.craton.hsm.MechanismParameters.RsaOaep;
import io.craton.hsm.MechanismParameters.RsaPss;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ParameterSet;
import io.craton.hsm.engine.spi.CryptoEngine.EncapsulatedKey;
import io.craton.hsm.engine.spi.CryptoEngine.KeyPairMaterial;
import io.craton.hsm.engine.spi.KeyMaterial;
import io.craton.hsm.spi.RandomSource;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Everything random in an engine is drawn from the module's generator: with the same bytes from it,
 * the same keys, nonces, salts and paddings come out, and with others, others. A library that drew
 * from a generator of its own would break the first half.
 */
@Tag("S2-26")
class RandomnessTest {
    private static final byte[] MESSAGE = new byte[100];

    /** SHA-256 over a counter: the same for the same seed. */
    private static RandomSource fixed(int seed) {
        long[] counter = {0};
        return bytes -> {
            for (int done = 0; done < bytes.length; done += 32) {
                byte[] block = sha256(ByteBuffer.allocate(12).putInt(seed).putLong(counter[0]++));
                System.arraycopy(block, 0, bytes, done, Math.min(32, bytes.length - done));
            }
        };
    }

    private static byte[] sha256(ByteBuffer data) {
        try {
            return MessageDigest.getInstance("SHA-256", "SUN").digest(data.array());
        } catch (NoSuchAlgorithmException | java.security.NoSuchProviderException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "jdk", "bc"})
    void results_dependOnTheModulesGeneratorAlone(String backend) {
        Map<String, String> one = results(Engines.create(fixed(1), backend));
        Map<String, String> again = results(Engines.create(fixed(1), backend));
        Map<String, String> two = results(Engines.create(fixed(2), backend));

        assertThat(again).isEqualTo(one);
        two.forEach((what, bytes) -> assertThat(bytes).as(what).isNotEqualTo(one.get(what)));
    }

    private static Map<String, String> results(Engines engine) {
        Map<String, byte[]> all = new LinkedHashMap<>();
        secretKeys(engine, all);
        curves(engine, all);
        rsa(engine, all);
        postQuantum(engine, all);
        Map<String, String> hex = new LinkedHashMap<>();
        all.forEach((what, bytes) -> hex.put(what, HexFormat.of().formatHex(bytes)));
        return hex;
    }

    private static void secretKeys(Engines engine, Map<String, byte[]> all) {
        generate(engine, all, MechanismType.CKM_AES_KEY_GEN, KeyType.CKK_AES);
        generate(engine, all, MechanismType.CKM_GENERIC_SECRET_KEY_GEN, KeyType.CKK_GENERIC_SECRET);
        generate(engine, all, MechanismType.CKM_CHACHA20_KEY_GEN, KeyType.CKK_CHACHA20);
    }

    private static void generate(
            Engines engine, Map<String, byte[]> all, MechanismType mechanism, KeyType type) {
        KeyMaterial key = engine.generateKey(Mechanism.of(mechanism), shape(type, 32));
        all.put(mechanism.name(), EngineFixture.value(key));
    }

    private static void curves(Engines engine, Map<String, byte[]> all) {
        for (String curve : new String[] {"P-256", "P-384", "P-521", "secp256k1"}) {
            KeyPairMaterial pair = ecPair(engine, curve);
            all.put(curve, pair.publicKey().component(AttributeType.CKA_EC_POINT));
            all.put(
                    "ECDSA " + curve,
                    sign(
                            engine,
                            Mechanism.of(MechanismType.CKM_ECDSA_SHA256),
                            pair.privateKey(),
                            MESSAGE));
        }
        for (String curve : new String[] {"Ed25519", "Ed448", "X25519", "X448"}) {
            all.put(curve, ecPair(engine, curve).publicKey().component(AttributeType.CKA_EC_POINT));
        }
    }

    private static void rsa(Engines engine, Map<String, byte[]> all) {
        KeyPairMaterial pair = rsaPair(engine, 2048);
        all.put("RSA-2048", pair.publicKey().component(AttributeType.CKA_MODULUS));
        RsaOaep oaep = new RsaOaep(MechanismType.CKM_SHA256, Mgf.CKG_MGF1_SHA256, new byte[0]);
        all.put(
                "PSS",
                sign(
                        engine,
                        Mechanism.of(
                                MechanismType.CKM_SHA256_RSA_PKCS_PSS,
                                new RsaPss(MechanismType.CKM_SHA256, Mgf.CKG_MGF1_SHA256, 32)),
                        pair.privateKey(),
                        MESSAGE));
        all.put(
                "OAEP",
                encrypt(
                        engine,
                        Mechanism.of(MechanismType.CKM_RSA_PKCS_OAEP, oaep),
                        pair.publicKey(),
                        MESSAGE));
        all.put(
                "PKCS #1",
                encrypt(
                        engine,
                        Mechanism.of(MechanismType.CKM_RSA_PKCS),
                        pair.publicKey(),
                        MESSAGE));
        all.put(
                "RSA AES key wrap",
                engine.wrap(
                        Mechanism.of(
                                MechanismType.CKM_RSA_AES_KEY_WRAP, new RsaAesKeyWrap(256, oaep)),
                        pair.publicKey(),
                        secret(KeyType.CKK_AES, new byte[32]),
                        null));
    }

    private static void postQuantum(Engines engine, Map<String, byte[]> all) {
        KeyPairMaterial mlDsa =
                pqcPair(
                        engine,
                        MechanismType.CKM_ML_DSA_KEY_PAIR_GEN,
                        ParameterSet.CKP_ML_DSA_44.code());
        all.put("ML-DSA-44", mlDsa.publicKey().component(AttributeType.CKA_VALUE));
        all.put(
                "ML-DSA-44 signature",
                sign(engine, Mechanism.of(MechanismType.CKM_ML_DSA), mlDsa.privateKey(), MESSAGE));
        KeyPairMaterial slhDsa =
                pqcPair(
                        engine,
                        MechanismType.CKM_SLH_DSA_KEY_PAIR_GEN,
                        ParameterSet.CKP_SLH_DSA_SHAKE_128F.code());
        all.put("SLH-DSA", slhDsa.publicKey().component(AttributeType.CKA_VALUE));
        all.put(
                "SLH-DSA signature",
                sign(
                        engine,
                        Mechanism.of(MechanismType.CKM_SLH_DSA),
                        slhDsa.privateKey(),
                        MESSAGE));
        KeyPairMaterial mlKem =
                pqcPair(
                        engine,
                        MechanismType.CKM_ML_KEM_KEY_PAIR_GEN,
                        ParameterSet.CKP_ML_KEM_512.code());
        all.put("ML-KEM-512", mlKem.publicKey().component(AttributeType.CKA_VALUE));
        EncapsulatedKey sent =
                engine.encapsulate(
                        Mechanism.of(MechanismType.CKM_ML_KEM),
                        mlKem.publicKey(),
                        shape(KeyType.CKK_GENERIC_SECRET, 32));
        all.put("ML-KEM encapsulation", sent.ciphertext());
    }
}

package io.craton.hsm.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.engine.spi.CipherContext;
import io.craton.hsm.engine.spi.CryptoEngine;
import io.craton.hsm.engine.spi.CryptoEngine.KeyPairMaterial;
import io.craton.hsm.engine.spi.KeyMaterial;
import io.craton.hsm.engine.spi.SignContext;
import io.craton.hsm.engine.spi.VerifyContext;
import io.craton.hsm.spi.SecretAccess;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Short words for the tests of engines. */
final class EngineFixture {
    static final SecureRandom RANDOM = new SecureRandom();

    /** The object identifiers of the curves in DER, by name. */
    static final Map<String, String> CURVES =
            Map.ofEntries(
                    Map.entry("P-256", "06082a8648ce3d030107"),
                    Map.entry("P-384", "06052b81040022"),
                    Map.entry("P-521", "06052b81040023"),
                    Map.entry("secp256k1", "06052b8104000a"),
                    Map.entry("brainpoolP256r1", "06092b2403030208010107"),
                    Map.entry("brainpoolP320r1", "06092b2403030208010109"),
                    Map.entry("brainpoolP384r1", "06092b240303020801010b"),
                    Map.entry("brainpoolP512r1", "06092b240303020801010d"),
                    Map.entry("Ed25519", "06032b6570"),
                    Map.entry("Ed448", "06032b6571"),
                    Map.entry("X25519", "06032b656e"),
                    Map.entry("X448", "06032b656f"));

    private static final Map<String, Engines> ENGINES =
            Map.of(
                    "auto", Engines.create(RANDOM::nextBytes, "auto"),
                    "jdk", Engines.create(RANDOM::nextBytes, "jdk"),
                    "bc", Engines.create(RANDOM::nextBytes, "bc"));

    private EngineFixture() {}

    static Engines engine(String backend) {
        return ENGINES.get(backend);
    }

    static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    static byte[] random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    static KeyMaterial secret(KeyType type, byte[] value) {
        return KeyMaterial.secretKey(type, value.clone());
    }

    static Mechanism mechanism(MechanismType type, MechanismParameters parameters) {
        return Mechanism.of(type, parameters);
    }

    static byte[] sign(CryptoEngine engine, Mechanism mechanism, KeyMaterial key, byte[] data) {
        try (SignContext context = engine.sign(mechanism, key)) {
            context.update(data, 0, data.length);
            byte[] signature = context.sign();
            assertThat(signature).hasSizeLessThanOrEqualTo(context.signatureLength());
            return signature;
        }
    }

    static void verify(
            CryptoEngine engine,
            Mechanism mechanism,
            KeyMaterial key,
            byte[] data,
            byte[] signature) {
        try (VerifyContext context = engine.verify(mechanism, key)) {
            context.update(data, 0, data.length);
            context.verify(signature);
        }
    }

    static byte[] encrypt(CryptoEngine engine, Mechanism mechanism, KeyMaterial key, byte[] data) {
        try (CipherContext context = engine.encrypt(mechanism, key)) {
            return context.doFinal(data, 0, data.length);
        }
    }

    static byte[] decrypt(CryptoEngine engine, Mechanism mechanism, KeyMaterial key, byte[] data) {
        try (CipherContext context = engine.decrypt(mechanism, key)) {
            return context.doFinal(data, 0, data.length);
        }
    }

    static byte[] value(KeyMaterial key) {
        return key.secret(AttributeType.CKA_VALUE).copy(SecretAccess.READ);
    }

    /** What a template for a new secret key says. */
    static Template shape(KeyType type, long length) {
        return Template.builder()
                .objectClass(ObjectClass.CKO_SECRET_KEY)
                .keyType(type)
                .set(AttributeType.CKA_VALUE_LEN, length)
                .build();
    }

    static KeyPairMaterial ecPair(CryptoEngine engine, String curve) {
        MechanismType type =
                switch (curve) {
                    case "Ed25519", "Ed448" -> MechanismType.CKM_EC_EDWARDS_KEY_PAIR_GEN;
                    case "X25519", "X448" -> MechanismType.CKM_EC_MONTGOMERY_KEY_PAIR_GEN;
                    default -> MechanismType.CKM_EC_KEY_PAIR_GEN;
                };
        Template template =
                Template.builder().set(AttributeType.CKA_EC_PARAMS, hex(CURVES.get(curve))).build();
        return engine.generateKeyPair(Mechanism.of(type), template, Template.empty());
    }

    static KeyPairMaterial rsaPair(CryptoEngine engine, long bits) {
        Template template = Template.builder().set(AttributeType.CKA_MODULUS_BITS, bits).build();
        return engine.generateKeyPair(
                Mechanism.of(MechanismType.CKM_RSA_PKCS_KEY_PAIR_GEN), template, Template.empty());
    }

    static KeyPairMaterial pqcPair(CryptoEngine engine, MechanismType generation, long set) {
        Template template = Template.builder().set(AttributeType.CKA_PARAMETER_SET, set).build();
        return engine.generateKeyPair(Mechanism.of(generation), template, Template.empty());
    }

    /** Fails unless the call fails with one of these codes. */
    static void assertCode(ThrowingCallable call, ReturnCode... codes) {
        HsmException error = catchThrowableOfType(HsmException.class, call);
        assertThat(error).as("an HsmException is thrown").isNotNull();
        assertThat(error.code()).isIn((Object[]) codes);
    }
}

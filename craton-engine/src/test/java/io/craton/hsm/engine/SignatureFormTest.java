package io.craton.hsm.engine;

import static io.craton.hsm.engine.EngineFixture.CURVES;
import static io.craton.hsm.engine.EngineFixture.engine;
import static io.craton.hsm.engine.EngineFixture.hex;
import static io.craton.hsm.engine.EngineFixture.random;
import static io.craton.hsm.engine.EngineFixture.sign;
import static io.craton.hsm.engine.EngineFixture.verify;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.AttributeType;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.Template;
import io.craton.hsm.engine.spi.CryptoEngine.KeyPairMaterial;
import io.craton.hsm.engine.spi.KeyMaterial;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** EC keys that say how they sign. */
class SignatureFormTest {
    private static final Template BOTH =
            Template.builder()
                    .set(AttributeType.CKA_CRATON_LOW_S, true)
                    .set(AttributeType.CKA_CRATON_DETERMINISTIC, true)
                    .build();

    private static KeyMaterial key(String backend, String curve, String d, Template form) {
        return engine(backend)
                .importKey(
                        form.toBuilder()
                                .objectClass(ObjectClass.CKO_PRIVATE_KEY)
                                .keyType(KeyType.CKK_EC)
                                .set(AttributeType.CKA_EC_PARAMS, hex(CURVES.get(curve)))
                                .set(AttributeType.CKA_VALUE, hex(d.toLowerCase(Locale.ROOT)))
                                .build());
    }

    /** RFC 6979, appendices A.2.5 and A.2.6. */
    @ParameterizedTest
    @CsvSource({
        "sample, SHA1,"
                + "61340C88C3AAEBEB4F6D667F672CA9759A6CCAA9FA8811313039EE4A35471D32"
                + "6D7F147DAC089441BB2E2FE8F7A3FA264B9C475098FDCF6E00D7C996E1B8B7EB",
        "sample, SHA256,"
                + "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716"
                + "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8",
        "sample, SHA384,"
                + "0EAFEA039B20E9B42309FB1D89E213057CBF973DC0CFC8F129EDDDC800EF7719"
                + "4861F0491E6998B9455193E34E7B0D284DDD7149A74B95B9261F13ABDE940954",
        "sample, SHA512,"
                + "8496A60B5E9B47C825488827E0495B0E3FA109EC4568FD3F8D1097678EB97F00"
                + "2362AB1ADBE2B8ADF9CB9EDAB740EA6049C028114F2460F96554F61FAE3302FE",
        "test, SHA256,"
                + "F1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367"
                + "019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083"
    })
    void deterministicSignatures_areThoseOfTheStandard(String text, String hash, String expected)
            throws Exception {
        Template form =
                Template.builder().set(AttributeType.CKA_CRATON_DETERMINISTIC, true).build();
        byte[] data = text.getBytes(StandardCharsets.US_ASCII);
        byte[] digest = MessageDigest.getInstance(hash.replace("SHA", "SHA-")).digest(data);
        for (String backend : new String[] {"auto", "jdk", "bc"}) {
            KeyMaterial key =
                    key(
                            backend,
                            "P-256",
                            "C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721",
                            form);
            Mechanism whole = Mechanism.of(MechanismType.valueOf("CKM_ECDSA_" + hash));
            Mechanism digested = Mechanism.of(MechanismType.CKM_ECDSA);
            assertThat(sign(engine(backend), whole, key, data))
                    .isEqualTo(hex(expected.toLowerCase(Locale.ROOT)));
            assertThat(sign(engine(backend), digested, key, digest))
                    .isEqualTo(hex(expected.toLowerCase(Locale.ROOT)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"P-256", "P-521", "secp256k1", "brainpoolP384r1"})
    void lowS_isLow_andVerifies(String curve) {
        BigInteger n = order(curve);
        for (String backend : new String[] {"auto", "jdk", "bc"}) {
            Engines engine = engine(backend);
            KeyPairMaterial pair =
                    engine.generateKeyPair(
                            Mechanism.of(MechanismType.CKM_EC_KEY_PAIR_GEN),
                            Template.builder()
                                    .set(AttributeType.CKA_EC_PARAMS, hex(CURVES.get(curve)))
                                    .build(),
                            Template.builder().set(AttributeType.CKA_CRATON_LOW_S, true).build());
            for (int i = 0; i < 20; i++) {
                byte[] data = random(32);
                for (MechanismType type :
                        List.of(MechanismType.CKM_ECDSA, MechanismType.CKM_ECDSA_SHA3_256)) {
                    byte[] signature = sign(engine, Mechanism.of(type), pair.privateKey(), data);
                    int half = signature.length / 2;
                    BigInteger s = new BigInteger(1, signature, half, half);
                    assertThat(s.shiftLeft(1)).isLessThan(n);
                    verify(engine, Mechanism.of(type), pair.publicKey(), data, signature);
                }
            }
        }
    }

    private static BigInteger order(String curve) {
        String name = curve.startsWith("brain") ? curve : curve.replace("-", "-");
        return java.util.Objects.requireNonNull(
                        CustomNamedCurves.getByName(name) == null
                                ? org.bouncycastle.asn1.x9.ECNamedCurveTable.getByName(name)
                                : CustomNamedCurves.getByName(name))
                .getN();
    }

    @ParameterizedTest
    @ValueSource(strings = {"P-256", "secp256k1"})
    void anUnwrappedKey_hasTheFormThatItsTemplateAsksFor(String curve) {
        Engines engine = engine("auto");
        Mechanism kwp = Mechanism.of(MechanismType.CKM_AES_KEY_WRAP_KWP);
        KeyMaterial kek = EngineFixture.secret(KeyType.CKK_AES, new byte[32]);
        KeyMaterial plain = EngineFixture.ecPair(engine, curve).privateKey();
        byte[] wrapped = engine.wrap(kwp, kek, plain, null);
        Template template =
                BOTH.toBuilder()
                        .objectClass(ObjectClass.CKO_PRIVATE_KEY)
                        .keyType(KeyType.CKK_EC)
                        .build();
        KeyMaterial key = engine.unwrap(kwp, kek, wrapped, template, null);
        BigInteger n = order(curve);
        Mechanism mechanism = Mechanism.of(MechanismType.CKM_ECDSA_SHA256);
        for (int i = 0; i < 20; i++) {
            byte[] data = {(byte) i};
            byte[] signature = sign(engine, mechanism, key, data);
            assertThat(sign(engine, mechanism, key, data)).isEqualTo(signature);
            assertThat(new BigInteger(1, signature, 32, 32).shiftLeft(1)).isLessThan(n);
        }
        assertThat(sign(engine, mechanism, plain, new byte[1]))
                .isNotEqualTo(sign(engine, mechanism, plain, new byte[1]));
    }
}

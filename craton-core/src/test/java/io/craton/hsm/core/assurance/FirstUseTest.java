package io.craton.hsm.core.assurance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Digest;
import io.craton.hsm.DigestUse;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters.Ecdh1Derive;
import io.craton.hsm.MechanismParameters.HashSignContext;
import io.craton.hsm.MechanismParameters.Hedge;
import io.craton.hsm.MechanismParameters.Hkdf;
import io.craton.hsm.MechanismParameters.Kdf;
import io.craton.hsm.MechanismParameters.Mgf;
import io.craton.hsm.MechanismParameters.Pbkdf2;
import io.craton.hsm.MechanismParameters.RsaAesKeyWrap;
import io.craton.hsm.MechanismParameters.RsaOaep;
import io.craton.hsm.MechanismParameters.RsaPss;
import io.craton.hsm.MechanismParameters.SaltType;
import io.craton.hsm.MechanismParameters.Sp800108;
import io.craton.hsm.MechanismType;
import io.craton.hsm.Template;
import io.craton.hsm.core.mechanism.AlgorithmTest;
import io.craton.hsm.core.random.HsmRandom;
import io.craton.hsm.engine.Engines;
import io.craton.hsm.engine.spi.DigestContext;
import io.craton.hsm.engine.spi.KeyMaterial;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FirstUseTest {
    private static final HsmRandom RANDOM = HsmRandom.open(what -> {});

    private final List<String> told = new ArrayList<>();

    @AfterEach
    void noDrill() {
        System.clearProperty(SelfTests.FAIL_PROPERTY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "jdk", "bc"})
    void conditionalTests_everyBackend_pass(String backend) {
        ConditionalTests tests =
                new ConditionalTests(Engines.create(RANDOM, backend), Vectors.load());
        List<SelfTest> all = new ArrayList<>();
        for (AlgorithmTest test : AlgorithmTest.values()) {
            if (test.when() == AlgorithmTest.When.FIRST_USE) {
                all.add(tests.of(test));
            }
        }
        for (Digest digest : Digest.values()) {
            all.add(tests.of(digest));
        }

        assertThat(all)
                .allSatisfy(
                        test -> {
                            assertThat(test.failure(false)).as(test.name()).isNull();
                            assertThat(test.failure(true)).as(test.name()).isNotNull();
                        });
    }

    /** Whatever has a hash function inside, or is told one, waits for its self-test. */
    @Test
    void hashFunction_itsTestFails_guardsEverythingThatHasItInside() {
        System.setProperty(SelfTests.FAIL_PROPERTY, "SHA-1");
        Engines engine = tested();
        List<Mechanism> uses = new ArrayList<>();
        for (DigestUse use : DigestUse.values()) {
            Digest.SHA_1.mechanism(use).map(Mechanism::of).ifPresent(uses::add);
        }
        uses.add(
                Mechanism.of(
                        MechanismType.CKM_RSA_PKCS_PSS,
                        new RsaPss(MechanismType.CKM_SHA256, Mgf.CKG_MGF1_SHA1, 32)));
        uses.add(
                Mechanism.of(
                        MechanismType.CKM_RSA_PKCS_OAEP,
                        new RsaOaep(MechanismType.CKM_SHA_1, Mgf.CKG_MGF1_SHA256, new byte[0])));
        uses.add(
                Mechanism.of(
                        MechanismType.CKM_PKCS5_PBKD2,
                        new Pbkdf2(new byte[16], 1000, MechanismType.CKM_SHA_1_HMAC, new byte[8])));
        uses.add(
                Mechanism.of(
                        MechanismType.CKM_ECDH1_DERIVE,
                        new Ecdh1Derive(Kdf.CKD_SHA1_KDF_SP800, null, new byte[65])));
        uses.add(
                Mechanism.of(
                        MechanismType.CKM_HASH_SLH_DSA,
                        new HashSignContext(
                                Hedge.CKH_HEDGE_PREFERRED, new byte[0], MechanismType.CKM_SHA_1)));
        uses.add(
                Mechanism.of(
                        MechanismType.CKM_HKDF_DERIVE,
                        new Hkdf(
                                true,
                                true,
                                MechanismType.CKM_SHA_1,
                                SaltType.CKF_HKDF_SALT_NULL,
                                null,
                                null,
                                new byte[0])));
        uses.add(
                Mechanism.of(
                        MechanismType.CKM_SP800_108_COUNTER_KDF,
                        new Sp800108(MechanismType.CKM_SHA_1_HMAC, List.of(), null)));
        uses.add(
                Mechanism.of(
                        MechanismType.CKM_RSA_AES_KEY_WRAP,
                        new RsaAesKeyWrap(
                                256,
                                new RsaOaep(
                                        MechanismType.CKM_SHA_1, Mgf.CKG_MGF1_SHA1, new byte[0]))));

        assertThat(uses).hasSizeGreaterThan(15);
        try (KeyMaterial key = KeyMaterial.secretKey(KeyType.CKK_GENERIC_SECRET, new byte[32])) {
            for (Mechanism use : uses) {
                assertThatThrownBy(() -> engine.sign(use, key))
                        .as(use.toString())
                        .hasMessageContaining("conditional self-test failed: SHA-1");
            }
        }
        assertThat(told).hasSize(1);
    }

    /** No mechanism of the caller names what makes a check value. */
    @ParameterizedTest
    @CsvSource({"CKK_GENERIC_SECRET, 32, SHA-1", "CKK_DES3, 24, triple DES"})
    void checkValue_itsTestFails_isNotComputed(KeyType type, int length, String test) {
        System.setProperty(SelfTests.FAIL_PROPERTY, test);
        Engines engine = tested();

        try (KeyMaterial key = KeyMaterial.secretKey(type, new byte[length])) {
            assertThatThrownBy(() -> engine.checkValue(key))
                    .hasMessageContaining("conditional self-test failed: " + test);
        }
        assertThat(told).hasSize(1);
    }

    /** The length of the digest chooses the function that the signature's number comes from. */
    @ParameterizedTest
    @ValueSource(strings = {"SHA-1", "SHA-224"})
    void deterministicEcdsaOfADigest_testOfAFunctionFails_doesNotSign(String test) {
        System.setProperty(SelfTests.FAIL_PROPERTY, test);
        Engines engine = tested();
        Template p256 =
                Template.builder()
                        .set(
                                AttributeType.CKA_EC_PARAMS,
                                HexFormat.of().parseHex("06082a8648ce3d030107"))
                        .build();
        Template deterministic =
                Template.builder().set(AttributeType.CKA_CRATON_DETERMINISTIC, true).build();
        Mechanism generation = Mechanism.of(MechanismType.CKM_EC_KEY_PAIR_GEN);
        Mechanism signature = Mechanism.of(MechanismType.CKM_ECDSA);

        try (KeyMaterial ordinary =
                        engine.generateKeyPair(generation, p256, Template.empty()).privateKey();
                KeyMaterial key =
                        engine.generateKeyPair(generation, p256, deterministic).privateKey()) {
            engine.sign(signature, ordinary).close();
            assertThatThrownBy(() -> engine.sign(signature, key))
                    .hasMessageContaining("conditional self-test failed: " + test);
        }
    }

    @Test
    void firstUse_testFails_refusesAndTellsOnce() {
        System.setProperty(SelfTests.FAIL_PROPERTY, "Ed25519");
        Engines engine = tested();
        Template edwards =
                Template.builder()
                        .set(AttributeType.CKA_EC_PARAMS, HexFormat.of().parseHex("06032b6570"))
                        .build();
        Mechanism mechanism = Mechanism.of(MechanismType.CKM_EC_EDWARDS_KEY_PAIR_GEN);

        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> engine.generateKeyPair(mechanism, edwards, Template.empty()))
                    .isInstanceOf(HsmException.class)
                    .hasMessageContaining(
                            "CKR_GENERAL_ERROR: conditional self-test failed: Ed25519");
        }

        assertThat(told).hasSize(1);
    }

    @Test
    void firstUse_testPasses_isNotTestedAgain() {
        Engines engine = tested();
        Mechanism sha1 = Mechanism.of(MechanismType.CKM_SHA_1);
        engine.digest(sha1).close();
        System.setProperty(SelfTests.FAIL_PROPERTY, "SHA-1");

        try (DigestContext context = engine.digest(sha1)) {
            assertThat(context.digest()).hasSize(20);
        }
        assertThat(told).isEmpty();
    }

    private Engines tested() {
        Engines engine = Engines.create(RANDOM, "auto");
        return engine.asking(new FirstUse(engine, told::add));
    }
}

package io.craton.hsm.core.assurance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.Template;
import io.craton.hsm.core.engine.DigestContext;
import io.craton.hsm.core.engine.Engines;
import io.craton.hsm.core.random.HsmRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestedEngineTest {
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

        assertThat(tests.all().keySet())
                .hasSize(11)
                .allSatisfy(
                        test -> {
                            assertThat(test.failure(false)).as(test.name()).isNull();
                            assertThat(test.failure(true)).as(test.name()).isNotNull();
                        });
    }

    @Test
    void firstUse_testFails_refusesAndTellsOnce() {
        System.setProperty(SelfTests.FAIL_PROPERTY, "Ed25519");
        TestedEngine engine = new TestedEngine(Engines.create(RANDOM, "auto"), told::add);
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
        TestedEngine engine = new TestedEngine(Engines.create(RANDOM, "auto"), told::add);
        Mechanism sha1 = Mechanism.of(MechanismType.CKM_SHA_1);
        engine.digest(sha1).close();
        System.setProperty(SelfTests.FAIL_PROPERTY, "SHA-1");

        try (DigestContext context = engine.digest(sha1)) {
            assertThat(context.digest()).hasSize(20);
        }
        assertThat(told).isEmpty();
    }
}

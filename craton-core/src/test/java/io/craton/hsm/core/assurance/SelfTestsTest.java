package io.craton.hsm.core.assurance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.core.assurance.SelfTestReport.Outcome;
import io.craton.hsm.core.random.HsmRandom;
import io.craton.hsm.engine.Engines;
import io.craton.hsm.engine.spi.CryptoEngine;
import io.craton.hsm.engine.spi.KeyMaterial;
import io.craton.hsm.spi.SecretAccess;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SelfTestsTest {
    private static final HsmRandom RANDOM = HsmRandom.open(what -> {});
    private static final Engines ENGINE = Engines.create(RANDOM, "auto");

    @AfterEach
    void noDrill() {
        System.clearProperty(SelfTests.FAIL_PROPERTY);
    }

    static Stream<String> names() {
        return Stream.concat(
                Stream.of(SelfTests.INTEGRITY),
                new KnownAnswerTests(ENGINE, Vectors.load()).all().stream().map(SelfTest::name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "jdk", "bc"})
    @Tag("S3-3")
    @Tag("S4-21")
    void run_everyBackend_passesAll17(String backend) {
        SelfTestReport report =
                SelfTests.run(Engines.create(RANDOM, backend), ModuleIntegrity::verify, false);

        assertThat(report.outcomes()).hasSize(17).allMatch(Outcome::passed, "passed");
        assertThat(report.outcomes()).extracting(Outcome::name).doesNotHaveDuplicates();
        assertThat(report.outcomes().get(0).name()).isEqualTo("module integrity");
        assertThat(report.passed()).isTrue();
        assertThat(report.summary())
                .startsWith("self-test passed: 17 of 17")
                .contains("not configured");
    }

    @Test
    void run_withAccpWhereItRuns_passesAll17() {
        SelfTestReport report = SelfTests.run(accp(), ModuleIntegrity::verify, false);

        assertThat(report.outcomes()).hasSize(17).allMatch(Outcome::passed, "passed");
    }

    private static Engines accp() {
        try {
            return Engines.create(RANDOM, "accp");
        } catch (HsmException e) {
            assumeTrue(false, "no ACCP for this platform: " + e.getMessage());
            throw e;
        }
    }

    @Test
    @Tag("S2-2")
    void missingIntegrityFile_whereItHasToBe_namesTheCommandThatWritesIt() {
        SelfTestReport report = SelfTests.run(ENGINE, IntegrityResult::notConfigured, true);

        assertThat(SelfTests.error(report))
                .hasMessageContaining("there is no craton-hsm.hmac")
                .hasMessageContaining("integrity write")
                .hasMessageNotContaining("restore the release's files");
    }

    @ParameterizedTest
    @MethodSource("names")
    @Tag("S3-1")
    @Tag("S3-2")
    @Tag("S2-31")
    void run_oneAnswerSpoilt_failsThatTestAlone(String name) {
        System.setProperty(SelfTests.FAIL_PROPERTY, name);

        SelfTestReport report = SelfTests.run(ENGINE, ModuleIntegrity::verify, false);

        assertThat(report.passed()).isFalse();
        assertThat(report.outcomes().stream().filter(outcome -> !outcome.passed()))
                .extracting(Outcome::name)
                .containsExactly(name);
        assertThat(report.summary()).startsWith("self-test failed: 1 of 17; " + name);
        assertThat(SelfTests.error(report).code()).isEqualTo(ReturnCode.CKR_GENERAL_ERROR);
        assertThat(SelfTests.error(report)).hasMessageContaining("self-test failed");
    }

    /** A wrong answer says nothing of what to do, as a missing integrity file does. */
    @Test
    void error_ofOneWrongAnswer_saysWhatToDo() {
        System.setProperty(SelfTests.FAIL_PROPERTY, "SHA-256");

        assertThat(SelfTests.error(SelfTests.run(ENGINE, ModuleIntegrity::verify, false)))
                .hasMessageContaining("; restore the release's files, or fix the Java runtime");
    }

    @Test
    void run_allSpoilt_failsAll17() {
        System.setProperty(SelfTests.FAIL_PROPERTY, "all");

        assertThat(SelfTests.run(ENGINE, ModuleIntegrity::verify, false).outcomes())
                .hasSize(17)
                .noneMatch(Outcome::passed);
    }

    /** Not the comparison but the engine: one bit of everything that it gives is wrong. */
    @Test
    void run_engineThatMiscalculates_failsEveryEngineTest() {
        SelfTestReport report =
                SelfTests.run(
                        miscalculating(CryptoEngine.class, ENGINE), ModuleIntegrity::verify, false);

        assertThat(report.outcomes().stream().filter(Outcome::passed))
                .extracting(Outcome::name)
                .containsExactlyInAnyOrder(SelfTests.INTEGRITY, "HMAC_DRBG SHA-256");
    }

    @Test
    void run_engineThatThrows_failsAndSaysHow() {
        CryptoEngine broken =
                (CryptoEngine)
                        Proxy.newProxyInstance(
                                getClass().getClassLoader(),
                                new Class<?>[] {CryptoEngine.class},
                                (proxy, method, arguments) -> {
                                    throw new NoClassDefFoundError("org/example/Missing");
                                });

        SelfTestReport report = SelfTests.run(broken, ModuleIntegrity::verify, false);

        assertThat(report.outcomes().stream().filter(outcome -> !outcome.passed())).hasSize(15);
        assertThat(report.summary()).contains("NoClassDefFoundError");
    }

    @Test
    @Tag("S2-2")
    void run_integrityRequiredButNotConfigured_failsIntegrity() {
        SelfTestReport report = SelfTests.run(ENGINE, ModuleIntegrity::verify, true);

        assertThat(report.outcomes().stream().filter(outcome -> !outcome.passed()))
                .extracting(Outcome::name)
                .containsExactly(SelfTests.INTEGRITY);
    }

    @Test
    void run_whileFlightRecorderRuns_leavesAnEvent(@TempDir Path directory) throws IOException {
        try (Recording recording = new Recording()) {
            recording.enable("io.craton.hsm.SelfTest");
            recording.start();
            SelfTests.run(ENGINE, ModuleIntegrity::verify, false);
            recording.stop();
            Path file = directory.resolve("events.jfr");
            recording.dump(file);

            List<RecordedEvent> events =
                    RecordingFile.readAllEvents(file).stream()
                            .filter(
                                    event ->
                                            event.getEventType()
                                                    .getName()
                                                    .equals("io.craton.hsm.SelfTest"))
                            .toList();

            assertThat(events).hasSize(1);
            assertThat(events.get(0).getBoolean("passed")).isTrue();
            assertThat(events.get(0).getInt("tests")).isEqualTo(17);
        }
    }

    /**
     * Wraps an engine, and the contexts that it gives, so that the last bit of every byte string is
     * turned.
     */
    private static <T> T miscalculating(Class<T> type, Object delegate) {
        return type.cast(
                Proxy.newProxyInstance(
                        SelfTestsTest.class.getClassLoader(),
                        new Class<?>[] {type},
                        (proxy, method, arguments) -> {
                            Object result;
                            try {
                                result = method.invoke(delegate, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                            if (result instanceof byte[] bytes && bytes.length > 0) {
                                bytes[bytes.length - 1] ^= 1;
                            }
                            if (result instanceof CryptoEngine.EncapsulatedKey encapsulated) {
                                encapsulated.ciphertext()[0] ^= 1;
                            }
                            if (method.getName().equals("derive")
                                    || method.getName().equals("generateKey")) {
                                return spoil((KeyMaterial) result);
                            }
                            Class<?> declared = method.getReturnType();
                            return declared.isInterface()
                                            && declared.getSimpleName().endsWith("Context")
                                    ? miscalculating(declared, result)
                                    : result;
                        }));
    }

    private static KeyMaterial spoil(KeyMaterial key) {
        byte[] value = key.secret(AttributeType.CKA_VALUE).copy(SecretAccess.READ);
        value[0] ^= 1;
        return KeyMaterial.secretKey(key.keyType(), value);
    }

    /** A mistyped drill would be taken for one that was passed. */
    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "sha-1", "ML-DSA-65, nothing"})
    void drill_ofATestThatThereIsNot_isRefused(String names) {
        System.setProperty(SelfTests.FAIL_PROPERTY, names);

        assertThatThrownBy(() -> SelfTests.run(ENGINE, ModuleIntegrity::verify, false))
                .isInstanceOf(HsmException.class)
                .hasMessageContaining("CKR_ARGUMENTS_BAD: there is no self-test '");
    }
}

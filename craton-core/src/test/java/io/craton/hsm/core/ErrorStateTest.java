package io.craton.hsm.core;

import static io.craton.hsm.core.TestModule.assertCode;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.AttributeType;
import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Template;
import io.craton.hsm.UserType;
import io.craton.hsm.core.assurance.IntegrityResult;
import io.craton.hsm.core.assurance.SelfTests;
import io.craton.hsm.core.fixture.MemoryStores;
import io.craton.hsm.core.fixture.RecordedAudit;
import io.craton.hsm.core.random.EntropySource;
import io.craton.hsm.core.random.ScriptedEntropy;
import io.craton.hsm.spi.AuditEvent;
import io.craton.hsm.testkit.Logs;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The module that finds itself faulty, seen from its public door. */
class ErrorStateTest {
    private final MemoryStores stores = new MemoryStores();
    private final RecordedAudit audit = new RecordedAudit();
    private final AtomicBoolean stuck = new AtomicBoolean();
    private final EntropySource entropy =
            (bytes, offset, length) -> {
                if (stuck.get()) {
                    ScriptedEntropy.stuckAt(0).read(bytes, offset, length);
                } else {
                    new java.util.Random().nextBytes(bytes);
                }
            };

    @AfterEach
    void noDrill() {
        System.clearProperty(SelfTests.FAIL_PROPERTY);
    }

    private Hsm open() {
        return new Assembly(HsmConfig.defaults())
                .stores(stores)
                .audits(audit)
                .entropy(entropy)
                .open();
    }

    private Session loggedIn(Hsm hsm) {
        hsm.slot(0).initToken("12345678".toCharArray(), "Test");
        Session session = hsm.slot(0).openSession(SessionMode.READ_WRITE);
        session.login(UserType.CKU_SO, "12345678".toCharArray());
        session.initPin("87654321".toCharArray());
        session.logout();
        session.login(UserType.CKU_USER, "87654321".toCharArray());
        return session;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "module integrity", "SHA-256", "SHA-384", "SHA-512", "SHA3-256", "HMAC-SHA-256",
                        "HMAC-SHA-512",
                "AES-256-GCM", "AES-256-CBC", "AES-256-CTR", "RSA-2048", "ECDSA P-256",
                        "ECDH P-256", "ML-DSA-65",
                "ML-KEM-768", "PBKDF2-HMAC-SHA-256", "HMAC_DRBG SHA-256"
            })
    @Tag("S3-1")
    @Tag("S4-21")
    void open_selfTestFails_isRefusedAndRecorded(String test) {
        System.setProperty(SelfTests.FAIL_PROPERTY, test);

        assertCode(ReturnCode.CKR_GENERAL_ERROR, this::open)
                .hasMessageContaining("self-test failed")
                .hasMessageContaining(test);
        assertThat(Logs.text()).contains("ERROR ", "self-test failed: 1 of ", test + ": ");
        assertThat(audit.records())
                .anyMatch(
                        record ->
                                record.event() == AuditEvent.SELF_TEST
                                        && record.result() == ReturnCode.CKR_GENERAL_ERROR);

        // A new start, with the cause gone, works: nothing was left open.
        System.clearProperty(SelfTests.FAIL_PROPERTY);
        try (Hsm hsm = open()) {
            assertThat(hsm.slots()).hasSize(1);
        }
        assertThat(audit.records())
                .anyMatch(
                        record ->
                                record.event() == AuditEvent.SELF_TEST
                                        && record.result() == ReturnCode.CKR_OK);
    }

    @Test
    @Tag("S2-29")
    @Tag("S3-6")
    @Tag("S3-7")
    void generateRandom_entropyGetsStuck_failsThenEveryCallIsRefused() throws InterruptedException {
        Hsm hsm = open();
        Session session = loggedIn(hsm);
        assertThat(session.generateRandom(32)).isNotEqualTo(new byte[32]);

        stuck.set(true);
        assertCode(ReturnCode.CKR_FUNCTION_FAILED, () -> session.generateRandom(32));

        assertThat(Logs.text())
                .contains("ERROR ", "drbg health-test failure: repetition count test");
        assertEveryCallIsRefused(hsm, session);
        waitFor(AuditEvent.DRBG_HEALTH);
        hsm.close();
        // The JVM lives, and a new start with a good source works.
        stuck.set(false);
        try (Hsm again = open()) {
            assertThat(again.slots(true)).hasSize(1);
        }
    }

    @Test
    @Tag("S3-6")
    void open_entropyIsStuckFromTheStart_isRefusedAndRecorded() {
        stuck.set(true);

        assertCode(ReturnCode.CKR_FUNCTION_FAILED, this::open);

        assertThat(audit.last(AuditEvent.DRBG_HEALTH).result())
                .isEqualTo(ReturnCode.CKR_FUNCTION_FAILED);
        assertThat(Logs.text()).contains("ERROR ", "drbg health-test failure");
    }

    @Test
    @Tag("S3-6")
    void generateKey_entropyGetsStuck_failsThenEveryCallIsRefused() {
        Hsm hsm = open();
        Session session = loggedIn(hsm);
        Template template = Template.builder().set(AttributeType.CKA_VALUE_LEN, 32L).build();

        stuck.set(true);
        assertCode(
                ReturnCode.CKR_FUNCTION_FAILED,
                () -> session.generateKey(Mechanism.of(MechanismType.CKM_AES_KEY_GEN), template));

        assertEveryCallIsRefused(hsm, session);
        hsm.close();
    }

    @Test
    @Tag("S2-29")
    void open_entropyStuckFromTheStart_isRefused() {
        stuck.set(true);

        assertCode(ReturnCode.CKR_FUNCTION_FAILED, this::open);
    }

    @Test
    @Tag("S2-2")
    @Tag("S3-4")
    void open_integrityFailsOrIsRequiredAndMissing_isRefused() {
        IntegrityResult damaged =
                new IntegrityResult(IntegrityResult.Status.FAILED, "x.jar is not the file");
        IntegrityResult absent =
                new IntegrityResult(IntegrityResult.Status.NOT_CONFIGURED, "no file");
        HsmConfig approvedOnly =
                HsmConfig.builder().set(ConfigKey.ALGORITHMS_FIPS_APPROVED_ONLY, true).build();

        assertCode(ReturnCode.CKR_GENERAL_ERROR, () -> with(HsmConfig.defaults(), damaged))
                .hasMessageContaining(
                        "module integrity: IllegalStateException: x.jar is not the file");
        assertThat(Logs.text()).contains("ERROR ", "x.jar is not the file");
        with(HsmConfig.defaults(), absent).close();
        assertCode(ReturnCode.CKR_GENERAL_ERROR, () -> with(approvedOnly, absent));
        with(approvedOnly, new IntegrityResult(IntegrityResult.Status.OK, "fine")).close();
    }

    private Hsm with(HsmConfig config, IntegrityResult integrity) {
        return new Assembly(config).stores(stores).audits(audit).integrity(integrity).open();
    }

    @Test
    void firstUse_conditionalTestFails_everyCallIsRefused() throws InterruptedException {
        Hsm hsm = open();
        Session session = loggedIn(hsm);
        System.setProperty(SelfTests.FAIL_PROPERTY, "Ed25519");
        Template edwards =
                Template.builder()
                        .set(AttributeType.CKA_EC_PARAMS, HexFormat.of().parseHex("06032b6570"))
                        .build();

        assertCode(
                ReturnCode.CKR_GENERAL_ERROR,
                () ->
                        session.generateKeyPair(
                                Mechanism.of(MechanismType.CKM_EC_EDWARDS_KEY_PAIR_GEN),
                                edwards,
                                Template.empty()));

        assertThat(Logs.text()).contains("ERROR ", "conditional self-test failed: Ed25519");
        assertEveryCallIsRefused(hsm, session);
        waitFor(AuditEvent.SELF_TEST);
        hsm.close();
    }

    private static void assertEveryCallIsRefused(Hsm hsm, Session session) {
        Map<String, Runnable> calls =
                Map.of(
                        "info", hsm::info,
                        "slots", hsm::slots,
                        "slot", () -> hsm.slot(0),
                        "session info", session::info,
                        "random", () -> session.generateRandom(1),
                        "find", () -> session.findObjects(Template.empty()),
                        "digest",
                                () ->
                                        session.digest(
                                                Mechanism.of(MechanismType.CKM_SHA256),
                                                new byte[1]),
                        "login", () -> session.login(UserType.CKU_USER, "87654321".toCharArray()),
                        "logout", session::logout,
                        "seed", () -> session.seedRandom(new byte[1]));
        calls.forEach(
                (name, call) ->
                        assertCode(ReturnCode.CKR_GENERAL_ERROR, call::run)
                                .as(name)
                                .hasMessageContaining("error state"));
    }

    private void waitFor(AuditEvent event) throws InterruptedException {
        for (int i = 0; i < 500; i++) {
            if (audit.records().stream()
                    .anyMatch(
                            record ->
                                    record.event() == event
                                            && record.result() != ReturnCode.CKR_OK)) {
                return;
            }
            Thread.sleep(20);
        }
        throw new AssertionError(event + " was not recorded");
    }
}

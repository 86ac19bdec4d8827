package io.craton.hsm.core.token;

import static io.craton.hsm.ReturnCode.*;
import static io.craton.hsm.core.TestModule.assertCode;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.BackupOptions;
import io.craton.hsm.ConfigKey;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.SessionState;
import io.craton.hsm.SignOperation;
import io.craton.hsm.Slot;
import io.craton.hsm.Template;
import io.craton.hsm.TokenInfo.Flag;
import io.craton.hsm.UserType;
import io.craton.hsm.core.Keys;
import io.craton.hsm.core.TestModule;
import io.craton.hsm.spi.AuditEvent;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Slots, tokens and sessions. */
class SessionTest {
    @Test
    @Tag("S0-12")
    @Tag("S3-11")
    @Tag("S3-12")
    @Tag("S3-14")
    @Tag("S4-4")
    @Tag("S4-6")
    @Tag("S4-22")
    void uninitialisedToken_isListedButCannotBeUsed() {
        try (TestModule module = TestModule.empty(b -> b)) {
            assertThat(module.hsm().slots(false)).hasSize(1);
            assertThat(module.hsm().slots(true)).isEmpty();
            assertThat(module.slot().info().tokenPresent()).isFalse();
            assertThat(module.slot().tokenInfo().initialized()).isFalse();
            assertCode(CKR_TOKEN_NOT_PRESENT, module::session);
        }
    }

    /** Decision B10: {@code pkcs11-tool --init-token} looks for a token that is present. */
    @Test
    void uninitialisedToken_isPresent_ifTheConfigurationSaysSo() {
        try (TestModule module =
                TestModule.empty(b -> b.set(ConfigKey.TOKEN_UNINITIALIZED, "present"))) {
            Slot slot = module.slot();
            assertThat(module.hsm().slots(true)).containsExactly(slot);
            assertThat(slot.info().tokenPresent()).isTrue();
            assertThat(slot.tokenInfo().initialized()).isFalse();
            assertCode(CKR_TOKEN_NOT_INITIALIZED, module::session);
            assertCode(CKR_TOKEN_NOT_INITIALIZED, slot::openResidentSession);
            assertCode(CKR_TOKEN_NOT_INITIALIZED, () -> slot.destroyToken("x"));
            assertCode(
                    CKR_TOKEN_NOT_INITIALIZED,
                    () ->
                            slot.backup(
                                    BackupOptions.withSoPin(new byte[8]),
                                    new ByteArrayOutputStream()));
            module.renew();
            try (Session session = module.userSession()) {
                session.functions().digestInit(Mechanism.of(MechanismType.CKM_SHA256));
            }
            slot.destroyToken("Test");
            assertThat(slot.info().tokenPresent()).isTrue();
            assertCode(CKR_TOKEN_NOT_INITIALIZED, module::session);
        }
    }

    @Test
    @Tag("S4-1")
    @Tag("S4-2")
    @Tag("S4-29")
    @Tag("S4-5")
    void slots_areSeparate() {
        try (TestModule module = TestModule.open(b -> b.set(ConfigKey.TOKEN_SLOT_COUNT, 3))) {
            assertThat(module.hsm().slots()).extracting(Slot::id).containsExactly(0L, 1L, 2L);
            assertCode(CKR_SLOT_ID_INVALID, () -> module.hsm().slot(3));
            assertCode(CKR_SLOT_ID_INVALID, () -> module.hsm().slot(-1));
            Slot second = module.hsm().slot(1);
            second.initToken("another so".toCharArray(), "Second");
            Session user = module.userSession();
            Keys.aes(user, b -> b.token(true).label("here"));
            try (Session other = second.openSession(SessionMode.READ_WRITE)) {
                assertThat(other.info().state()).isEqualTo(SessionState.CKS_RW_PUBLIC_SESSION);
                assertThat(other.findObjects(Template.builder().label("here").build())).isEmpty();
            }
            second.initToken("another so".toCharArray(), "Again");
            assertThat(user.findObjects(Template.builder().label("here").build())).hasSize(1);
        }
    }

    @Test
    @Tag("S4-3")
    @Tag("S4-23")
    void tokenInfo_saysWhatTheTokenIs() {
        try (TestModule module = TestModule.open()) {
            var info = module.slot().tokenInfo();
            assertThat(info.label()).isEqualTo("Test");
            assertThat(info.paddedLabel()).hasSize(32).startsWith("Test   ");
            assertThat(info.manufacturer()).isNotEmpty().hasSizeLessThanOrEqualTo(32);
            assertThat(info.model()).isNotEmpty().hasSizeLessThanOrEqualTo(16);
            assertThat(info.serialNumber()).isEqualTo("5EA1");
            assertThat(info.minPinLength()).isEqualTo(8);
            assertThat(info.maxPinLength()).isEqualTo(64);
            assertThat(info.time()).isEqualTo(module.clock.instant());
            assertThat(info.flags())
                    .contains(
                            Flag.CKF_RNG,
                            Flag.CKF_LOGIN_REQUIRED,
                            Flag.CKF_TOKEN_INITIALIZED,
                            Flag.CKF_USER_PIN_INITIALIZED);
            try (Session session = module.session();
                    Session readOnly = module.slot().openSession(SessionMode.READ_ONLY)) {
                assertThat(readOnly.info().mode()).isEqualTo(SessionMode.READ_ONLY);
                assertThat(module.slot().tokenInfo().sessions()).isEqualTo(2);
                assertThat(module.slot().tokenInfo().rwSessions()).isEqualTo(1);
                session.createObject(
                        Template.builder()
                                .objectClass(io.craton.hsm.ObjectClass.CKO_DATA)
                                .token(true)
                                .build());
                assertThat(module.slot().tokenInfo().objects()).isEqualTo(1);
            }
            assertThat(module.hsm().info().cryptokiVersion()).isEqualTo("3.2");
        }
    }

    @Test
    void pinFlags_followTheFailures() {
        try (TestModule module =
                        TestModule.open(b -> b.set(ConfigKey.SECURITY_MAX_FAILED_LOGINS, 3));
                Session session = module.session()) {
            char[] wrong = "wrong pin".toCharArray();
            assertCode(CKR_PIN_INCORRECT, () -> session.login(UserType.CKU_USER, wrong));
            assertThat(module.slot().tokenInfo().flags())
                    .contains(Flag.CKF_USER_PIN_COUNT_LOW)
                    .doesNotContain(Flag.CKF_USER_PIN_FINAL_TRY);
            assertCode(CKR_PIN_INCORRECT, () -> session.login(UserType.CKU_USER, wrong));
            assertThat(module.slot().tokenInfo().flags()).contains(Flag.CKF_USER_PIN_FINAL_TRY);
            assertCode(CKR_PIN_INCORRECT, () -> session.login(UserType.CKU_USER, wrong));
            assertThat(module.slot().tokenInfo().flags())
                    .contains(Flag.CKF_USER_PIN_LOCKED)
                    .doesNotContain(Flag.CKF_USER_PIN_FINAL_TRY, Flag.CKF_SO_PIN_COUNT_LOW);
        }
    }

    @Test
    void initToken_whenTheStoreCannotBeRead_leavesTheSlotInUse() {
        try (TestModule module = TestModule.open()) {
            char[] so = TestModule.SO_PIN.toCharArray();
            module.stores.slot(0).failState(true);
            assertCode(CKR_DEVICE_ERROR, () -> module.slot().initToken(so, "New"));
            module.stores.slot(0).failState(false);
            module.session().close();
            module.slot().initToken(so, "New");
        }
    }

    /** The record of the first one cannot be written: the others are closed all the same. */
    @Test
    void closeAllSessions_thatCannotBeRecorded_leavesNoneOpen() {
        try (TestModule module = TestModule.open()) {
            Session first = module.userSession();
            Session second = module.session();
            module.audit.fail(true);
            assertCode(CKR_GENERAL_ERROR, () -> module.slot().closeAllSessions());
            module.audit.fail(false);
            assertCode(CKR_SESSION_HANDLE_INVALID, first::info);
            assertCode(CKR_SESSION_HANDLE_INVALID, second::info);
            assertThat(module.slot().tokenInfo().sessions()).isZero();
        }
    }

    @Test
    @Tag("S4-7")
    @Tag("S4-29")
    @Tag("S4-30")
    @Tag("S0-16")
    @Tag("S0-43")
    void initToken_needsTheSoPinAndNoSession_andWipesEverything() {
        try (TestModule module = TestModule.open()) {
            Session session = module.userSession();
            Keys.aes(session, b -> b.token(true).label("doomed"));
            char[] so = TestModule.SO_PIN.toCharArray();
            assertCode(CKR_SESSION_EXISTS, () -> module.slot().initToken(so, "New"));
            session.close();
            assertCode(
                    CKR_PIN_INCORRECT,
                    () -> module.slot().initToken("wrong pin".toCharArray(), "New"));
            assertCode(CKR_ARGUMENTS_BAD, () -> module.slot().initToken(so, "x".repeat(33)));
            assertThat(module.slot().tokenInfo().label()).isEqualTo("Test");
            module.slot().initToken(so, "the new so pin".toCharArray(), "New");
            assertThat(module.slot().tokenInfo().flags())
                    .doesNotContain(Flag.CKF_USER_PIN_INITIALIZED);
            try (Session fresh = module.session()) {
                assertThat(fresh.findObjects(Template.builder().label("doomed").build())).isEmpty();
                assertCode(CKR_PIN_INCORRECT, () -> fresh.login(UserType.CKU_SO, so));
                fresh.login(UserType.CKU_SO, "the new so pin".toCharArray());
            }
        }
    }

    @Test
    void initToken_isASlotEvent() {
        try (TestModule module = TestModule.empty(b -> b)) {
            assertThat(module.hsm().waitForSlotEvent(Duration.ZERO)).isEmpty();
            module.slot().initToken(TestModule.SO_PIN.toCharArray(), "New");
            assertThat(module.hsm().waitForSlotEvent(Duration.ofSeconds(10)))
                    .contains(module.slot());
            assertThat(module.hsm().waitForSlotEvent(Duration.ZERO)).isEmpty();
        }
    }

    @Test
    @Tag("S3-35")
    @Tag("S3-36")
    void limits_areSessionCount() {
        try (TestModule module =
                TestModule.open(
                        b ->
                                b.set(ConfigKey.TOKEN_MAX_SESSIONS, 3)
                                        .set(ConfigKey.TOKEN_MAX_RW_SESSIONS, 2))) {
            Session first = module.session();
            module.session();
            assertCode(CKR_SESSION_COUNT, module::session);
            module.slot().openSession(SessionMode.READ_ONLY);
            assertCode(CKR_SESSION_COUNT, () -> module.slot().openSession(SessionMode.READ_ONLY));
            first.close();
            module.session();
        }
    }

    @Test
    void limit_ofSessionsThatDoNotCount_isTheirOwn() {
        try (TestModule module = TestModule.open(b -> b.set(ConfigKey.TOKEN_MAX_SESSIONS, 2))) {
            module.session();
            Session first = module.slot().openResidentSession();
            module.slot().openResidentSession();
            assertCode(CKR_SESSION_COUNT, module.slot()::openResidentSession);
            first.close();
            module.slot().openResidentSession();
            module.session();
        }
    }

    @Test
    void closedSession_isInvalid() {
        try (TestModule module = TestModule.open()) {
            Session session = module.userSession();
            ObjectHandle key = Keys.aes(session);
            SignOperation operation =
                    session.signer(
                            Keys.hmac(),
                            session.createObject(
                                    Keys.secret(
                                                    io.craton.hsm.KeyType.CKK_GENERIC_SECRET,
                                                    new byte[32])
                                            .build()));
            session.close();
            session.close();
            assertCode(CKR_SESSION_HANDLE_INVALID, session::info);
            assertCode(
                    CKR_SESSION_HANDLE_INVALID,
                    () -> session.encrypt(Keys.gcm(), key, new byte[1]));
            assertCode(CKR_SESSION_HANDLE_INVALID, () -> session.findObjects(Template.empty()));
            assertCode(CKR_SESSION_HANDLE_INVALID, session::functions);
            assertCode(CKR_OPERATION_NOT_INITIALIZED, operation::sign);
        }
    }

    @Test
    void closingTheLastSession_logsOut() {
        try (TestModule module = TestModule.open()) {
            Session first = module.userSession();
            Session second = module.session();
            first.close();
            assertThat(second.info().state()).isEqualTo(SessionState.CKS_RW_USER_FUNCTIONS);
            second.close();
            assertThat(module.audit.of(AuditEvent.LOGOUT)).hasSize(2);
            assertThat(module.session().info().state())
                    .isEqualTo(SessionState.CKS_RW_PUBLIC_SESSION);
        }
    }

    @Test
    void closeAllSessions_closesThoseOfTheSlot() {
        try (TestModule module = TestModule.open()) {
            List<Session> sessions =
                    new ArrayList<>(List.of(module.session(), module.userSession()));
            module.slot().closeAllSessions();
            sessions.forEach(session -> assertCode(CKR_SESSION_HANDLE_INVALID, session::info));
            assertThat(module.slot().tokenInfo().sessions()).isZero();
        }
    }

    @Test
    @Tag("S1-9")
    @Tag("S4-34")
    void closedModule_answersNothing() {
        TestModule module = TestModule.open();
        Session session = module.session();
        Slot slot = module.slot();
        module.close();
        module.close();
        assertCode(CKR_CRYPTOKI_NOT_INITIALIZED, session::info);
        assertCode(CKR_CRYPTOKI_NOT_INITIALIZED, slot::tokenInfo);
        assertCode(CKR_CRYPTOKI_NOT_INITIALIZED, () -> module.hsm().slots());
        assertThat(module.audit.of(AuditEvent.FINALIZE)).hasSize(1);
    }

    @Test
    void twoModules_areIsolated() {
        try (TestModule one = TestModule.open();
                TestModule two = TestModule.open()) {
            Session session = one.userSession();
            Keys.aes(session, b -> b.token(true).label("mine"));
            assertThat(two.session().info().state()).isEqualTo(SessionState.CKS_RW_PUBLIC_SESSION);
            assertThat(two.userSession().findObjects(Template.builder().label("mine").build()))
                    .isEmpty();
        }
    }

    @Test
    void random_hasTheLengthThatIsAsked() {
        try (TestModule module = TestModule.open();
                Session session = module.session()) {
            assertThat(session.generateRandom(0)).isEmpty();
            assertThat(session.generateRandom(33))
                    .hasSize(33)
                    .isNotEqualTo(session.generateRandom(33));
            session.seedRandom(new byte[] {1, 2, 3});
            for (int length : new int[] {-1, Session.MAX_RANDOM + 1, Integer.MAX_VALUE}) {
                assertCode(CKR_ARGUMENTS_BAD, () -> session.generateRandom(length));
            }
            assertThat(session.generateRandom(Session.MAX_RANDOM)).hasSize(16 << 20);
            assertThat(module.audit.of(AuditEvent.SEED_RANDOM)).hasSize(1);
        }
    }

    @Test
    void logThatCannotBeWritten_stopsEverything() {
        try (TestModule module = TestModule.open();
                Session session = module.userSession()) {
            ObjectHandle key = Keys.aes(session);
            module.audit.fail(true);
            assertCode(CKR_GENERAL_ERROR, () -> session.encrypt(Keys.gcm(), key, new byte[1]));
            assertCode(CKR_GENERAL_ERROR, () -> session.generateRandom(1));
            assertCode(CKR_GENERAL_ERROR, () -> Keys.aes(session));
            assertCode(CKR_GENERAL_ERROR, module::session);
            assertCode(CKR_GENERAL_ERROR, () -> session.findObjects(Template.empty()));
            assertCode(
                    CKR_GENERAL_ERROR,
                    () ->
                            Keys.ec(
                                    session,
                                    b -> b.token(true),
                                    b -> b.token(true).label("unrecorded")));
            module.audit.fail(false);
            assertThat(module.stores.slot(0).objectCount()).isZero();
            assertThat(session.findObjects(Template.builder().label("unrecorded").build()))
                    .isEmpty();
            assertThat(module.slot().tokenInfo().sessions()).isEqualTo(1);
        }
    }

    /** A session that was closed asks nothing, also where it is an argument and the SO is there. */
    @Test
    void closedSession_asksNothingForTheOfficer() {
        try (TestModule module = TestModule.open();
                Session officer = module.soSession()) {
            Session closed = module.session();
            Slot slot = module.slot();
            assertThat(slot.recoversObjects(officer)).isTrue();
            closed.close();
            assertCode(CKR_SESSION_HANDLE_INVALID, () -> slot.recoversObjects(closed));
            assertCode(CKR_SESSION_HANDLE_INVALID, () -> slot.trustInfo("x", closed));
            assertCode(CKR_SESSION_HANDLE_INVALID, () -> slot.trust("x", closed, false));
        }
    }
}

package io.craton.hsm.core.token;

import static io.craton.hsm.core.TestModule.SO_PIN;
import static io.craton.hsm.core.TestModule.USER_PIN;
import static io.craton.hsm.core.TestModule.assertCode;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.SessionState;
import io.craton.hsm.Slot;
import io.craton.hsm.UserType;
import io.craton.hsm.core.TestModule;
import io.craton.hsm.core.fixture.RecordedAudit;
import io.craton.hsm.spi.AuditEvent;
import io.craton.hsm.spi.AuditRecord;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Logins, lockout and delays (decision B11), and who may do what with PINs (B17). */
class LoginTest {
    private static final char[] WRONG = "wrong-pin".toCharArray();

    @Test
    @Tag("S4-24")
    void login_afterInitPin_makesUserSessionsOfAllSessions() {
        try (TestModule module = TestModule.open()) {
            Session readOnly = module.slot().openSession(SessionMode.READ_ONLY);
            Session readWrite = module.userSession();
            assertThat(readOnly.info().state()).isEqualTo(SessionState.CKS_RO_USER_FUNCTIONS);
            assertThat(readWrite.info().state()).isEqualTo(SessionState.CKS_RW_USER_FUNCTIONS);
            readOnly.logout();
            assertThat(readWrite.info().state()).isEqualTo(SessionState.CKS_RW_PUBLIC_SESSION);
            assertThat(readOnly.info().state()).isEqualTo(SessionState.CKS_RO_PUBLIC_SESSION);
        }
    }

    @Test
    @Tag("S3-16")
    @Tag("S3-17")
    @Tag("S3-19")
    @Tag("S0-19")
    @Tag("S4-13")
    @Tag("S4-38")
    void login_withWrongPins_waitsLongerEachTimeAndLocksAfterTen() {
        try (TestModule module = TestModule.open();
                Session session = module.session()) {
            for (int i = 0; i < 10; i++) {
                assertCode(
                        ReturnCode.CKR_PIN_INCORRECT,
                        () -> session.login(UserType.CKU_USER, WRONG));
            }
            assertThat(module.slept)
                    .isEqualTo(
                            Stream.of(100, 200, 400, 800, 1600, 3200, 5000, 5000, 5000, 5000)
                                    .map(Duration::ofMillis)
                                    .toList());
            assertCode(
                    ReturnCode.CKR_PIN_LOCKED,
                    () -> session.login(UserType.CKU_USER, USER_PIN.toCharArray()));
            assertCode(ReturnCode.CKR_PIN_LOCKED, () -> session.login(UserType.CKU_USER, WRONG));
            assertThat(module.slept).hasSize(10);
        }
    }

    @Test
    @Tag("S4-13")
    @Tag("S4-15")
    @Tag("S0-16")
    void soPin_afterTenFailuresOfAnyKind_isLocked_andDestroyingTheTokenIsTheWayOut() {
        try (TestModule module = TestModule.open()) {
            Session session = module.session();
            for (int i = 0; i < 5; i++) {
                assertCode(
                        ReturnCode.CKR_PIN_INCORRECT, () -> session.login(UserType.CKU_SO, WRONG));
            }
            session.close();
            for (int i = 0; i < 5; i++) {
                assertCode(ReturnCode.CKR_PIN_INCORRECT, () -> module.slot().initToken(WRONG, "W"));
            }
            assertCode(
                    ReturnCode.CKR_PIN_LOCKED,
                    () -> module.slot().initToken(SO_PIN.toCharArray(), "Again"));
            try (Session locked = module.session()) {
                assertCode(
                                ReturnCode.CKR_PIN_LOCKED,
                                () -> locked.login(UserType.CKU_SO, SO_PIN.toCharArray()))
                        .hasMessageContaining("token destroy");
            }
            // The delays are one row, too.
            assertThat(module.slept).hasSize(10);

            module.slot().destroyToken("Test");
            module.slot().initToken("another SO PIN".toCharArray(), "Again");
            assertThat(module.slot().tokenInfo().label()).isEqualTo("Again");
        }
    }

    @Test
    void destroyToken_wantsTheLabelOfTheToken_andNobodyAtWork() {
        try (TestModule module = TestModule.open()) {
            Slot slot = module.slot();
            assertCode(ReturnCode.CKR_ARGUMENTS_BAD, () -> slot.destroyToken("test"));
            Session session = module.session();
            assertCode(ReturnCode.CKR_SESSION_EXISTS, () -> slot.destroyToken("Test"));
            session.close();
            assertThat(slot.tokenInfo().initialized()).isTrue();

            slot.destroyToken("Test");

            assertThat(slot.tokenInfo().initialized()).isFalse();
            assertThat(slot.tokenInfo().serialNumber()).isEmpty();
            assertCode(ReturnCode.CKR_TOKEN_NOT_PRESENT, module::session);
            assertCode(ReturnCode.CKR_TOKEN_NOT_PRESENT, () -> slot.destroyToken("Test"));
            assertThat(module.audit.of(AuditEvent.DESTROY_TOKEN))
                    .extracting(AuditRecord::result)
                    .containsExactly(
                            ReturnCode.CKR_ARGUMENTS_BAD,
                            ReturnCode.CKR_SESSION_EXISTS,
                            ReturnCode.CKR_OK,
                            ReturnCode.CKR_TOKEN_NOT_PRESENT);
        }
    }

    @Test
    void destroyedToken_thatComesBack_isARollback() {
        try (TestModule module = TestModule.open()) {
            module.slot().destroyToken("Test");
            AuditRecord record = module.audit.last(AuditEvent.DESTROY_TOKEN);
            assertThat(record.label()).isEqualTo("Test");
            assertThat(RecordedAudit.detail(record)).startsWith("serial number ");
            assertThat(record.mark()).isNotNull();

            // The files of before, put back.
            module.stores.slot(0).initialize(null, SO_PIN.getBytes(UTF_8), "Test");
            module.stores.slot(0).setSequence(record.mark().sequence() - 1);
            module.restart();

            assertThat(module.audit.of(AuditEvent.ROLLBACK_SUSPECTED)).hasSize(1);
        }
    }

    @Test
    @Tag("S0-20")
    @Tag("S3-21")
    @Tag("S4-14")
    void lockedUserPin_setAnewBySo_worksAgain() {
        try (TestModule module =
                TestModule.open(b -> b.set(ConfigKey.SECURITY_MAX_FAILED_LOGINS, 3))) {
            Session session = module.session();
            for (int i = 0; i < 3; i++) {
                assertCode(
                        ReturnCode.CKR_PIN_INCORRECT,
                        () -> session.login(UserType.CKU_USER, WRONG));
            }
            assertCode(
                    ReturnCode.CKR_PIN_LOCKED,
                    () -> session.login(UserType.CKU_USER, USER_PIN.toCharArray()));
            session.login(UserType.CKU_SO, SO_PIN.toCharArray());
            session.initPin("a new user pin".toCharArray());
            session.logout();
            session.login(UserType.CKU_USER, "a new user pin".toCharArray());
        }
    }

    @Test
    void success_ofTheSameRole_startsTheDelaysAnew() {
        try (TestModule module = TestModule.open();
                Session session = module.session()) {
            assertCode(ReturnCode.CKR_PIN_INCORRECT, () -> session.login(UserType.CKU_USER, WRONG));
            assertCode(ReturnCode.CKR_PIN_INCORRECT, () -> session.login(UserType.CKU_SO, WRONG));
            assertCode(ReturnCode.CKR_PIN_INCORRECT, () -> session.login(UserType.CKU_USER, WRONG));
            session.login(UserType.CKU_USER, USER_PIN.toCharArray());
            session.logout();
            assertCode(ReturnCode.CKR_PIN_INCORRECT, () -> session.login(UserType.CKU_USER, WRONG));
            assertCode(ReturnCode.CKR_PIN_INCORRECT, () -> session.login(UserType.CKU_SO, WRONG));
            assertThat(module.slept)
                    .extracting(Duration::toMillis)
                    .containsExactly(100L, 100L, 200L, 100L, 200L);
        }
    }

    @Test
    void wrongPin_saysHowManyFailuresThereWereInARow() {
        try (TestModule module = TestModule.open();
                Session session = module.session()) {
            for (String count : List.of("1 failure in a row", "2 failures in a row")) {
                assertThatThrownBy(() -> session.login(UserType.CKU_USER, WRONG))
                        .isInstanceOf(HsmException.class)
                        .hasMessageContaining("(" + count + ")");
            }
        }
    }

    @Test
    @Tag("S3-18")
    @Tag("S2-32")
    void failedLogins_areRecordedWithTheirCount() {
        try (TestModule module = TestModule.open();
                Session session = module.session()) {
            assertCode(ReturnCode.CKR_PIN_INCORRECT, () -> session.login(UserType.CKU_USER, WRONG));
            assertCode(ReturnCode.CKR_PIN_INCORRECT, () -> session.login(UserType.CKU_USER, WRONG));
            assertThat(module.audit.of(AuditEvent.LOGIN))
                    .filteredOn(record -> record.result() == ReturnCode.CKR_PIN_INCORRECT)
                    .extracting(AuditRecord::failedLogins)
                    .containsExactly(1, 2);
        }
    }

    @Test
    void login_whileLoggedIn_saysWhoIs() {
        try (TestModule module = TestModule.open();
                Session session = module.userSession()) {
            assertCode(
                    ReturnCode.CKR_USER_ALREADY_LOGGED_IN,
                    () -> session.login(UserType.CKU_USER, USER_PIN.toCharArray()));
            assertCode(
                    ReturnCode.CKR_USER_ANOTHER_ALREADY_LOGGED_IN,
                    () -> session.login(UserType.CKU_SO, SO_PIN.toCharArray()));
            session.logout();
            assertCode(ReturnCode.CKR_USER_NOT_LOGGED_IN, session::logout);
        }
    }

    @Test
    void so_andReadOnlySessions_excludeEachOther() {
        try (TestModule module = TestModule.open()) {
            Session readOnly = module.slot().openSession(SessionMode.READ_ONLY);
            Session session = module.session();
            assertCode(
                    ReturnCode.CKR_SESSION_READ_ONLY_EXISTS,
                    () -> session.login(UserType.CKU_SO, SO_PIN.toCharArray()));
            readOnly.close();
            session.login(UserType.CKU_SO, SO_PIN.toCharArray());
            assertCode(
                    ReturnCode.CKR_SESSION_READ_WRITE_SO_EXISTS,
                    () -> module.slot().openSession(SessionMode.READ_ONLY));
            assertThat(session.info().state()).isEqualTo(SessionState.CKS_RW_SO_FUNCTIONS);
        }
    }

    @Test
    @Tag("S4-25")
    @Tag("S4-27")
    void setPin_changesThePinOfWhoIsLoggedIn_andIsOneRecord() {
        try (TestModule module = TestModule.open();
                Session session = module.userSession()) {
            int before = module.audit.records().size();
            session.setPin(USER_PIN.toCharArray(), "24681357".toCharArray());
            assertThat(module.audit.records()).hasSize(before + 1);
            assertThat(module.audit.last(AuditEvent.SET_PIN).role()).isEqualTo(UserType.CKU_USER);
            session.logout();
            session.login(UserType.CKU_SO, SO_PIN.toCharArray());
            session.setPin(SO_PIN.toCharArray(), "another so pin".toCharArray());
            session.logout();
            session.login(UserType.CKU_SO, "another so pin".toCharArray());
            session.logout();
            session.login(UserType.CKU_USER, "24681357".toCharArray());
        }
    }

    @Test
    void setPin_withoutLogin_changesTheUserPin_andNeedsReadWrite() {
        try (TestModule module = TestModule.open();
                Session session = module.session()) {
            session.setPin(USER_PIN.toCharArray(), "24681357".toCharArray());
            session.login(UserType.CKU_USER, "24681357".toCharArray());
            Session readOnly = module.slot().openSession(SessionMode.READ_ONLY);
            assertCode(
                    ReturnCode.CKR_SESSION_READ_ONLY,
                    () -> readOnly.setPin("24681357".toCharArray(), USER_PIN.toCharArray()));
        }
    }

    @Test
    @Tag("S4-9")
    @Tag("S4-8")
    void initPin_isForTheSoOnly() {
        try (TestModule module = TestModule.open();
                Session session = module.session()) {
            assertCode(
                    ReturnCode.CKR_USER_NOT_LOGGED_IN,
                    () -> session.initPin("24681357".toCharArray()));
            session.login(UserType.CKU_USER, USER_PIN.toCharArray());
            assertCode(
                    ReturnCode.CKR_USER_NOT_LOGGED_IN,
                    () -> session.initPin("24681357".toCharArray()));
        }
    }

    @Test
    void userLogin_beforeInitPin_isNotInitialized() {
        try (TestModule module = TestModule.empty(b -> b)) {
            module.slot().initToken(SO_PIN.toCharArray(), "Test");
            try (Session session = module.session()) {
                assertCode(
                        ReturnCode.CKR_USER_PIN_NOT_INITIALIZED,
                        () -> session.login(UserType.CKU_USER, USER_PIN.toCharArray()));
            }
        }
    }

    @Test
    @Tag("S4-12")
    @Tag("S4-26")
    void pinLength_isCheckedForBothPins_andDigitsAreFine() {
        try (TestModule module = TestModule.open();
                Session session = module.soSession()) {
            assertCode(
                    ReturnCode.CKR_PIN_LEN_RANGE, () -> session.initPin("1234567".toCharArray()));
            assertCode(
                    ReturnCode.CKR_PIN_LEN_RANGE,
                    () -> session.initPin("1".repeat(65).toCharArray()));
            session.initPin("24681357".toCharArray());
            assertCode(
                    ReturnCode.CKR_PIN_LEN_RANGE,
                    () -> session.setPin(SO_PIN.toCharArray(), "1234567".toCharArray()));
        }
    }

    @Test
    @Tag("S3-20")
    void pins_areBytesOfUtf8() {
        try (TestModule module = TestModule.open();
                Session session = module.soSession()) {
            session.initPin("grün-grün".toCharArray());
            session.logout();
            session.login(
                    UserType.CKU_USER,
                    "grün-grün".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            session.logout();
            assertCode(
                    ReturnCode.CKR_PIN_INCORRECT,
                    () ->
                            session.login(
                                    UserType.CKU_USER,
                                    "grün-grün"
                                            .getBytes(
                                                    java.nio.charset.StandardCharsets.ISO_8859_1)));
            assertCode(
                    ReturnCode.CKR_PIN_INVALID,
                    () -> session.login(UserType.CKU_USER, "1234567\ud800".toCharArray()));
        }
    }

    @Test
    void complexity_whenAsked_refusesWeakPins() {
        try (TestModule module =
                TestModule.empty(b -> b.set(ConfigKey.SECURITY_PIN_COMPLEXITY, "basic"))) {
            assertCode(
                    ReturnCode.CKR_PIN_TOO_WEAK,
                    () -> module.slot().initToken("11111111".toCharArray(), "T"));
            assertCode(
                    ReturnCode.CKR_PIN_TOO_WEAK,
                    () -> module.slot().initToken("12345678".toCharArray(), "T"));
            module.slot().initToken("13572468".toCharArray(), "T");
        }
        try (TestModule module =
                TestModule.empty(b -> b.set(ConfigKey.SECURITY_PIN_COMPLEXITY, "strict"))) {
            assertCode(
                    ReturnCode.CKR_PIN_TOO_WEAK,
                    () -> module.slot().initToken("13572468".toCharArray(), "T"));
            module.slot().initToken("Correct-Horse-1".toCharArray(), "T");
        }
    }

    @Test
    void verifyPin_hasNoOtherEffectThanCounting() {
        try (TestModule module = TestModule.open();
                Session session = module.session()) {
            session.verifyPin(UserType.CKU_USER, USER_PIN.toCharArray());
            assertThat(session.info().state()).isEqualTo(SessionState.CKS_RW_PUBLIC_SESSION);
            assertCode(
                    ReturnCode.CKR_PIN_INCORRECT,
                    () -> session.verifyPin(UserType.CKU_USER, WRONG));
            assertThat(module.slot().tokenInfo().flags())
                    .contains(io.craton.hsm.TokenInfo.Flag.CKF_USER_PIN_COUNT_LOW);
        }
    }

    @Test
    @Tag("S3-18")
    void login_thatCannotBeRecorded_fails() {
        try (TestModule module = TestModule.open();
                Session session = module.session()) {
            module.audit.fail(true);
            assertCode(
                    ReturnCode.CKR_GENERAL_ERROR,
                    () -> session.login(UserType.CKU_USER, USER_PIN.toCharArray()));
            module.audit.fail(false);
            assertThat(session.info().state()).isEqualTo(SessionState.CKS_RW_PUBLIC_SESSION);
        }
    }
}

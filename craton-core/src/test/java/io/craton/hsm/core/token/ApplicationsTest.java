package io.craton.hsm.core.token;

import static io.craton.hsm.AttributeType.CKA_LABEL;
import static io.craton.hsm.ReturnCode.*;
import static io.craton.hsm.core.TestModule.assertCode;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.ApplicationIdentity;
import io.craton.hsm.AttributeType;
import io.craton.hsm.CipherOperation;
import io.craton.hsm.Hsm;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectChange;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.SessionState;
import io.craton.hsm.Slot;
import io.craton.hsm.Template;
import io.craton.hsm.TokenChanges;
import io.craton.hsm.UserType;
import io.craton.hsm.core.Keys;
import io.craton.hsm.core.TestModule;
import io.craton.hsm.spi.AuditEvent;
import io.craton.hsm.spi.AuditRecord;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Applications side by side on one module (decision B40): what each has, and what all share. */
class ApplicationsTest {
    private static final String OTHER_PIN = "11223344";

    private TestModule module;
    private Side a;
    private Side b;

    @BeforeEach
    void open() {
        module = TestModule.open();
        a = Side.first(module);
        b = Side.another(module, "b");
    }

    @AfterEach
    void close() {
        module.close();
    }

    private static SessionState state(Side side) {
        return side.session.info().state();
    }

    private static Template label(String text) {
        return Template.builder().label(text).build();
    }

    @Nested
    class Logins {
        @Test
        void login_isOfOneApplication() {
            a.user();
            assertThat(state(a)).isEqualTo(SessionState.CKS_RW_USER_FUNCTIONS);
            assertThat(state(b)).isEqualTo(SessionState.CKS_RW_PUBLIC_SESSION);
            assertCode(CKR_USER_NOT_LOGGED_IN, () -> b.key(true, true));
            assertCode(CKR_USER_NOT_LOGGED_IN, b.session::logout);
            assertCode(CKR_USER_ALREADY_LOGGED_IN, a::user);
            assertCode(CKR_USER_ANOTHER_ALREADY_LOGGED_IN, a::officer);
            b.user();
            assertThat(state(b)).isEqualTo(SessionState.CKS_RW_USER_FUNCTIONS);
        }

        @Test
        void logout_isNotSeenByTheOther() {
            a.user();
            b.user();
            ObjectHandle key = a.key(true, true);
            ObjectHandle seen = b.one(a.id(key));
            a.session.logout();
            assertThat(state(a)).isEqualTo(SessionState.CKS_RW_PUBLIC_SESSION);
            assertThat(a.find(b.id(seen))).isEmpty();
            assertCode(CKR_KEY_HANDLE_INVALID, () -> a.use(key));
            b.use(seen);
            b.use(b.key(true, true));
            b.session.logout();
            a.user();
            a.use(a.one(b.user().id(b.find(a.id(a.key(true, true))).get(0))));
        }

        @Test
        void lastSession_logsItsOwnApplicationOut() {
            a.user();
            b.user();
            ObjectHandle key = b.key(true, true);
            a.slot().closeAllSessions();
            assertCode(CKR_SESSION_HANDLE_INVALID, a.session::info);
            b.use(key);
            a.session = a.open();
            assertThat(state(a)).isEqualTo(SessionState.CKS_RW_PUBLIC_SESSION);
            assertThat(state(b)).isEqualTo(SessionState.CKS_RW_USER_FUNCTIONS);
        }

        @Test
        void officerAndUser_areThereAtOnce() {
            for (boolean officerFirst : new boolean[] {true, false}) {
                if (officerFirst) {
                    a.officer();
                    b.user();
                } else {
                    b.user();
                    a.officer();
                }
                ObjectHandle key = b.key(true, true);
                assertThat(a.find(b.id(key))).hasSize(1); // a name for marking it, nothing else
                assertCode(CKR_KEY_HANDLE_INVALID, () -> a.use(a.one(b.id(key))));
                a.session.initPin(TestModule.USER_PIN.toCharArray());
                b.use(b.key(true, true));
                a.session.logout();
                b.use(key);
                assertThat(module.stores.slot(0).unlocked()).isTrue();
                b.session.logout();
                assertThat(module.stores.slot(0).unlocked()).isFalse();
            }
        }

        @Test
        void officerStays_whenTheUserLeaves() {
            b.user();
            String id = b.id(b.key(true, true));
            a.officer();
            b.session.logout();
            assertThat(a.find(id)).hasSize(1);
            a.session.initPin(OTHER_PIN.toCharArray());
            a.session.logout();
            assertThat(module.stores.slot(0).unlocked()).isFalse();
        }

        /** What the SO's PIN opens goes with the SO, while the store stays open for the user. */
        @Test
        void userStays_whenTheOfficerLeaves() {
            a.user();
            ObjectHandle key = a.key(true, true);
            b.officer();
            assertThat(module.stores.slot(0).officerUnlocks()).isTrue();
            b.session.logout();
            assertThat(module.stores.slot(0).officerUnlocks()).isFalse();
            assertThat(module.stores.slot(0).unlocked()).isTrue();
            a.use(key);
        }

        @Test
        void readOnlySessions_excludeTheOfficerOfTheirApplication() {
            Session readOnly = b.openReadOnly();
            assertCode(CKR_SESSION_READ_ONLY_EXISTS, b::officer);
            a.officer();
            assertCode(CKR_SESSION_READ_WRITE_SO_EXISTS, a::openReadOnly);
            b.openReadOnly().close();
            readOnly.close();
            b.officer();
            a.session.logout();
            b.session.initPin(OTHER_PIN.toCharArray());
        }

        @Test
        void pinsAndTheirCounters_areTheTokens() {
            assertCode(
                    CKR_PIN_INCORRECT,
                    () -> a.session.login(UserType.CKU_USER, "wrong-pin".toCharArray()));
            assertCode(
                    CKR_PIN_INCORRECT,
                    () -> b.session.verifyPin(UserType.CKU_USER, "wrong-pin".toCharArray()));
            assertThat(module.stores.slot(0).state().user().failures()).isEqualTo(2);
            assertThat(module.slept).hasSize(2);
            a.user();
            b.session.verifyPin(UserType.CKU_USER, TestModule.USER_PIN.toCharArray());
            assertThat(state(b)).isEqualTo(SessionState.CKS_RW_PUBLIC_SESSION);
            a.session.setPin(TestModule.USER_PIN.toCharArray(), OTHER_PIN.toCharArray());
            assertCode(CKR_PIN_INCORRECT, b::user);
            b.session.login(UserType.CKU_USER, OTHER_PIN.toCharArray());
        }

        @Test
        void refusedPinOfAProgram_isNotTriedForAnother() {
            char[] wrong = "wrong-pin".toCharArray();
            for (Side side : List.of(a, b)) {
                assertCode(
                        CKR_PIN_INCORRECT,
                        () ->
                                side.session.unattended(
                                        wrong, pin -> side.session.login(UserType.CKU_USER, pin)));
            }
            assertThat(module.stores.slot(0).state().user().failures()).isEqualTo(1);
        }

        @Test
        void resetThatEndsPrivateObjects_endsTheLoginsOfTheUser() {
            module.close();
            module =
                    TestModule.open(
                            settings ->
                                    settings.set(
                                            io.craton.hsm.ConfigKey.SECURITY_SO_RECOVERY, false));
            a = Side.first(module).officer();
            b = Side.another(module, "b").user();
            ObjectHandle key = b.key(true, true);
            assertThat(a.slot().recoversObjects(a.session)).isFalse();
            a.session.initPin(OTHER_PIN.toCharArray());
            assertThat(state(b)).isEqualTo(SessionState.CKS_RW_PUBLIC_SESSION);
            assertCode(CKR_KEY_HANDLE_INVALID, () -> b.use(key));
            assertThat(module.stores.slot(0).unlocked()).isFalse();
            assertThat(state(a)).isEqualTo(SessionState.CKS_RW_SO_FUNCTIONS);
        }
    }

    @Nested
    class Objects {
        @Test
        void handles_meanNothingInAnother() {
            ObjectHandle ofA = a.key(true, false);
            ObjectHandle ofB = b.one(a.id(ofA));
            assertThat(ofB).isNotEqualTo(ofA);
            assertThat(b.id(ofB)).isEqualTo(a.id(ofA));
            assertCode(CKR_KEY_HANDLE_INVALID, () -> b.use(ofA));
            assertCode(CKR_KEY_HANDLE_INVALID, () -> a.use(ofB));
            assertCode(CKR_OBJECT_HANDLE_INVALID, () -> b.session.getAttribute(ofA, CKA_LABEL));
            assertCode(CKR_OBJECT_HANDLE_INVALID, () -> b.session.destroyObject(ofA));
            assertThat(b.session.endObjects(List.of(ofA))).isZero();
            b.use(ofB);
            for (long odd : new long[] {0, -1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 62}) {
                assertCode(CKR_KEY_HANDLE_INVALID, () -> b.use(new ObjectHandle(odd)));
            }
            Side c = Side.another(module, "c");
            assertThat(c.one(a.id(ofA))).isNotIn(ofA, ofB);
        }

        @Test
        void handlesInParameters_areTheApplicationsOwn() {
            Template base = deriving();
            String first = a.id(a.session.createObject(base));
            String second = a.id(a.session.createObject(base));
            Mechanism own = concatenation(b.one(second));
            Mechanism others = concatenation(a.one(second));
            b.session.deriveKey(own, b.one(first), secret());
            assertCode(
                    CKR_KEY_HANDLE_INVALID,
                    () -> b.session.deriveKey(others, b.one(first), secret()));
        }

        private Template deriving() {
            return Keys.secret(io.craton.hsm.KeyType.CKK_GENERIC_SECRET, new byte[32])
                    .token(true)
                    .set(AttributeType.CKA_PRIVATE, false)
                    .set(AttributeType.CKA_DERIVE, true)
                    .build();
        }

        private Template secret() {
            return Template.builder().set(AttributeType.CKA_PRIVATE, false).build();
        }

        private Mechanism concatenation(ObjectHandle other) {
            return Mechanism.of(
                    MechanismType.CKM_CONCATENATE_BASE_AND_KEY,
                    new MechanismParameters.OtherKey(other));
        }

        @Test
        void sessionObjects_areSeenByTheirApplicationAlone() {
            ObjectHandle key = a.key(false, false);
            String id = a.id(key);
            assertThat(b.find(id)).isEmpty();
            assertThat(b.session.findObjects(Template.empty())).doesNotContain(key);
            try (Session second = a.open()) {
                second.encrypt(Keys.cbc(), key, new byte[16]);
            }
            b.slot().closeAllSessions();
            a.use(key);
            Session resident = a.slot().openResidentSession();
            ObjectHandle ofLayer = Keys.aes(resident, t -> t.set(AttributeType.CKA_PRIVATE, false));
            assertThat(a.find(a.id(ofLayer))).hasSize(1);
            b.session = b.open();
            assertThat(b.find(a.id(ofLayer))).isEmpty();
        }

        @Test
        void privateSessionObjects_endWithTheirOwnLogin() {
            a.user();
            b.user();
            ObjectHandle ofA = a.key(false, true);
            ObjectHandle ofB = b.key(false, true);
            ObjectHandle open = a.key(false, false);
            a.session.logout();
            b.use(ofB);
            a.use(open);
            a.user();
            assertCode(CKR_KEY_HANDLE_INVALID, () -> a.use(ofA));
            b.use(ofB);
        }

        @Test
        void tokenObjects_areShared() {
            a.user();
            ObjectHandle key = a.key(true, true);
            String id = a.id(key);
            b.user();
            b.session.setAttributes(b.one(id), label("changed"));
            assertThat(a.session.getAttribute(key, CKA_LABEL)).isEqualTo("changed");
            b.session.destroyObject(b.one(id));
            assertCode(CKR_KEY_HANDLE_INVALID, () -> a.use(key));
            assertThat(a.find(id)).isEmpty();
        }

        @Test
        void privateObjects_areSeenByThoseWhoAreLoggedIn() {
            a.user();
            String id = a.id(a.key(true, true));
            assertThat(b.find(id)).isEmpty();
            assertThat(b.session.changesSince(-1, CKA_LABEL).present())
                    .hasSize(b.session.findObjects(token()).size());
            ObjectHandle visible = b.user().one(id);
            b.session.logout();
            assertCode(CKR_KEY_HANDLE_INVALID, () -> b.use(visible));
            assertCode(CKR_OBJECT_HANDLE_INVALID, () -> b.session.getAttribute(visible, CKA_LABEL));
        }

        @Test
        void privateObjectThatIsGone_isHeardOfByThoseWhoAreLoggedIn() {
            a.user();
            long before = a.slot().changeCount();
            long outside = b.slot().changeCount();
            ObjectHandle key = a.key(true, true);
            a.session.destroyObject(key);
            assertThat(a.session.changesSince(before).gone()).containsExactly(key);
            TokenChanges seen = b.session.changesSince(outside);
            assertThat(seen.complete()).isFalse();
            assertThat(seen.gone()).isEmpty();
        }

        private Template token() {
            return Template.builder().token(true).build();
        }

        @Test
        void operations_endWithTheirOwnLogin_andWithTheirKey() {
            a.user();
            b.user();
            String id = a.id(a.key(true, true));
            CipherOperation ofA = a.session.encryptor(Keys.cbc(), a.one(id));
            CipherOperation ofB = b.session.encryptor(Keys.cbc(), b.one(id));
            ofA.update(new byte[16]);
            ofB.update(new byte[16]);
            CipherOperation notBegun = a.session.encryptor(Keys.cbc(), a.one(id));
            a.session.functions().encryptInit(Keys.cbc(), a.one(id));
            a.session.logout();
            a.user();
            assertCode(CKR_OPERATION_NOT_INITIALIZED, () -> ofA.update(new byte[16]));
            assertCode(CKR_OPERATION_NOT_INITIALIZED, () -> notBegun.update(new byte[16]));
            assertCode(
                    CKR_OPERATION_NOT_INITIALIZED,
                    () -> a.session.functions().encrypt(new byte[16], null));
            ofB.update(new byte[16]);
            a.session.destroyObject(a.one(id));
            assertCode(CKR_OPERATION_NOT_INITIALIZED, () -> ofB.update(new byte[16]));
        }

        @Test
        void savedDigests_areTheApplications() {
            Mechanism digest = Mechanism.of(MechanismType.CKM_SHA256);
            a.session.functions().digestInit(digest);
            a.session.functions().digestUpdate(new byte[3]);
            byte[] ticket = a.session.functions().getOperationState();
            assertCode(
                    CKR_SAVED_STATE_INVALID,
                    () -> b.session.functions().setOperationState(ticket, null, null));
            try (Session second = a.open()) {
                second.functions().setOperationState(ticket, null, null);
            }
        }

        @Test
        void changeNumbers_countOnesOwnLogins_andEverybodysObjects() {
            long before = b.slot().changeCount();
            TokenChanges seen = b.session.changesSince(-1, CKA_LABEL);
            a.user();
            a.session.logout();
            assertThat(b.slot().changeCount()).isEqualTo(before);
            b.session.changeObjects(
                    List.of(new ObjectChange.Create(data("ours"))), b.slot().changeCount());
            ObjectHandle others = a.session.createObject(data("theirs"));
            TokenChanges more = b.session.changesSince(seen.number(), CKA_LABEL);
            assertThat(more.complete()).isFalse();
            assertThat(more.present().keySet()).contains(b.one(a.id(others)));
            assertThat(more.present()).hasSize(2);
            assertCode(
                    CKR_FUNCTION_CANCELED,
                    () ->
                            b.session.changeObjects(
                                    List.of(new ObjectChange.Create(data("late"))), seen.number()));
            ObjectHandle gone = b.one(a.id(others));
            a.session.destroyObject(others);
            assertThat(b.session.changesSince(more.number(), CKA_LABEL).gone())
                    .containsExactly(gone);
            b.user();
            assertThat(b.session.changesSince(more.number(), CKA_LABEL).complete()).isTrue();
            assertThat(b.slot().changeCount()).isGreaterThan(more.number());
        }

        private Template data(String label) {
            return Template.builder()
                    .objectClass(io.craton.hsm.ObjectClass.CKO_DATA)
                    .token(true)
                    .set(AttributeType.CKA_PRIVATE, false)
                    .label(label)
                    .build();
        }

        @Test
        void markOfTheOfficer_isSeenByTheOthersUser() {
            b.user();
            ObjectHandle key = Keys.aes(b.session, ApplicationsTest::wrapping);
            a.officer();
            a.slot().trust(b.id(key), a.session, false);
            assertThat(b.session.getAttribute(key, AttributeType.CKA_TRUSTED)).isTrue();
            assertThat(b.slot().trustedKeys()).hasSize(1);
            assertThat(a.slot().trustedKeys()).isEmpty();
            assertCode(
                    CKR_SESSION_HANDLE_INVALID, () -> b.slot().trust(b.id(key), a.session, false));
            b.session.logout();
            b.user();
            assertThat(b.slot().trustedKeys()).hasSize(1);
        }
    }

    private static Template.Builder wrapping(Template.Builder key) {
        return key.set(AttributeType.CKA_TOKEN, true)
                .set(AttributeType.CKA_PRIVATE, true)
                .set(AttributeType.CKA_MODIFIABLE, false)
                .set(AttributeType.CKA_EXTRACTABLE, false)
                .set(AttributeType.CKA_ENCRYPT, false)
                .set(AttributeType.CKA_DECRYPT, false)
                .set(AttributeType.CKA_WRAP, true)
                .set(AttributeType.CKA_UNWRAP, true)
                .set(
                        AttributeType.CKA_ALLOWED_MECHANISMS,
                        Set.of(MechanismType.CKM_AES_KEY_WRAP_KWP));
    }

    @Nested
    class Slots {
        @Test
        void newToken_needsThatNobodyHasASession() {
            char[] so = TestModule.SO_PIN.toCharArray();
            a.session.close();
            assertCode(CKR_SESSION_EXISTS, () -> a.slot().initToken(so, "New"));
            assertCode(CKR_SESSION_EXISTS, () -> a.slot().destroyToken("Test"));
            String id = b.id(b.key(true, false));
            b.session.close();
            a.slot().initToken(so, "New");
            assertThat(b.slot().tokenInfo().label()).isEqualTo("New");
            b.session = b.open();
            assertThat(b.find(id)).isEmpty();
            assertCode(CKR_USER_PIN_NOT_INITIALIZED, b::user);
            b.session.close();
            a.slot().destroyToken("New");
            assertCode(CKR_TOKEN_NOT_PRESENT, b::open);
        }

        @Test
        void slotEvents_comeToEachApplication() {
            while (a.hsm.waitForSlotEvent(Duration.ZERO).isPresent()) {
                // those of the setting up
            }
            a.session.close();
            b.session.close();
            a.slot().initToken(TestModule.SO_PIN.toCharArray(), "New");
            Optional<Slot> ofA = a.hsm.waitForSlotEvent(Duration.ZERO);
            Optional<Slot> ofB = b.hsm.waitForSlotEvent(Duration.ZERO);
            assertThat(ofA).contains(a.slot());
            assertThat(ofB).contains(b.slot());
            assertThat(a.hsm.waitForSlotEvent(Duration.ZERO)).isEmpty();
            assertThat(b.hsm.waitForSlotEvent(Duration.ZERO)).isEmpty();
            assertThat(Side.another(module, "c").hsm.waitForSlotEvent(Duration.ZERO)).isEmpty();
        }

        @Test
        void limitsAndCounts_areEachApplications() {
            module.close();
            module =
                    TestModule.open(
                            settings ->
                                    settings.set(io.craton.hsm.ConfigKey.TOKEN_MAX_SESSIONS, 2)
                                            .set(io.craton.hsm.ConfigKey.TOKEN_MAX_RW_SESSIONS, 1));
            a = Side.first(module);
            b = Side.another(module, "b");
            for (Side side : List.of(a, b)) {
                assertThat(side.slot().tokenInfo().sessions()).isEqualTo(1);
                assertThat(side.slot().tokenInfo().rwSessions()).isEqualTo(1);
                assertCode(CKR_SESSION_COUNT, side::open);
                side.openReadOnly();
                assertCode(CKR_SESSION_COUNT, side::openReadOnly);
                assertThat(side.slot().tokenInfo().sessions()).isEqualTo(2);
            }
            a.slot().closeAllSessions();
            assertThat(a.slot().tokenInfo().sessions()).isZero();
            assertThat(b.slot().tokenInfo().sessions()).isEqualTo(2);
        }
    }

    @Nested
    class Ends {
        /** The last session is closed, and before it logs out another one is opened. */
        @Test
        void sessionThatIsOpenedWhileTheLastOneCloses_keepsTheLogin() {
            a.user();
            module.audit.onNext(AuditEvent.CLOSE_SESSION, () -> b.session = a.open());
            a.session.close();
            assertThat(b.session.info().state()).isEqualTo(SessionState.CKS_RW_USER_FUNCTIONS);
        }

        @Test
        void close_endsOneApplicationAlone() {
            a.user();
            b.user();
            ObjectHandle key = a.key(true, true);
            Session resident = b.slot().openResidentSession();
            Slot slot = b.slot();
            int closed = module.audit.of(AuditEvent.CLOSE_SESSION).size();
            b.hsm.close();
            assertThat(module.audit.of(AuditEvent.CLOSE_SESSION)).hasSize(closed + 2);
            b.hsm.close();
            assertCode(CKR_CRYPTOKI_NOT_INITIALIZED, b.hsm::slots);
            assertCode(CKR_CRYPTOKI_NOT_INITIALIZED, b.session::info);
            assertCode(CKR_CRYPTOKI_NOT_INITIALIZED, resident::info);
            assertCode(CKR_CRYPTOKI_NOT_INITIALIZED, slot::tokenInfo);
            assertCode(CKR_CRYPTOKI_NOT_INITIALIZED, slot::closeAllSessions);
            assertCode(CKR_CRYPTOKI_NOT_INITIALIZED, () -> b.hsm.waitForSlotEvent(Duration.ZERO));
            a.use(key);
            a.session.close();
            a.slot().initToken(TestModule.SO_PIN.toCharArray(), "New");
            module.stores.slot(0);
        }

        @Test
        void closeOfTheLastUser_locksTheStore() {
            b.user();
            b.key(true, true);
            b.hsm.close();
            assertThat(module.stores.slot(0).unlocked()).isFalse();
            assertThat(module.audit.last(AuditEvent.FINALIZE).caller().application())
                    .isEqualTo("b");
        }

        @Test
        void closeOfTheModule_endsAll() {
            Side c = Side.another(module, "c").user();
            module.hsm().close();
            for (Side side : List.of(a, b, c)) {
                assertCode(CKR_CRYPTOKI_NOT_INITIALIZED, side.session::info);
                assertCode(CKR_CRYPTOKI_NOT_INITIALIZED, side.hsm::slots);
                side.hsm.close();
            }
            assertCode(CKR_CRYPTOKI_NOT_INITIALIZED, () -> Side.another(module, "d"));
            module.start();
        }

        @Test
        void unwritableLog_keepsNobodyLoggedIn() {
            a.user();
            b.user();
            ObjectHandle key = a.key(true, true);
            module.audit.fail(true);
            assertCode(CKR_GENERAL_ERROR, b.hsm::close);
            module.audit.fail(false);
            a.use(key);
            a.session.logout();
            assertThat(module.stores.slot(0).unlocked()).isFalse();
        }

        @Test
        void records_sayWhoCalled() {
            Hsm other = a.hsm.newApplication(new ApplicationIdentity("app", "user 1000", "pid 7"));
            Side side = Side.another(module, "another");
            try (Session session =
                    other.slot(0).openSession(io.craton.hsm.SessionMode.READ_WRITE)) {
                session.login(UserType.CKU_USER, TestModule.USER_PIN.toCharArray());
                Keys.aes(session);
                session.logout();
            }
            other.close();
            assertThat(module.audit.records())
                    .filteredOn(record -> "app".equals(record.caller().application()))
                    .extracting(AuditRecord::event)
                    .containsExactly(
                            AuditEvent.INITIALIZE,
                            AuditEvent.OPEN_SESSION,
                            AuditEvent.LOGIN,
                            AuditEvent.GENERATE_KEY,
                            AuditEvent.LOGOUT,
                            AuditEvent.CLOSE_SESSION,
                            AuditEvent.FINALIZE);
            assertThat(module.audit.records())
                    .filteredOn(record -> "app".equals(record.caller().application()))
                    .allMatch(record -> "user 1000".equals(record.caller().client()))
                    .allMatch(record -> "pid 7".equals(record.caller().peer()));
            side.use(side.key(false, false));
            a.use(a.key(false, false));
            assertThat(module.audit.last(AuditEvent.ENCRYPT).caller())
                    .isEqualTo(AuditRecord.Caller.NONE);
        }

        @Test
        void identity_isNotEmpty() {
            assertCode(CKR_ARGUMENTS_BAD, () -> new ApplicationIdentity(" ", "client", null));
            assertCode(CKR_ARGUMENTS_BAD, () -> new ApplicationIdentity("app", "", null));
            assertCode(CKR_ARGUMENTS_BAD, () -> a.hsm.newApplication(null));
        }
    }
}

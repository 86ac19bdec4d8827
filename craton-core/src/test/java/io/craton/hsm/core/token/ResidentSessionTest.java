package io.craton.hsm.core.token;

import static io.craton.hsm.ReturnCode.*;
import static io.craton.hsm.core.TestModule.assertCode;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.AttributeType;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.SessionState;
import io.craton.hsm.Template;
import io.craton.hsm.core.Keys;
import io.craton.hsm.core.TestModule;
import io.craton.hsm.core.fixture.RecordedAudit;
import io.craton.hsm.spi.AuditEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A session of a layer above: what the application's sessions do not do to it, and it not to them.
 */
class ResidentSessionTest {
    private TestModule module;
    private Session resident;

    @BeforeEach
    void open() {
        module = TestModule.open();
        resident = module.slot().openResidentSession();
    }

    @AfterEach
    void close() {
        module.close();
    }

    private ObjectHandle key(boolean isPrivate) {
        return Keys.aes(resident, b -> b.set(AttributeType.CKA_PRIVATE, isPrivate));
    }

    private void use(ObjectHandle key) {
        resident.encrypt(Keys.cbc(), key, new byte[16]);
    }

    @Test
    void closeAllSessions_leavesIt_andLogsOutAllTheSame() {
        module.userSession();
        ObjectHandle key = key(false);
        module.slot().closeAllSessions();
        use(key);
        assertThat(resident.info().state()).isEqualTo(SessionState.CKS_RW_PUBLIC_SESSION);
        try (Session session = module.session()) {
            assertThat(session.info().state()).isEqualTo(SessionState.CKS_RW_PUBLIC_SESSION);
        }
        use(key);
        assertThat(module.audit.of(AuditEvent.OPEN_SESSION))
                .anyMatch(record -> "resident".equals(RecordedAudit.detail(record)));
    }

    @Test
    void logout_endsPrivateObjects_andNoOthers() {
        Session session = module.userSession();
        ObjectHandle key = key(false);
        ObjectHandle hidden = key(true);
        session.logout();
        use(key);
        assertCode(CKR_KEY_HANDLE_INVALID, () -> use(hidden));
        session.login(io.craton.hsm.UserType.CKU_USER, TestModule.USER_PIN.toCharArray());
        assertCode(CKR_KEY_HANDLE_INVALID, () -> use(hidden));
        assertThat(session.findObjects(Template.empty())).contains(key);
    }

    @Test
    void logout_cancelsItsActiveFunctions() {
        Session session = module.userSession();
        key(true);
        resident.functions().findObjectsInit(Template.empty());
        resident.functions().encryptInit(Keys.cbc(), key(false));
        session.logout();
        assertCode(CKR_OPERATION_NOT_INITIALIZED, () -> resident.functions().findObjects(10));
        assertCode(
                CKR_OPERATION_NOT_INITIALIZED,
                () -> resident.functions().encrypt(new byte[16], null));
    }

    @Test
    void itIsNotCounted_andExcludesNobody() {
        assertThat(module.slot().tokenInfo().sessions()).isZero();
        assertThat(module.slot().tokenInfo().rwSessions()).isZero();
        try (Session session = module.soSession()) {
            assertThat(session.info().state()).isEqualTo(SessionState.CKS_RW_SO_FUNCTIONS);
        }
        ObjectHandle key = key(false);
        module.renew();
        assertCode(CKR_KEY_HANDLE_INVALID, () -> use(key));
        use(key(false));
    }

    @Test
    void itsObjectsEndWithIt_andItEndsWithTheModule() {
        ObjectHandle key = key(false);
        try (Session session = module.slot().openSession(SessionMode.READ_ONLY)) {
            assertThat(session.findObjects(Template.empty())).contains(key);
            resident.close();
            assertThat(session.findObjects(Template.empty())).doesNotContain(key);
        }
        Session other = module.slot().openResidentSession();
        module.hsm().close();
        assertCode(CKR_CRYPTOKI_NOT_INITIALIZED, other::info);
        module.start();
        assertThat(module.slot().tokenInfo().sessions()).isZero();
    }
}

package io.craton.hsm.core.token;

import static io.craton.hsm.ReturnCode.*;
import static io.craton.hsm.core.TestModule.assertCode;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.ObjectClass;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.UserType;
import io.craton.hsm.core.Keys;
import io.craton.hsm.core.TestModule;
import io.craton.hsm.core.fixture.RecordedAudit;
import io.craton.hsm.spi.AuditEvent;
import io.craton.hsm.spi.AuditRecord;
import io.craton.hsm.spi.TokenStore.StoreMark;
import io.craton.hsm.testkit.Logs;
import org.junit.jupiter.api.Test;

/** A store that is behind its audit log. */
class RollbackTest {
    private static TestModule rolledBack() {
        TestModule module = TestModule.open();
        Session session = module.userSession();
        Keys.aes(session, b -> b.token(true));
        Keys.aes(session, b -> b.token(true));
        StoreMark mark = module.stores.slot(0).mark();
        module.hsm().close();
        module.stores.slot(0).setSequence(mark.sequence() - 1);
        module.start();
        return module;
    }

    @Test
    void userLogin_isRefusedUntilTheSoHasLoggedIn() {
        try (TestModule module = rolledBack();
                Session session = module.session()) {
            char[] user = TestModule.USER_PIN.toCharArray();
            assertCode(CKR_DEVICE_ERROR, () -> session.login(UserType.CKU_USER, user))
                    .hasMessageContaining("ROLLBACK_SUSPECTED");
            assertThat(module.audit.last(AuditEvent.ROLLBACK_SUSPECTED).result())
                    .isEqualTo(CKR_DEVICE_ERROR);
            assertThat(Logs.text()).contains("ERROR ", "a rollback is suspected");
            session.login(UserType.CKU_SO, TestModule.SO_PIN.toCharArray());
            assertThat(module.audit.last(AuditEvent.ROLLBACK_SUSPECTED))
                    .extracting(AuditRecord::result, RecordedAudit::detail)
                    .containsExactly(CKR_OK, "accepted by the SO");
            assertThat(Logs.text()).contains("WARN ", "the SO accepted the store as it is");
            session.logout();
            session.login(UserType.CKU_USER, user);
        }
    }

    @Test
    void acceptanceThatCannotBeRecorded_isNone() {
        try (TestModule module = rolledBack();
                Session session = module.session()) {
            module.audit.fail(true);
            char[] officer = TestModule.SO_PIN.toCharArray();
            assertCode(CKR_GENERAL_ERROR, () -> session.login(UserType.CKU_SO, officer));
            module.audit.fail(false);
            char[] user = TestModule.USER_PIN.toCharArray();
            assertCode(CKR_DEVICE_ERROR, () -> session.login(UserType.CKU_USER, user))
                    .hasMessageContaining("ROLLBACK_SUSPECTED");
        }
    }

    @Test
    void suspicion_survivesPublicChangesAndRestarts() {
        try (TestModule module = rolledBack()) {
            try (Session session = module.session()) {
                session.createObject(
                        Template.builder().objectClass(ObjectClass.CKO_DATA).token(true).build());
            }
            long sequence = module.stores.slot(0).mark().sequence();
            module.hsm().close();
            module.stores.slot(0).setSequence(sequence - 1);
            module.start();
            try (Session session = module.session()) {
                assertCode(
                        CKR_DEVICE_ERROR,
                        () -> session.login(UserType.CKU_USER, TestModule.USER_PIN.toCharArray()));
            }
        }
    }

    @Test
    void storeAheadOfItsLog_isFine() {
        try (TestModule module = TestModule.open()) {
            module.hsm().close();
            module.stores.slot(0).setSequence(module.stores.slot(0).mark().sequence() + 1);
            module.start();
            module.userSession();
        }
    }

    @Test
    void restoreThatIsRecorded_isFine() {
        try (TestModule module = rolledBack()) {
            module.hsm().close();
            module.audit.record(
                    new AuditRecord(
                            AuditEvent.RESTORE,
                            CKR_OK,
                            0,
                            0,
                            null,
                            null,
                            null,
                            null,
                            null,
                            -1,
                            module.stores.slot(0).mark(),
                            null));
            module.start();
            module.userSession();
        }
    }

    @Test
    void newToken_endsTheSuspicion() {
        try (TestModule module = rolledBack()) {
            module.slot().initToken(TestModule.SO_PIN.toCharArray(), "New");
            try (Session session = module.soSession()) {
                session.initPin("24681357".toCharArray());
                session.logout();
                session.login(UserType.CKU_USER, "24681357".toCharArray());
            }
        }
    }
}

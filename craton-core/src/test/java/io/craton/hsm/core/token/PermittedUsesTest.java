package io.craton.hsm.core.token;

import static io.craton.hsm.core.TestModule.assertCode;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.ApplicationIdentity;
import io.craton.hsm.AttributeType;
import io.craton.hsm.Hsm;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters.Gcm;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Template;
import io.craton.hsm.UserType;
import io.craton.hsm.core.Keys;
import io.craton.hsm.core.TestModule;
import io.craton.hsm.spi.AuditEvent;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a session was permitted once is not permitted for ever. */
class PermittedUsesTest {
    private static final byte[] DATA = new byte[16];
    private static final Mechanism GCM =
            Mechanism.of(MechanismType.CKM_AES_GCM, new Gcm(null, new byte[0], 128));

    private static final Set<MechanismType> ONLY_GCM = Set.of(MechanismType.CKM_AES_GCM);

    private TestModule module;
    private Session session;

    @BeforeEach
    void open() {
        module = TestModule.open();
        session = module.userSession();
    }

    @AfterEach
    void close() {
        module.close();
    }

    private void encrypt(ObjectHandle key) {
        assertThat(session.encrypt(GCM, key, DATA)).hasSize(DATA.length + 16);
    }

    private void assertRefused(ReturnCode code, ObjectHandle key) {
        assertCode(code, () -> session.encrypt(GCM, key, DATA));
    }

    @Test
    void attributeIsTakenAway_isRefused() {
        ObjectHandle key = Keys.aes(session);
        encrypt(key);
        encrypt(key);

        session.setAttributes(
                key, Template.builder().set(AttributeType.CKA_ENCRYPT, false).build());

        assertRefused(ReturnCode.CKR_KEY_FUNCTION_NOT_PERMITTED, key);
    }

    @Test
    void daysOfTheKeyAreOver_isRefused() {
        LocalDate today = LocalDate.of(2026, 6, 15);
        ObjectHandle key = Keys.aes(session, b -> b.endDate(today));
        encrypt(key);
        encrypt(key);

        module.clock.set(module.clock.instant().plus(Duration.ofDays(1)));

        assertRefused(ReturnCode.CKR_KEY_FUNCTION_NOT_PERMITTED, key);
    }

    @Test
    void keyIsDestroyed_isRefused() {
        ObjectHandle key = Keys.aes(session);
        encrypt(key);

        session.destroyObject(key);

        assertRefused(ReturnCode.CKR_KEY_HANDLE_INVALID, key);
    }

    @Test
    void sessionOfTheKeyIsClosed_isRefused() {
        ObjectHandle key;
        try (Session owner = module.session()) {
            key = Keys.aes(owner);
            encrypt(key);
        }

        assertRefused(ReturnCode.CKR_KEY_HANDLE_INVALID, key);
    }

    @Test
    void userLogsOut_isRefused() {
        ObjectHandle key = Keys.aes(session, b -> b.token(true));
        encrypt(key);

        session.logout();
        assertRefused(ReturnCode.CKR_KEY_HANDLE_INVALID, key);
    }

    @Test
    void otherApplicationStaysLoggedIn_whoLoggedOutIsRefused() {
        ObjectHandle key = Keys.aes(session, b -> b.token(true));
        encrypt(key);
        Hsm other = module.hsm().newApplication(new ApplicationIdentity("app", "user", "peer"));
        Session ofOther = other.slot(0).openSession(SessionMode.READ_WRITE);
        ofOther.login(UserType.CKU_USER, TestModule.USER_PIN.toCharArray());

        session.logout();

        assertRefused(ReturnCode.CKR_KEY_HANDLE_INVALID, key);
    }

    @Test
    void otherMechanismOrUse_isJudgedByItself() {
        ObjectHandle key =
                Keys.aes(session, b -> b.set(AttributeType.CKA_ALLOWED_MECHANISMS, ONLY_GCM));
        encrypt(key);

        assertCode(ReturnCode.CKR_MECHANISM_INVALID, () -> session.encrypt(Keys.cbc(), key, DATA));
        assertCode(ReturnCode.CKR_MECHANISM_INVALID, () -> session.decrypt(Keys.cbc(), key, DATA));
    }

    private static Mechanism gcm(byte[] iv, int tagBits) {
        return Mechanism.of(MechanismType.CKM_AES_GCM, new Gcm(iv, new byte[0], tagBits));
    }

    @Test
    void vectorOfTheCaller_isNoApprovedService_whateverWasBefore() {
        ObjectHandle key = Keys.aes(session);
        encrypt(key);
        assertThat(module.audit.last(AuditEvent.ENCRYPT).fipsApproved()).isTrue();

        session.encrypt(gcm(new byte[12], 128), key, DATA);
        assertThat(module.audit.last(AuditEvent.ENCRYPT).fipsApproved()).isFalse();

        encrypt(key);
        assertThat(module.audit.last(AuditEvent.ENCRYPT).fipsApproved()).isTrue();
    }

    @Test
    void shortTag_isRefused_whateverWasBefore() {
        ObjectHandle key = Keys.aes(session);
        byte[] iv = new byte[12];
        byte[] sealed = session.encrypt(gcm(iv, 128), key, DATA);
        assertThat(session.decrypt(gcm(iv, 128), key, sealed)).isEqualTo(DATA);
        assertThat(session.decrypt(gcm(iv.clone(), 128), key, sealed)).isEqualTo(DATA);

        assertCode(
                ReturnCode.CKR_MECHANISM_PARAM_INVALID,
                () -> session.decrypt(gcm(iv, 32), key, sealed));
    }
}

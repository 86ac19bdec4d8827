package io.craton.hsm.core;

import static io.craton.hsm.AttributeType.*;
import static io.craton.hsm.ReturnCode.*;
import static io.craton.hsm.core.TestModule.assertCode;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismInfo;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.SessionState;
import io.craton.hsm.Slot;
import io.craton.hsm.Template;
import io.craton.hsm.TokenInfo;
import io.craton.hsm.UserType;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The scenarios of the PKCS#11 profiles that the token claims (OASIS, PKCS #11 Profiles v3.1). */
class ProfilesTest {
    private static final char[] USER = TestModule.USER_PIN.toCharArray();

    private static Template profile(long number) {
        return Template.builder()
                .objectClass(ObjectClass.CKO_PROFILE)
                .set(CKA_PROFILE_ID, number)
                .build();
    }

    @Test
    void claims_areProfileObjects() {
        try (TestModule module = TestModule.open();
                Session session = module.slot().openSession(SessionMode.READ_ONLY)) {
            for (long number = 1; number <= 4; number++) {
                List<ObjectHandle> found = session.findObjects(profile(number));
                assertThat(found).hasSize(1);
                assertThat(session.getAttribute(found.get(0), CKA_PROFILE_ID)).isEqualTo(number);
                assertThat(session.getAttribute(found.get(0), CKA_TOKEN)).isTrue();
                assertThat(session.getAttribute(found.get(0), CKA_PRIVATE)).isFalse();
            }
            assertThat(session.findObjects(profile(5))).isEmpty();
        }
    }

    @Test
    void baseline_looksAtEverythingAndLogsIn() {
        try (TestModule module = TestModule.open()) {
            assertThat(module.hsm().info().cryptokiVersion()).isEqualTo("3.2");
            List<Slot> slots = module.hsm().slots(true);
            assertThat(slots).hasSize(1);
            Slot slot = slots.get(0);
            assertThat(slot.info().tokenPresent()).isTrue();
            assertThat(module.hsm().info().version())
                    .startsWith(slot.info().firmwareVersion() + ".")
                    .startsWith(slot.info().hardwareVersion() + ".");
            assertThat(slot.tokenInfo().flags()).contains(TokenInfo.Flag.CKF_TOKEN_INITIALIZED);
            assertThat(slot.mechanisms())
                    .isNotEmpty()
                    .allSatisfy(
                            type -> {
                                MechanismInfo info = slot.mechanismInfo(type);
                                assertThat(info.flags()).isNotEmpty();
                                assertThat(info.minKeySize())
                                        .isLessThanOrEqualTo(info.maxKeySize());
                            });
            Session session = slot.openSession(SessionMode.READ_ONLY);
            assertThat(session.info().state()).isEqualTo(SessionState.CKS_RO_PUBLIC_SESSION);
            session.login(UserType.CKU_USER, USER);
            assertThat(session.info().state()).isEqualTo(SessionState.CKS_RO_USER_FUNCTIONS);
            session.functions().findObjectsInit(Template.empty());
            assertThat(session.functions().findObjects(100)).isNotEmpty();
            session.functions().findObjectsFinal();
            session.logout();
            session.close();
        }
    }

    @Test
    void extended_makesUsesAndRemovesObjects() {
        try (TestModule module = TestModule.open();
                Session session = module.userSession()) {
            ObjectHandle data =
                    session.createObject(
                            Template.builder()
                                    .objectClass(ObjectClass.CKO_DATA)
                                    .token(true)
                                    .label("EXT-M-1")
                                    .set(CKA_VALUE, new byte[] {1})
                                    .build());
            session.setAttributes(data, Template.builder().label("EXT-M-2").build());
            ObjectHandle copy =
                    session.copyObject(data, Template.builder().label("EXT-M-3").build());
            assertThat(session.findObjects(Template.builder().label("EXT-M-2").build()))
                    .containsExactly(data);
            session.destroyObject(copy);
            session.destroyObject(data);
            ObjectHandle key = Keys.aes(session);
            byte[] ciphertext = session.encrypt(Keys.cbcPad(), key, new byte[5]);
            assertThat(session.decrypt(Keys.cbcPad(), key, ciphertext)).hasSize(5);
            assertThat(session.digest(Mechanism.of(MechanismType.CKM_SHA256), new byte[5]))
                    .hasSize(32);
            assertThat(session.generateRandom(20)).hasSize(20);
        }
    }

    @Test
    void authenticationToken_signsWithTheKeyOfItsCertificate() {
        try (TestModule module = TestModule.open()) {
            try (Session session = module.userSession()) {
                Keys.ec(session, b -> b.token(true).id((byte) 1), b -> b.token(true).id((byte) 1));
                session.createObject(certificate("card", (byte) 1));
            }
            module.restart();
            try (Session session = module.slot().openSession(SessionMode.READ_ONLY)) {
                // Certificate and public key are seen before the login, the private key after it.
                ObjectHandle certificate =
                        session.findObjects(
                                        Template.builder()
                                                .objectClass(ObjectClass.CKO_CERTIFICATE)
                                                .build())
                                .get(0);
                byte[] id = session.getAttribute(certificate, CKA_ID);
                Template privateKey =
                        Template.builder().objectClass(ObjectClass.CKO_PRIVATE_KEY).id(id).build();
                assertThat(session.findObjects(privateKey)).isEmpty();
                session.login(UserType.CKU_USER, USER);
                ObjectHandle key = session.findObjects(privateKey).get(0);
                byte[] signature = session.sign(Keys.ecdsa(), key, new byte[32]);
                ObjectHandle publicKey =
                        session.findObjects(
                                        Template.builder()
                                                .objectClass(ObjectClass.CKO_PUBLIC_KEY)
                                                .id(id)
                                                .build())
                                .get(0);
                session.verify(Keys.ecdsa(), publicKey, new byte[32], signature);
            }
        }
    }

    @Test
    void publicCertificatesToken_showsItsCertificatesWithoutLogin() {
        try (TestModule module = TestModule.open()) {
            try (Session session = module.session()) {
                session.createObject(certificate("public", (byte) 1));
            }
            try (Session session = module.userSession()) {
                session.createObject(
                        certificate("hidden", (byte) 2).toBuilder().set(CKA_PRIVATE, true).build());
            }
            module.restart();
            try (Session session = module.slot().openSession(SessionMode.READ_ONLY)) {
                List<ObjectHandle> found =
                        session.findObjects(
                                Template.builder()
                                        .objectClass(ObjectClass.CKO_CERTIFICATE)
                                        .build());
                assertThat(found).hasSize(1);
                assertThat(session.getAttribute(found.get(0), CKA_LABEL)).isEqualTo("public");
                assertThat(session.getAttribute(found.get(0), CKA_CERTIFICATE_CATEGORY)).isZero();
                assertThat(session.getAttribute(found.get(0), CKA_TRUSTED)).isFalse();
                assertCode(
                        CKR_ATTRIBUTE_TYPE_INVALID,
                        () -> session.getAttribute(found.get(0), CKA_KEY_TYPE));
            }
        }
    }

    private static Template certificate(String label, byte id) {
        return Template.builder()
                .objectClass(ObjectClass.CKO_CERTIFICATE)
                .set(CKA_CERTIFICATE_TYPE, 0L)
                .token(true)
                .label(label)
                .id(id)
                .set(CKA_SUBJECT, new byte[] {0x30, 0x00})
                .set(CKA_VALUE, new byte[] {0x30, 0x03, 0x02, 0x01, id})
                .build();
    }
}

package io.craton.hsm.core.token;

import static io.craton.hsm.ReturnCode.*;
import static io.craton.hsm.core.TestModule.assertCode;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.AttributeType;
import io.craton.hsm.KeyPairHandles;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.core.Keys;
import io.craton.hsm.core.TestModule;
import io.craton.hsm.core.fixture.RecordedAudit;
import io.craton.hsm.spi.AuditEvent;
import io.craton.hsm.spi.AuditRecord;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is recorded of objects that exist in memory only, and how many of them end at once. */
class SessionObjectsTest {
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

    private static ObjectHandle wrapping(Session session) {
        return Keys.aes(
                session,
                b -> b.set(AttributeType.CKA_WRAP, true).set(AttributeType.CKA_UNWRAP, true));
    }

    private AuditRecord last(AuditEvent event) {
        return module.audit.last(event);
    }

    @Test
    void recordsOfSessionObjects_areNotForced_whatLeavesIs() {
        ObjectHandle key = Keys.aes(session, b -> b.set(AttributeType.CKA_EXTRACTABLE, true));
        assertThat(last(AuditEvent.GENERATE_KEY).durable()).isFalse();
        assertThat(last(AuditEvent.GENERATE_KEY).mark()).isNull();
        ObjectHandle kek = wrapping(session);
        byte[] wrapped =
                session.wrapKey(Mechanism.of(MechanismType.CKM_AES_KEY_WRAP_KWP), kek, key);
        assertThat(last(AuditEvent.WRAP_KEY).durable()).isTrue();
        ObjectHandle back =
                session.unwrapKey(
                        Mechanism.of(MechanismType.CKM_AES_KEY_WRAP_KWP),
                        kek,
                        wrapped,
                        Template.builder()
                                .objectClass(io.craton.hsm.ObjectClass.CKO_SECRET_KEY)
                                .keyType(KeyType.CKK_AES)
                                .build());
        assertThat(last(AuditEvent.UNWRAP_KEY).durable()).isFalse();
        session.setAttributes(back, Template.builder().label("x").build());
        assertThat(last(AuditEvent.SET_ATTRIBUTE).durable()).isFalse();
        session.copyObject(back, Template.empty());
        assertThat(last(AuditEvent.COPY_OBJECT).durable()).isFalse();
        session.createObject(Keys.secret(KeyType.CKK_AES, new byte[16]).build());
        assertThat(last(AuditEvent.CREATE_OBJECT).durable()).isFalse();
        Keys.ec(session);
        assertThat(last(AuditEvent.GENERATE_KEY_PAIR).durable()).isFalse();
        session.destroyObject(back);
        assertThat(last(AuditEvent.DESTROY_OBJECT).durable()).isFalse();
    }

    @Test
    void recordsOfTokenObjects_areForced() {
        ObjectHandle key = Keys.aes(session, b -> b.token(true));
        assertThat(last(AuditEvent.GENERATE_KEY).durable()).isTrue();
        assertThat(last(AuditEvent.GENERATE_KEY).mark()).isNotNull();
        session.setAttributes(key, Template.builder().label("x").build());
        assertThat(last(AuditEvent.SET_ATTRIBUTE).durable()).isTrue();
        session.copyObject(key, Template.empty());
        assertThat(last(AuditEvent.COPY_OBJECT).durable()).isTrue();
        session.destroyObject(key);
        assertThat(last(AuditEvent.DESTROY_OBJECT).durable()).isTrue();
        Keys.ec(session, b -> b, b -> b.token(true));
        assertThat(last(AuditEvent.GENERATE_KEY_PAIR).durable()).isTrue();
    }

    @Test
    void manyAtOnce_haveOneRecord_andNothingElseEnds() {
        Session other = module.session();
        ObjectHandle one = Keys.aes(session);
        ObjectHandle two = Keys.aes(other);
        KeyPairHandles pair = Keys.ec(session);
        ObjectHandle token = Keys.aes(session, b -> b.token(true));
        ObjectHandle stays = Keys.aes(session, b -> b.set(AttributeType.CKA_DESTROYABLE, false));
        ObjectHandle gone = Keys.aes(session);
        session.destroyObject(gone);
        int before = module.audit.records().size();

        int ended =
                session.endObjects(
                        List.of(
                                one,
                                two,
                                pair.publicKey(),
                                pair.privateKey(),
                                token,
                                stays,
                                gone,
                                new ObjectHandle(1)));

        assertThat(ended).isEqualTo(4);
        assertThat(module.audit.records()).hasSize(before + 1);
        AuditRecord record = last(AuditEvent.DESTROY_OBJECT);
        assertThat(RecordedAudit.detail(record)).isEqualTo("4 session keys ended");
        assertThat(record.durable()).isFalse();
        assertThat(session.findObjects(Template.empty())).contains(token, stays);
        for (ObjectHandle handle : List.of(one, two, pair.privateKey())) {
            assertCode(CKR_OBJECT_HANDLE_INVALID, () -> session.getAttributes(handle));
        }
        assertThat(session.endObjects(List.of(one))).isZero();
        assertThat(module.audit.records()).hasSize(before + 5);
        other.close();
    }

    @Test
    void description_hasNoSecret_andNoRecord() {
        ObjectHandle key =
                session.createObject(
                        Keys.secret(KeyType.CKK_AES, new byte[16])
                                .set(AttributeType.CKA_SENSITIVE, false)
                                .set(AttributeType.CKA_EXTRACTABLE, true)
                                .label("readable")
                                .build());
        int before = module.audit.records().size();
        Template description =
                session.describe(key, AttributeType.CKA_LABEL, AttributeType.CKA_VALUE);
        assertThat(description.get(AttributeType.CKA_LABEL)).isEqualTo("readable");
        assertThat(description.has(AttributeType.CKA_VALUE)).isFalse();
        assertThat(module.audit.records()).hasSize(before);
        assertThat(session.getAttribute(key, AttributeType.CKA_VALUE)).hasSize(16);
        assertThat(module.audit.records()).hasSize(before + 1);
    }
}

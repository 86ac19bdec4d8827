package io.craton.hsm.core.token;

import static io.craton.hsm.ReturnCode.*;
import static io.craton.hsm.core.TestModule.assertCode;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.CipherOperation;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.core.Keys;
import io.craton.hsm.core.TestModule;
import io.craton.hsm.core.fixture.RecordedAudit;
import io.craton.hsm.spi.AuditEvent;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Initialisation vectors that the module makes (decision B14). */
class GcmNonceTest {
    private static byte[] iv(Session session, ObjectHandle key) {
        try (CipherOperation operation = session.encryptor(Keys.gcm(), key)) {
            return operation.iv();
        }
    }

    private static int counter(byte[] iv) {
        return ByteBuffer.wrap(iv, 8, 4).getInt();
    }

    @Test
    void counters_neverGoBack_overRestarts() {
        try (TestModule module = TestModule.open()) {
            Set<Integer> counters = new HashSet<>();
            Set<ByteBuffer> seen = new HashSet<>();
            for (int start = 0; start < 5; start++) {
                Session session = module.userSession();
                ObjectHandle key =
                        session.findObjects(Template.builder().label("gcm").build()).stream()
                                .findFirst()
                                .orElseGet(
                                        () -> Keys.aes(session, b -> b.token(true).label("gcm")));
                for (int i = 0; i < 200; i++) {
                    byte[] iv = iv(session, key);
                    assertThat(iv).hasSize(12);
                    assertThat(seen.add(ByteBuffer.wrap(iv))).isTrue();
                    assertThat(counters.add(counter(iv))).isTrue();
                }
                module.restart();
            }
        }
    }

    @Test
    void copiesOfAKey_andOfAStore_haveVectorsOfTheirOwn() {
        try (TestModule module = TestModule.open()) {
            Session session = module.userSession();
            ObjectHandle key = Keys.aes(session, b -> b.token(true).label("gcm"));
            ObjectHandle copy = session.copyObject(key, Template.empty());
            byte[] first = iv(session, key);
            assertThat(iv(session, copy)).isNotEqualTo(first);
            UUID id =
                    UUID.fromString(
                            session.getAttribute(key, io.craton.hsm.AttributeType.CKA_UNIQUE_ID));
            module.restart();
            // A clone of the store from before the first use counts from the same number again.
            module.stores.slot(0).setReserved(id, 0);
            Session clone = module.userSession();
            byte[] ofClone =
                    iv(
                            clone,
                            clone.findObjects(
                                            Template.builder()
                                                    .label("gcm")
                                                    .set(
                                                            io.craton.hsm.AttributeType
                                                                    .CKA_UNIQUE_ID,
                                                            id.toString())
                                                    .build())
                                    .get(0));
            assertThat(counter(ofClone)).isEqualTo(counter(first));
            assertThat(ofClone).isNotEqualTo(first);
        }
    }

    @Test
    void restoredToken_goesOnCounting() {
        try (TestModule module = TestModule.open()) {
            Session session = module.userSession();
            ObjectHandle key = Keys.aes(session, b -> b.token(true));
            module.stores.slot(0).setNonceSpace(Integer.MAX_VALUE);
            for (int number = 0; number < 200; number++) {
                assertThat(counter(iv(session, key))).isEqualTo(number);
            }
        }
    }

    @Test
    @Tag("S2-33")
    void ninetyPercent_andEachFurtherPercent_areAnnounced_andTheEndIsTheEnd() {
        try (TestModule module = TestModule.open().limits(100, 200)) {
            module.restart();
            Session session = module.userSession();
            for (ObjectHandle key :
                    new ObjectHandle[] {Keys.aes(session), Keys.aes(session, b -> b.token(true))}) {
                int before = module.audit.of(AuditEvent.GCM_COUNTER).size();
                for (int i = 0; i < 200; i++) {
                    iv(session, key);
                }
                assertThat(module.audit.of(AuditEvent.GCM_COUNTER).stream().skip(before))
                        .extracting(RecordedAudit::detail)
                        .containsExactlyElementsOf(
                                Stream.iterate(90, p -> p + 1)
                                        .limit(11)
                                        .map(p -> p + " % of the invocations are used")
                                        .toList());
                assertCode(CKR_KEY_EXHAUSTED, () -> iv(session, key));
            }
        }
    }

    @Test
    void callersVector_isHonoured() {
        try (TestModule module = TestModule.open();
                Session session = module.userSession()) {
            ObjectHandle key = Keys.aes(session);
            byte[] own = new byte[16];
            try (CipherOperation operation = session.encryptor(Keys.gcm(own), key)) {
                assertThat(operation.iv()).isEqualTo(own);
            }
            assertCode(
                    CKR_MECHANISM_PARAM_INVALID,
                    () -> session.decrypt(Keys.gcm(), key, new byte[32]));
        }
    }
}

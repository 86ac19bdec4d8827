package io.craton.hsm.core.object;

import static io.craton.hsm.AttributeType.*;
import static io.craton.hsm.ReturnCode.*;
import static io.craton.hsm.core.TestModule.assertCode;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.HsmException;
import io.craton.hsm.ObjectChange;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Template;
import io.craton.hsm.TokenChanges;
import io.craton.hsm.UserType;
import io.craton.hsm.core.Keys;
import io.craton.hsm.core.TestModule;
import io.craton.hsm.core.fixture.RecordedAudit;
import io.craton.hsm.spi.AuditEvent;
import io.craton.hsm.spi.AuditRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several changes that are made together, and how they are told to those who keep an index. */
class ObjectTransactionTest {
    private final TestModule module = TestModule.open();
    private Session session;

    @BeforeEach
    void open() {
        session = module.userSession();
    }

    @AfterEach
    void close() {
        module.close();
    }

    private static Template.Builder note(String label) {
        return Template.builder().objectClass(ObjectClass.CKO_DATA).token(true).label(label);
    }

    private static Template label(String label) {
        return Template.builder().label(label).build();
    }

    private List<ObjectHandle> find(String label) {
        return session.findObjects(label(label));
    }

    private long sequence() {
        return module.stores.slot(0).mark().sequence();
    }

    private List<String> everything() {
        List<String> all = new ArrayList<>();
        for (ObjectHandle handle : session.findObjects(Template.empty())) {
            all.add(handle.value() + session.getAttributes(handle, CKA_LABEL).get(CKA_LABEL, ""));
        }
        return all;
    }

    @Test
    void changes_ofEveryKind_areOneCommit() {
        ObjectHandle passing = Keys.aes(session, b -> b.token(false).label("passing"));
        ObjectHandle renamed = session.createObject(note("old name").build());
        ObjectHandle gone = session.createObject(note("gone").build());
        long before = sequence();
        List<ObjectHandle> done =
                session.changeObjects(
                        List.of(
                                new ObjectChange.Create(note("new").build()),
                                new ObjectChange.Copy(
                                        passing,
                                        Template.builder().token(true).label("kept").build()),
                                new ObjectChange.Destroy(passing),
                                new ObjectChange.Set(renamed, label("new name")),
                                new ObjectChange.Destroy(gone)),
                        -1);
        assertThat(sequence()).isEqualTo(before + 1);
        assertThat(find("new")).containsExactly(done.get(0));
        assertThat(find("kept")).containsExactly(done.get(1));
        assertThat(find("new name")).containsExactly(renamed);
        assertThat(done.subList(2, 5)).containsExactly(passing, renamed, gone);
        assertThat(find("passing")).isEmpty();
        assertThat(find("old name")).isEmpty();
        assertThat(find("gone")).isEmpty();
        byte[] ciphertext = session.encrypt(Keys.cbc(), done.get(1), new byte[16]);
        module.restart();
        session = module.userSession();
        assertThat(session.decrypt(Keys.cbc(), find("kept").get(0), ciphertext))
                .isEqualTo(new byte[16]);
        assertThat(find("new name")).hasSize(1);
        assertThat(find("gone")).isEmpty();
    }

    @Test
    void oneChangeThatIsRefused_leavesEverythingAsItWas() {
        ObjectHandle first = session.createObject(note("first").build());
        ObjectHandle fixed =
                session.createObject(
                        note("fixed")
                                .set(CKA_MODIFIABLE, false)
                                .set(CKA_DESTROYABLE, false)
                                .set(CKA_COPYABLE, false)
                                .build());
        List<String> before = everything();
        long sequence = sequence();
        for (ObjectChange bad :
                List.of(
                        new ObjectChange.Create(Template.builder().label("no class").build()),
                        new ObjectChange.Create(
                                note("wrong").set(CKA_MODULUS, new byte[1]).build()),
                        new ObjectChange.Copy(fixed, Template.empty()),
                        new ObjectChange.Set(fixed, label("other")),
                        new ObjectChange.Set(first, Template.builder().token(false).build()),
                        new ObjectChange.Destroy(fixed),
                        new ObjectChange.Destroy(new ObjectHandle(1)))) {
            List<ObjectChange> changes =
                    new ArrayList<>(
                            List.of(
                                    new ObjectChange.Create(note("new").build()),
                                    new ObjectChange.Create(
                                            Keys.secret(io.craton.hsm.KeyType.CKK_AES, new byte[16])
                                                    .token(true)
                                                    .build()),
                                    bad));
            for (int i = 0; i < changes.size(); i++) {
                Collections.rotate(changes, 1);
                org.assertj.core.api.Assertions.assertThatThrownBy(
                                () -> session.changeObjects(changes, -1))
                        .as(bad.getClass().getSimpleName())
                        .isInstanceOf(HsmException.class);
                assertThat(everything()).isEqualTo(before);
            }
        }
        assertThat(sequence()).isEqualTo(sequence);
    }

    @Test
    void commitThatFails_leavesEverythingAsItWas() {
        ObjectHandle old = session.createObject(note("x").build());
        List<String> before = everything();
        module.stores.slot(0).failCommits(true);
        List<ObjectChange> replacement =
                List.of(
                        new ObjectChange.Create(note("x").build()),
                        new ObjectChange.Set(old, label("y")));
        assertCode(CKR_DEVICE_ERROR, () -> session.changeObjects(replacement, -1));
        module.stores.slot(0).failCommits(false);
        assertThat(everything()).isEqualTo(before);
        session.changeObjects(replacement, -1);
        assertThat(find("x")).hasSize(1).doesNotContain(old);
    }

    @Test
    void aReplacement_isNeverSeenHalf() throws Exception {
        int many = 200;
        session.changeObjects(
                Collections.nCopies(many, new ObjectChange.Create(note("x").build())), -1);
        AtomicBoolean done = new AtomicBoolean();
        List<Integer> seen = Collections.synchronizedList(new ArrayList<>());
        Thread reader =
                new Thread(
                        () -> {
                            while (!done.get()) {
                                int count = find("x").size();
                                if (count != many) {
                                    seen.add(count);
                                }
                            }
                        });
        reader.start();
        for (int i = 0; i < 1_000; i++) {
            ObjectHandle old = find("x").get(many - 1);
            session.changeObjects(
                    List.of(
                            i % 2 == 0
                                    ? new ObjectChange.Destroy(old)
                                    : new ObjectChange.Set(old, label("old " + i)),
                            new ObjectChange.Create(note("x").build())),
                    -1);
        }
        done.set(true);
        reader.join();
        assertThat(seen).isEmpty();
    }

    @Test
    void aPlanThatIsOutOfDate_isRefused() {
        ObjectHandle object = session.createObject(note("x").build());
        long planned = session.changesSince(-1).number();
        session.createObject(note("another").build().toBuilder().token(false).build());
        session.changeObjects(List.of(new ObjectChange.Set(object, label("y"))), planned);
        assertCode(
                CKR_FUNCTION_CANCELED,
                () ->
                        session.changeObjects(
                                List.of(new ObjectChange.Set(object, label("z"))), planned));
        assertThat(find("y")).containsExactly(object);
    }

    @Test
    void everyChange_hasItsRecord() {
        ObjectHandle old = session.createObject(note("old").build());
        int before = module.audit.records().size();
        session.changeObjects(
                List.of(
                        new ObjectChange.Create(note("new").build()),
                        new ObjectChange.Destroy(old)),
                -1);
        List<AuditRecord> records =
                module.audit.records().subList(before, module.audit.records().size());
        assertThat(records)
                .extracting(AuditRecord::event, AuditRecord::label, RecordedAudit::detail)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                AuditEvent.CREATE_OBJECT, "new", "change 1 of 2"),
                        org.assertj.core.groups.Tuple.tuple(
                                AuditEvent.DESTROY_OBJECT, "old", "change 2 of 2"));
        assertThat(records.get(1).durable()).isTrue();
        assertThat(records.get(1).mark()).isEqualTo(module.stores.slot(0).mark());
        assertCode(
                CKR_OBJECT_HANDLE_INVALID,
                () ->
                        session.changeObjects(
                                List.of(
                                        new ObjectChange.Create(note("never").build()),
                                        new ObjectChange.Destroy(old)),
                                -1));
        assertThat(module.audit.records().subList(before + 2, before + 4))
                .extracting(AuditRecord::result)
                .containsOnly(CKR_OBJECT_HANDLE_INVALID);
        module.audit.fail(true);
        assertCode(
                CKR_GENERAL_ERROR,
                () ->
                        session.changeObjects(
                                List.of(new ObjectChange.Create(note("unrecorded").build())), -1));
        module.audit.fail(false);
    }

    @Test
    void limits_areSaid() {
        ObjectHandle object = session.createObject(note("x").build());
        assertCode(
                CKR_ARGUMENTS_BAD,
                () ->
                        session.changeObjects(
                                List.of(
                                        new ObjectChange.Set(object, label("y")),
                                        new ObjectChange.Destroy(object)),
                                -1));
        assertCode(
                CKR_ARGUMENTS_BAD,
                () ->
                        session.changeObjects(
                                Collections.nCopies(
                                        1001, new ObjectChange.Create(note("x").build())),
                                -1));
        assertThat(session.changeObjects(List.of(), -1)).isEmpty();
        List<ObjectHandle> most =
                session.changeObjects(
                        Collections.nCopies(1000, new ObjectChange.Create(note("many").build())),
                        -1);
        session.changeObjects(
                most.stream().<ObjectChange>map(ObjectChange.Destroy::new).toList(), -1);
        assertThat(find("many")).isEmpty();
        try (Session reader = module.slot().openSession(SessionMode.READ_ONLY)) {
            assertCode(
                    CKR_SESSION_READ_ONLY,
                    () -> reader.changeObjects(List.of(new ObjectChange.Destroy(object)), -1));
        }
    }

    @Test
    void aFullToken_canStillReplace() {
        try (TestModule full = TestModule.open().limits(6, 10)) {
            full.restart();
            try (Session writer = full.session()) {
                ObjectHandle old = writer.createObject(note("x").build());
                writer.createObject(note("y").build());
                ObjectChange another = new ObjectChange.Create(note("x").build());
                assertCode(CKR_DEVICE_MEMORY, () -> writer.changeObjects(List.of(another), -1));
                writer.changeObjects(List.of(another, new ObjectChange.Destroy(old)), -1);
                assertThat(writer.findObjects(label("x"))).hasSize(1).doesNotContain(old);
            }
        }
    }

    /** More objects than there are locks: many of them share one. */
    @Test
    void aThousandObjects_areDestroyedInOneCall() {
        List<ObjectChange> all = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            all.add(new ObjectChange.Create(note("many").build()));
        }
        List<ObjectChange> gone = new ArrayList<>();
        for (ObjectHandle made : session.changeObjects(all, -1)) {
            gone.add(new ObjectChange.Destroy(made));
        }
        session.changeObjects(gone, -1);
        assertThat(find("many")).isEmpty();
    }

    // What has become of the objects

    @Test
    void changesSince_tellsWhatCameChangedAndWent() {
        ObjectHandle stays = session.createObject(note("stays").build());
        TokenChanges all = session.changesSince(-1, CKA_LABEL);
        assertThat(all.complete()).isTrue();
        assertThat(all.present()).containsEntry(stays, label("stays"));
        assertThat(session.changesSince(all.number(), CKA_LABEL).present()).isEmpty();
        session.createObject(note("passing").build().toBuilder().token(false).build());
        ObjectHandle comes = session.createObject(note("comes").build());
        ObjectHandle went = session.createObject(note("went").build());
        session.setAttributes(stays, label("changed"));
        session.destroyObject(went);
        TokenChanges since = session.changesSince(all.number(), CKA_LABEL);
        assertThat(since.complete()).isFalse();
        assertThat(since.present())
                .hasSize(2)
                .containsEntry(stays, label("changed"))
                .containsEntry(comes, label("comes"));
        assertThat(since.gone()).containsExactly(went);
        assertThat(since.number()).isEqualTo(module.slot().changeCount());
        int records = module.audit.records().size();
        session.changesSince(-1, CKA_LABEL);
        assertThat(module.audit.records()).hasSize(records);
    }

    @Test
    void changesSince_aLoginOrManyChanges_areEverything() {
        long number = session.changesSince(-1).number();
        session.logout();
        session.login(UserType.CKU_USER, TestModule.USER_PIN.toCharArray());
        TokenChanges since = session.changesSince(number);
        assertThat(since.complete()).isTrue();
        ObjectHandle one = session.createObject(note("one").build());
        for (int i = 0; i < 9000; i++) {
            session.setAttributes(one, label("name " + i));
        }
        assertThat(session.changesSince(since.number()).complete()).isTrue();
        assertThat(session.changesSince(module.slot().changeCount() - 10).complete()).isFalse();
        assertThat(session.changesSince(module.slot().changeCount() + 10).complete()).isTrue();
    }

    @Test
    void changesSince_aSecret_isNotTold() {
        ObjectHandle key =
                Keys.aes(
                        session,
                        b -> b.token(true).set(CKA_SENSITIVE, false).set(CKA_EXTRACTABLE, true));
        assertThat(session.changesSince(-1, CKA_VALUE, CKA_KEY_TYPE).present().get(key).types())
                .containsExactly(CKA_KEY_TYPE);
    }

    @Test
    void anObjectThatIsGone_isNotBroughtBackByAChange() throws Exception {
        for (int i = 0; i < 300; i++) {
            ObjectHandle object = session.createObject(note("x").build());
            Thread setter =
                    new Thread(
                            () -> {
                                try {
                                    session.setAttributes(object, label("y"));
                                } catch (HsmException e) {
                                    assertThat(e.code()).isEqualTo(CKR_OBJECT_HANDLE_INVALID);
                                }
                            });
            setter.start();
            session.destroyObject(object);
            setter.join();
        }
        assertThat(module.stores.slot(0).objects(true)).isEmpty();
    }
}

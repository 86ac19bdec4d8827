package io.craton.hsm.core.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.AttributeType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.TokenChanges;
import io.craton.hsm.core.TestModule;
import io.craton.hsm.core.fixture.MemoryStores;
import io.craton.hsm.core.token.context.UnderWay;
import io.craton.hsm.spi.TokenStore.OthersChanges;
import io.craton.hsm.spi.TokenStore.OthersChanges.Extent;
import io.craton.hsm.spi.TokenStore.StoredObject;
import io.craton.hsm.testkit.Logs;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a module shows of what others do to the objects of its token. */
class OthersChangesTest {
    private static Template note(String label, boolean isPrivate) {
        return Template.builder()
                .objectClass(ObjectClass.CKO_DATA)
                .token(true)
                .set(AttributeType.CKA_PRIVATE, isPrivate)
                .label(label)
                .build();
    }

    private static List<ObjectHandle> find(Session session, String label) {
        return session.findObjects(Template.builder().label(label).build());
    }

    /** The object of the store, which somebody else is said to have written or removed. */
    private static StoredObject only(MemoryStores.Slot store) {
        List<StoredObject> all = store.objects(true);
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    @Test
    void objectsThatOthersRemoveAndWrite_goAndCome_forThoseWhoSearchAndWhoFollow() {
        try (TestModule module = TestModule.open();
                Session session = module.userSession()) {
            MemoryStores.Slot store = module.stores.slot(0);
            ObjectHandle own = session.createObject(note("note", true));
            StoredObject object = only(store);
            TokenChanges start = session.changesSince(-1);

            store.tellOthers(new OthersChanges(Extent.CHANGES, List.of(), List.of(object.id())));
            assertThat(find(session, "note")).isEmpty();
            TokenChanges removed = session.changesSince(start.number());
            assertThat(removed.complete()).isFalse();
            assertThat(removed.gone()).containsExactly(own);

            store.tellOthers(new OthersChanges(Extent.CHANGES, List.of(object), List.of()));
            assertThat(find(session, "note")).hasSize(1).doesNotContain(own);
            TokenChanges added = session.changesSince(removed.number());
            assertThat(added.present()).hasSize(1);
            ObjectHandle seen = find(session, "note").get(0);
            store.tellOthers(new OthersChanges(Extent.CHANGES, List.of(object), List.of()));
            assertThat(find(session, "note")).containsExactly(seen);
        }
    }

    private static String text(StoredObject object) {
        return new String(object.attributes(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void everything_takesOutWhatIsNotThere_andLeavesWhatTheModuleProvides() {
        try (TestModule module = TestModule.open();
                Session session = module.userSession()) {
            MemoryStores.Slot store = module.stores.slot(0);
            session.createObject(note("note", true));
            session.createObject(note("of the session", false).toBuilder().token(false).build());
            int profiles = profiles(session);

            store.tellOthers(new OthersChanges(Extent.ALL, List.of(), List.of()));

            assertThat(find(session, "note")).isEmpty();
            assertThat(find(session, "of the session")).hasSize(1);
            assertThat(profiles(session)).isEqualTo(profiles).isPositive();
        }
    }

    /** The notice was made before the login and comes after it. */
    @Test
    void everythingPublic_takesOutNothingPrivate() {
        try (TestModule module = TestModule.open();
                Session session = module.userSession()) {
            session.createObject(note("public", false));
            session.createObject(note("private", true));

            OthersChanges locked = new OthersChanges(Extent.ALL_PUBLIC, List.of(), List.of());
            module.stores.slot(0).tellOthers(locked);

            assertThat(find(session, "public")).isEmpty();
            assertThat(find(session, "private")).hasSize(1);
        }
    }

    @Test
    void objectThatCannotBeReadAnyMore_keepsNoneOfTheOthersBack() {
        try (TestModule module = TestModule.open();
                Session session = module.userSession()) {
            MemoryStores.Slot store = module.stores.slot(0);
            session.createObject(note("one", true));
            StoredObject readable = only(store);
            store.tellOthers(new OthersChanges(Extent.CHANGES, List.of(), List.of(readable.id())));
            ObjectHandle other = session.createObject(note("other", true));
            UUID id = UUID.fromString(session.getAttribute(other, AttributeType.CKA_UNIQUE_ID));
            StoredObject damaged = new StoredObject(id, true, new byte[] {1, 2, 3});

            List<StoredObject> written = List.of(damaged, readable);
            store.tellOthers(new OthersChanges(Extent.CHANGES, written, List.of()));

            assertThat(find(session, "one")).hasSize(1);
            assertThat(Logs.text()).contains("cannot be read and is missing");
        }
    }

    private static int profiles(Session session) {
        Template template = Template.builder().objectClass(ObjectClass.CKO_PROFILE).build();
        return session.findObjects(template).size();
    }

    /** Private objects that come while nobody is logged in are there once, after the login. */
    @Test
    void privateObjects_areShownToUsersOnly_andOnce() {
        try (TestModule module = TestModule.open()) {
            MemoryStores.Slot store = module.stores.slot(0);
            StoredObject object;
            try (Session session = module.userSession()) {
                session.createObject(note("note", true));
                object = only(store);
                store.tellOthers(
                        new OthersChanges(Extent.CHANGES, List.of(), List.of(object.id())));
                session.logout();
                store.tellOthers(new OthersChanges(Extent.CHANGES, List.of(object), List.of()));
                assertThat(find(session, "note")).isEmpty();
            }
            try (Session session = module.userSession()) {
                assertThat(find(session, "note")).hasSize(1);
            }
        }
    }

    /** What is heard while the objects are read from the store is shown once they are. */
    @Test
    void whatIsHeardDuringALogin_isNeitherMissedNorThereTwice() {
        try (TestModule module = TestModule.open()) {
            MemoryStores.Slot store = module.stores.slot(0);
            StoredObject object;
            try (Session session = module.userSession()) {
                session.createObject(note("note", true));
                session.createObject(note("other", true));
                object =
                        store.objects(true).stream()
                                .filter(each -> text(each).contains("note"))
                                .findFirst()
                                .orElseThrow();
            }
            store.whileReading(
                    () ->
                            store.tellOthers(
                                    new OthersChanges(Extent.CHANGES, List.of(object), List.of())));
            try (Session session = module.userSession()) {
                assertThat(find(session, "note")).hasSize(1);
            }
            store.whileReading(
                    () ->
                            store.tellOthers(
                                    new OthersChanges(
                                            Extent.CHANGES, List.of(), List.of(object.id()))));
            try (Session session = module.userSession()) {
                assertThat(find(session, "note")).isEmpty();
                assertThat(find(session, "other")).hasSize(1);
            }
        }
    }

    /** An operation that was begun with a key loses it when others have destroyed the key. */
    @Test
    void operationsUnderWay_areAskedWhetherTheirKeyIsGone() {
        try (TestModule module = TestModule.open();
                Session session = module.userSession()) {
            MemoryStores.Slot store = module.stores.slot(0);
            session.createObject(note("note", true));
            StoredObject object = only(store);
            AtomicInteger asked = new AtomicInteger();
            UnderWay operation = asked::incrementAndGet;
            ((CoreSession) session)
                    .token()
                    .context()
                    .applications()
                    .all()
                    .forEach(each -> each.session(session.handle()).begun(operation));

            store.tellOthers(new OthersChanges(Extent.CHANGES, List.of(), List.of(object.id())));

            assertThat(asked).hasPositiveValue();
        }
    }
}

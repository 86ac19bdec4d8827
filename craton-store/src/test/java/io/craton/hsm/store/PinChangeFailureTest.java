package io.craton.hsm.store;

import static io.craton.hsm.store.Tokens.SO;
import static io.craton.hsm.store.Tokens.USER;
import static io.craton.hsm.store.Tokens.WRONG;
import static io.craton.hsm.store.Tokens.ascii;
import static io.craton.hsm.store.Tokens.id;
import static io.craton.hsm.store.Tokens.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.BackupSecret;
import io.craton.hsm.HsmException;
import io.craton.hsm.UserType;
import io.craton.hsm.spi.StoreSettings;
import io.craton.hsm.spi.TokenState;
import io.craton.hsm.store.file.FileSpace;
import io.craton.hsm.store.file.MemorySpace;
import io.craton.hsm.store.file.StoreFile;
import io.craton.hsm.store.header.TokenHeader;
import io.craton.hsm.store.mapdb.HeaderFiles;
import io.craton.hsm.store.mapdb.MapDbSlot;
import io.craton.hsm.store.page.VolumeName;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every call that changes a PIN, with a disk that is full or broken from its first to its last
 * write and force, for one write or for good: a call that failed has changed nothing, one that was
 * acknowledged is in force, in the open store and for the next opening.
 */
class PinChangeFailureTest {
    /** The journal is empty after each commit: a full one cannot start again to make room. */
    private static final long EMPTY_JOURNAL = 1;

    private static final byte[] NEXT = ascii("another pin");
    private static final String LABEL = "Test token";

    /** What a token is known by. */
    private record Known(String label, byte[] soPin, byte[] userPin) {}

    private static final Known BEFORE = new Known(LABEL, SO, USER);

    private interface Work {
        void on(SlotStore store) throws IOException;
    }

    private enum Call {
        USER_CHANGES_PIN_LOGGED_IN(
                true,
                new Known(LABEL, SO, NEXT),
                store -> store.unlock(UserType.CKU_USER, USER),
                store -> store.changePin(UserType.CKU_USER, USER, NEXT)),
        USER_CHANGES_PIN(
                true,
                new Known(LABEL, SO, NEXT),
                store -> {},
                store -> store.changePin(UserType.CKU_USER, USER, NEXT)),
        SO_CHANGES_PIN(
                true,
                new Known(LABEL, NEXT, USER),
                store -> store.unlock(UserType.CKU_SO, SO),
                store -> store.changePin(UserType.CKU_SO, SO, NEXT)),
        SO_CHANGES_PIN_WITHOUT_RECOVERY(
                false,
                new Known(LABEL, NEXT, USER),
                store -> store.unlock(UserType.CKU_SO, SO),
                store -> store.changePin(UserType.CKU_SO, SO, NEXT)),
        SO_SETS_USER_PIN(
                true,
                new Known(LABEL, SO, NEXT),
                store -> store.unlock(UserType.CKU_SO, SO),
                store -> store.setUserPin(NEXT)),
        SO_SETS_USER_PIN_WITHOUT_RECOVERY(
                false,
                new Known(LABEL, SO, NEXT),
                store -> store.unlock(UserType.CKU_SO, SO),
                store -> store.setUserPin(NEXT)),
        INITIALISE_AGAIN(
                true,
                new Known("New", NEXT, null),
                store -> {},
                store -> store.initialize(SO, NEXT, "New"));

        final StoreSettings settings;
        final Known after;
        final Work before;
        final Work work;

        Call(boolean recovery, Known after, Work before, Work work) {
            this.settings =
                    new StoreSettings(null, 1, Tokens.SERIAL, 2, 5, recovery, Tokens.random());
            this.after = after;
            this.before = before;
            this.work = work;
        }

        SlotStore open(FileSpace space) throws IOException {
            return open(space, TokenScript.SMALL_CHECKPOINT);
        }

        SlotStore open(FileSpace space, long checkpointBytes) throws IOException {
            return new SlotStore(0, new MapDbSlot(space, checkpointBytes), settings);
        }
    }

    private static final Known RESTORED = new Known(LABEL, SO, USER);

    @ParameterizedTest
    @EnumSource(Call.class)
    void failedCall_hasChangedNothing_andAnAcknowledgedOneIsInForce(Call call) throws Exception {
        for (long checkpoint : new long[] {TokenScript.SMALL_CHECKPOINT, EMPTY_JOURNAL}) {
            for (String failure : new String[] {FaultySpace.FULL, FaultySpace.BROKEN}) {
                failsEverywhere(call, new Fault(failure, false, checkpoint));
                failsEverywhere(call, new Fault(failure, true, checkpoint));
            }
        }
    }

    private record Fault(String failure, boolean forGood, long checkpointBytes) {}

    private static void failsEverywhere(Call call, Fault fault) throws IOException {
        int failed = 0;
        boolean reached = true;
        for (int nth = 1; reached; nth++) {
            FaultySpace space = new FaultySpace(new MemorySpace());
            failed += runs(call, space, nth, fault) ? 0 : 1;
            reached = space.hasFailed();
        }
        assertThat(failed).as("%s was never refused", call).isPositive();
    }

    private static boolean runs(Call call, FaultySpace space, int nth, Fault fault)
            throws IOException {
        String what = call + ", " + fault + ", write or force " + nth;
        SlotStore store = call.open(space, fault.checkpointBytes());
        Tokens.prepare(store);
        store.unlock(UserType.CKU_USER, USER);
        put(store, id(1), true, "key", "secret");
        put(store, id(2), false, "certificate", null);
        store.lock();
        store.verifyPin(UserType.CKU_SO, WRONG);
        store.verifyPin(UserType.CKU_USER, WRONG);
        call.before.on(store);
        TokenState at = store.state();
        space.failAt(nth, fault.failure(), fault.forGood());
        boolean ok = acknowledged(call, store);
        space.repair();
        int counted = fault.forGood() ? 1 : 0;
        Known known = ok ? call.after : BEFORE;
        assertThat(store.state().so().failures())
                .as(what)
                .isLessThanOrEqualTo(at.so().failures() + (ok ? 0 : counted));
        assertThat(store.state().user().failures())
                .as(what)
                .isLessThanOrEqualTo(at.user().failures() + (ok ? 0 : counted));
        check(store, known, what + ", in the open store");
        closeQuietly(store);
        try (SlotStore again = call.open(space)) {
            check(again, known, what + ", opened again");
            boolean kept = known.userPin() != null && !(ok && isWithoutObjects(call));
            if (kept) {
                assertThat(again.unlock(UserType.CKU_USER, known.userPin()).ok()).as(what).isTrue();
                assertThat(again.secret(id(1))).as(what).isEqualTo(ascii("secret"));
                assertThat(again.objects(true)).as(what).hasSize(2);
            }
        }
        return ok;
    }

    private static boolean isWithoutObjects(Call call) {
        return call == Call.SO_SETS_USER_PIN_WITHOUT_RECOVERY;
    }

    private static boolean acknowledged(Call call, SlotStore store) throws IOException {
        try {
            call.work.on(store);
            return true;
        } catch (HsmException e) {
            return false;
        }
    }

    private static void check(SlotStore store, Known known, String what) {
        assertThat(store.state().label()).as(what).isEqualTo(known.label());
        verify(store, UserType.CKU_SO, known.soPin(), what);
        if (known.userPin() == null) {
            assertThat(store.state().userPinSet()).as(what).isFalse();
        } else {
            verify(store, UserType.CKU_USER, known.userPin(), what);
        }
    }

    private static void verify(SlotStore store, UserType role, byte[] right, String what) {
        byte[] old = role == UserType.CKU_SO ? SO : USER;
        byte[] wrong = right == NEXT ? old : NEXT;
        assertThat(store.verifyPin(role, wrong).ok()).as("%s: %s, wrong PIN", what, role).isFalse();
        assertThat(store.verifyPin(role, right).ok()).as("%s: %s, right PIN", what, role).isTrue();
    }

    private static void closeQuietly(SlotStore store) {
        try {
            store.close();
        } catch (HsmException e) {
            // what is on disk is looked at next
        }
    }

    /** The journal has no room for the seal of the new header. */
    @ParameterizedTest
    @EnumSource(
            value = Call.class,
            names = {"USER_CHANGES_PIN_LOGGED_IN", "SO_CHANGES_PIN", "SO_SETS_USER_PIN"})
    void journalWithoutRoom_isFoundBeforeTheHeaderIsWritten(Call call) throws Exception {
        FaultySpace space = new FaultySpace(new MemorySpace());
        try (SlotStore store = call.open(space, EMPTY_JOURNAL)) {
            Tokens.prepare(store);
            call.before.on(store);
            space.failIn(VolumeName.CURRENT.journal(), FaultySpace.FULL);
            assertThatThrownBy(() -> call.work.on(store))
                    .hasMessageContaining("CKR_DEVICE_MEMORY")
                    .hasMessageContaining("no space left");
            check(store, BEFORE, "while the disk is full");
            space.repair();
            call.work.on(store);
            check(store, call.after, "when there is room");
        }
    }

    @Test
    void firstInitialisationThatFailed_leavesNoToken() throws Exception {
        boolean reached = true;
        for (int nth = 1; reached; nth++) {
            FaultySpace space = new FaultySpace(new MemorySpace());
            SlotStore store = Call.INITIALISE_AGAIN.open(space);
            space.failAt(nth, nth % 2 == 0 ? FaultySpace.FULL : FaultySpace.BROKEN, false);
            boolean ok = true;
            try {
                store.initialize(null, SO, LABEL);
            } catch (HsmException e) {
                ok = false;
            }
            reached = space.hasFailed();
            space.repair();
            assertThat(store.state().initialized()).as("failure at " + nth).isEqualTo(ok);
            closeQuietly(store);
            try (SlotStore again = Call.INITIALISE_AGAIN.open(space)) {
                assertThat(again.state().initialized()).as("failure at " + nth).isEqualTo(ok);
                byte[] present = ok ? SO : null;
                assertThat(again.initialize(present, NEXT, "New").ok()).isTrue();
            }
        }
    }

    @Test
    void restoreThatFailed_leavesTheTokenAsItWas() throws Exception {
        boolean reached = true;
        for (int nth = 1; reached; nth++) {
            FaultySpace space = new FaultySpace(new MemorySpace());
            SlotStore store = Call.SO_CHANGES_PIN.open(space);
            Tokens.prepare(store);
            ByteArrayOutputStream archive = new ByteArrayOutputStream();
            assertThat(store.backup(SO, archive).ok()).isTrue();
            store.changePin(UserType.CKU_SO, SO, NEXT);
            space.failAt(nth, nth % 2 == 0 ? FaultySpace.FULL : FaultySpace.BROKEN, false);
            boolean ok = true;
            try {
                store.restore(
                        new BackupSecret.SoPin(SO),
                        new ByteArrayInputStream(archive.toByteArray()),
                        true);
            } catch (HsmException e) {
                ok = false;
            }
            reached = space.hasFailed();
            space.repair();
            Known known = ok ? RESTORED : new Known(LABEL, NEXT, USER);
            check(store, known, "failure at " + nth);
            closeQuietly(store);
            try (SlotStore again = Call.SO_CHANGES_PIN.open(space)) {
                check(again, known, "failure at " + nth + ", opened again");
            }
        }
    }

    /** The write of the second copy may fail: what is left of it is not there after an opening. */
    @Test
    void copyWithTheOldPin_isWrittenAgainByTheNextOpening() throws Exception {
        FaultySpace space = new FaultySpace(new MemorySpace());
        SlotStore store = Call.USER_CHANGES_PIN.open(space);
        Tokens.prepare(store);
        byte[] old = bytes(space, HeaderFiles.A);
        byte[] alsoOld = bytes(space, HeaderFiles.B);
        store.changePin(UserType.CKU_USER, USER, NEXT);
        store.close();
        long a = TokenHeader.decode("a", bytes(space, HeaderFiles.A)).sequence();
        boolean firstIsA = (a & 1) == 0;
        write(space, firstIsA ? HeaderFiles.B : HeaderFiles.A, firstIsA ? alsoOld : old);
        Call.USER_CHANGES_PIN.open(space).close();
        space.delete(firstIsA ? HeaderFiles.A : HeaderFiles.B);
        try (SlotStore again = Call.USER_CHANGES_PIN.open(space)) {
            assertThat(again.verifyPin(UserType.CKU_USER, USER).ok()).isFalse();
            assertThat(again.verifyPin(UserType.CKU_USER, NEXT).ok()).isTrue();
        }
    }

    private static byte[] bytes(FileSpace space, String name) throws IOException {
        try (StoreFile file = space.open(name, false)) {
            byte[] bytes = new byte[TokenHeader.SIZE];
            file.read(0, bytes, 0, bytes.length);
            return bytes;
        }
    }

    private static void write(FileSpace space, String name, byte[] bytes) throws IOException {
        try (StoreFile file = space.open(name, true)) {
            file.write(0, bytes, 0, bytes.length);
        }
    }
}

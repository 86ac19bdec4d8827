package io.craton.hsm.store;

import static io.craton.hsm.store.Tokens.SO;
import static io.craton.hsm.store.Tokens.USER;
import static io.craton.hsm.store.Tokens.ascii;
import static io.craton.hsm.store.Tokens.id;
import static io.craton.hsm.store.Tokens.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.UserType;
import io.craton.hsm.store.file.MemorySpace;
import io.craton.hsm.store.mapdb.MapDbSlot;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Disks that are full and disks that break, at every write. */
class DiskFailureTest {
    private static SlotStore token(FaultySpace space) throws IOException {
        SlotStore token =
                new SlotStore(
                        0,
                        new MapDbSlot(space, TokenScript.SMALL_CHECKPOINT),
                        TokenScript.SETTINGS);
        if (!token.state().initialized()) {
            Tokens.prepare(token);
        }
        token.unlock(UserType.CKU_USER, USER);
        return token;
    }

    @Test
    void fullDisk_failsTheOperation_andTheStoreStaysUsable() throws Exception {
        int failures = 0;
        for (int nth = 1; nth <= 12; nth++) {
            FaultySpace space = new FaultySpace(new MemorySpace());
            SlotStore token = token(space);
            put(token, id(0), true, "before", "before");
            space.failAt(nth, FaultySpace.FULL, false);
            for (int i = 1; i <= 30; i++) {
                String value = "x".repeat(20_000);
                try {
                    put(token, id(i), true, value, value);
                    assertThat(token.secret(id(i))).isEqualTo(ascii(value));
                } catch (HsmException e) {
                    failures++;
                    if (e.code() == ReturnCode.CKR_DEVICE_ERROR) {
                        break; // a checkpoint failed: no more is acknowledged, see below
                    }
                    assertThat(e.code()).isEqualTo(ReturnCode.CKR_DEVICE_MEMORY);
                    int missing = i;
                    assertThatThrownBy(() -> token.secret(id(missing)))
                            .hasMessageContaining("HANDLE_INVALID");
                    assertThat(token.objects(true)).hasSize(missing);
                    put(token, id(i), true, value, value);
                }
            }
            assertThat(token.secret(id(0))).isEqualTo(ascii("before"));
            space.repair();
            token.close();
            try (SlotStore again = token(space)) {
                assertThat(again.secret(id(0))).isEqualTo(ascii("before"));
                again.objects(true);
                put(again, id(99), true, "after", "after");
            }
        }
        assertThat(failures).isPositive();
    }

    @Test
    void diskThatStaysFull_refusesEveryCommit_andReadingGoesOn() throws Exception {
        FaultySpace space = new FaultySpace(new MemorySpace());
        SlotStore token = token(space);
        put(token, id(0), true, "before", "before");
        space.failAt(1, FaultySpace.FULL, true);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> put(token, id(1), true, "x", "x"))
                    .isInstanceOf(HsmException.class);
            assertThat(token.secret(id(0))).isEqualTo(ascii("before"));
        }
        space.repair();
        token.close();
        try (SlotStore again = token(space)) {
            put(again, id(1), true, "x", "x");
        }
    }

    @Test
    void brokenDisk_acknowledgesNothingMore_untilOpenedAgain() throws Exception {
        for (int nth = 1; nth <= 25; nth++) {
            FaultySpace space = new FaultySpace(new MemorySpace());
            SlotStore token = token(space);
            space.failAt(nth, FaultySpace.BROKEN, false);
            int acknowledged = 0;
            boolean poisoned = false;
            for (int i = 0; i < 30; i++) {
                String value = "value " + i + "x".repeat(9_000);
                try {
                    put(token, id(i), true, value, value);
                    assertThat(poisoned).as("acknowledged after the disk broke").isFalse();
                    acknowledged = i + 1;
                } catch (HsmException e) {
                    assertThat(e.code()).isEqualTo(ReturnCode.CKR_DEVICE_ERROR);
                    poisoned = true;
                }
            }
            assertThat(space.hasFailed()).isTrue();
            space.repair();
            token.close();
            try (SlotStore again = token(space)) {
                int there = again.objects(true).size();
                assertThat(there).isBetween(acknowledged, acknowledged + 1);
                for (int i = 0; i < acknowledged; i++) {
                    assertThat(new String(again.secret(id(i)))).startsWith("value " + i + "x");
                }
            }
        }
    }

    @Test
    void failedCharge_refusesTheLogin() throws Exception {
        FaultySpace space = new FaultySpace(new MemorySpace());
        SlotStore token = token(space);
        space.failAt(1, FaultySpace.BROKEN, true);
        assertThatThrownBy(() -> token.unlock(UserType.CKU_USER, USER))
                .hasMessageContaining("CKR_DEVICE_ERROR");
        space.repair();
        assertThat(token.unlock(UserType.CKU_USER, USER).ok()).isTrue();
        token.close();
    }

    @Test
    void failedInitialisation_leavesTheOldToken() throws Exception {
        int old = 0;
        for (int nth = 1; nth <= 40; nth++) {
            FaultySpace space = new FaultySpace(new MemorySpace());
            SlotStore token = token(space);
            put(token, id(1), true, "key", "secret");
            space.failAt(nth, nth % 2 == 0 ? FaultySpace.FULL : FaultySpace.BROKEN, false);
            boolean failed = false;
            try {
                token.initialize(SO, ascii("new so pin"), "New");
            } catch (HsmException e) {
                failed = true;
            }
            space.repair();
            token.close();
            try (SlotStore again =
                    new SlotStore(
                            0,
                            new MapDbSlot(space, TokenScript.SMALL_CHECKPOINT),
                            TokenScript.SETTINGS)) {
                boolean isOld = again.state().label().equals("Test token");
                assertThat(isOld || again.state().label().equals("New")).isTrue();
                assertThat(isOld).as("failure at " + nth).isIn(failed, false);
                if (isOld) {
                    old++;
                    assertThat(again.unlock(UserType.CKU_USER, USER).ok()).isTrue();
                    assertThat(again.secret(id(1))).isEqualTo(ascii("secret"));
                } else {
                    assertThat(again.unlock(UserType.CKU_SO, ascii("new so pin")).ok()).isTrue();
                    assertThat(again.objects(true)).isEmpty();
                }
            }
        }
        assertThat(old).isPositive();
    }

    @Test
    void failedInitialisation_isNoFailureOfThePin() throws Exception {
        FaultySpace space = new FaultySpace(new MemorySpace());
        SlotStore token = token(space);
        for (int i = 0; i < 4; i++) {
            token.unlock(UserType.CKU_SO, Tokens.WRONG);
        }
        space.failAt(6, FaultySpace.FULL, false);
        assertThatThrownBy(() -> token.initialize(SO, SO, "New")).isInstanceOf(HsmException.class);
        space.repair();
        assertThat(token.state().label()).isEqualTo("Test token");
        assertThat(token.state().so().failures()).isZero();
        assertThat(token.initialize(SO, SO, "New").ok()).isTrue();
        token.close();
    }

    @Test
    void failedDestruction_leavesTheTokenOrNone_alsoForTheNextOpening() throws Exception {
        int old = 0;
        for (int nth = 1; nth <= 30; nth++) {
            FaultySpace space = new FaultySpace(new MemorySpace());
            SlotStore token = token(space);
            put(token, id(1), true, "key", "secret");
            space.failAt(nth, nth % 2 == 0 ? FaultySpace.FULL : FaultySpace.BROKEN, false);
            boolean failed = false;
            try {
                token.destroy();
            } catch (HsmException e) {
                failed = true;
            }
            space.repair();
            boolean there = token.state().initialized();
            assertThat(there).as("failure at " + nth).isIn(failed, false);
            token.close();
            try (SlotStore again =
                    new SlotStore(
                            0,
                            new MapDbSlot(space, TokenScript.SMALL_CHECKPOINT),
                            TokenScript.SETTINGS)) {
                assertThat(again.state().initialized()).as("failure at " + nth).isEqualTo(there);
                if (there) {
                    old++;
                    assertThat(again.unlock(UserType.CKU_USER, USER).ok()).isTrue();
                    assertThat(again.secret(id(1))).isEqualTo(ascii("secret"));
                } else {
                    assertThat(again.initialize(null, SO, "New").ok()).isTrue();
                }
            }
        }
        assertThat(old).isPositive();
    }
}

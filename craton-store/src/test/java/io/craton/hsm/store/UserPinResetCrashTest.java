package io.craton.hsm.store;

import static io.craton.hsm.store.Tokens.SO;
import static io.craton.hsm.store.Tokens.USER;
import static io.craton.hsm.store.Tokens.ascii;
import static io.craton.hsm.store.Tokens.id;
import static io.craton.hsm.store.Tokens.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.UserType;
import io.craton.hsm.spi.StoreSettings;
import io.craton.hsm.store.RecordingSpace.Op;
import io.craton.hsm.store.file.FileSpace;
import io.craton.hsm.store.file.MemorySpace;
import io.craton.hsm.store.mapdb.MapDbSlot;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Where the SO's PIN does not open the objects, a new user PIN comes with a new master key:
 * wherever that is cut off, there is the old PIN with its objects, or the new PIN without them.
 */
class UserPinResetCrashTest {
    private static final StoreSettings SETTINGS =
            new StoreSettings(null, 1, Tokens.SERIAL, 2, 5, false, Tokens.random());
    private static final byte[] ANOTHER = ascii("another pin");

    private static SlotStore open(FileSpace space) throws IOException {
        return new SlotStore(0, new MapDbSlot(space, TokenScript.SMALL_CHECKPOINT), SETTINGS);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void resetWithoutRecovery_cutOffAnywhere_isTheOldPinOrTheNewOne(boolean powerFails)
            throws Exception {
        RecordingSpace space = new RecordingSpace();
        int start;
        int end;
        try (SlotStore token = open(space)) {
            Tokens.prepare(token);
            token.unlock(UserType.CKU_USER, USER);
            put(token, id(1), true, "key", "secret");
            put(token, id(2), false, "certificate", null);
            token.lock();
            token.unlock(UserType.CKU_SO, SO);
            start = space.log().size();
            token.setUserPin(ANOTHER);
            end = space.log().size();
        }
        CrashedDisk disk = new CrashedDisk(powerFails);
        List<Op> log = space.log();
        log.subList(0, start).forEach(disk::apply);
        Random random = new Random(3);
        int old = 0;
        int replaced = 0;
        for (int at = start; at < end; at++) {
            for (CrashedDisk.Survivors survivors : CrashedDisk.Survivors.values()) {
                if (isReplaced(disk.image(log.get(at), survivors, random))) {
                    replaced++;
                } else {
                    old++;
                }
            }
            disk.apply(log.get(at));
        }
        assertThat(old).isPositive();
        assertThat(replaced).isPositive();
    }

    private static boolean isReplaced(MemorySpace image) throws IOException {
        try (SlotStore token = open(image)) {
            if (!token.unlock(UserType.CKU_USER, ANOTHER).ok()) {
                assertThat(token.unlock(UserType.CKU_USER, USER).ok()).isTrue();
                assertThat(token.secret(id(1))).isEqualTo(ascii("secret"));
                assertThat(token.objects(true)).hasSize(2);
                return false;
            }
            assertThat(token.objects(true)).hasSize(1);
            put(token, id(3), true, "new key", "new secret");
        }
        try (SlotStore token = open(image)) {
            assertThat(token.unlock(UserType.CKU_USER, ANOTHER).ok()).isTrue();
            assertThat(token.secret(id(3))).isEqualTo(ascii("new secret"));
            return true;
        }
    }
}

package io.craton.hsm.store;

import static io.craton.hsm.store.Tokens.SO;
import static io.craton.hsm.store.Tokens.USER;
import static io.craton.hsm.store.Tokens.ascii;
import static io.craton.hsm.store.Tokens.id;
import static io.craton.hsm.store.Tokens.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.UserType;
import io.craton.hsm.store.sqlite.SqliteProvider;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same promises with records in SQLite. */
class SqliteTokenStoreTest extends TokenStoreTest {
    @TempDir Path ours;

    @BeforeEach
    void choose() {
        Tokens.use(new SqliteProvider());
    }

    @AfterEach
    void leave() {
        Tokens.use(null);
    }

    /** All slots are in one file here. */
    @Test
    @Override
    void slots_haveADirectoryEach_andNothingInCommon() {
        try (SlotStores stores = Tokens.openWith(Tokens.settings(ours, 3))) {
            Tokens.prepare(stores.slot(0));
            Tokens.prepare(stores.slot(2));
            stores.slot(0).unlock(UserType.CKU_USER, USER);
            put(stores.slot(0), id(1), true, "key", "secret");
            assertThat(stores.slot(1).state().initialized()).isFalse();
            assertThat(stores.slot(2).objectCount()).isZero();
            stores.slot(2).initialize(SO, SO, "other");
            assertThat(stores.slot(0).secret(id(1))).isEqualTo(ascii("secret"));
        }
        assertThat(ours).isDirectoryContaining("glob:**/records.sqlite");
    }

    @Test
    @Override
    void slotCount_canBeChangedWithoutLosingTheToken() {
        try (SlotStores stores = Tokens.open(ours)) {
            Tokens.prepare(stores.slot(0));
        }
        try (SlotStores stores = Tokens.openWith(Tokens.settings(ours, 2))) {
            assertThat(stores.slot(0).state().label()).isEqualTo("Test token");
            Tokens.prepare(stores.slot(1));
        }
        try (SlotStores stores = Tokens.openWith(Tokens.settings(ours, 2))) {
            assertThat(stores.slot(1).state().label()).isEqualTo("Test token");
        }
    }
}

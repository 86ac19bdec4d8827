package io.craton.hsm.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.spi.StoreSettings.Access;
import io.craton.hsm.spi.Surroundings;
import io.craton.hsm.store.spi.CommitOutcome;
import io.craton.hsm.store.spi.HeaderStore.Remains;
import io.craton.hsm.store.spi.RecordStore;
import io.craton.hsm.store.spi.RecordStore.Write;
import io.craton.hsm.store.spi.SlotStorage;
import io.craton.hsm.store.spi.Storage;
import io.craton.hsm.store.spi.StorageProvider;
import io.craton.hsm.store.spi.StorageSettings;
import io.craton.hsm.store.spi.StoredHeader;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the layer below PINs and seals promises, whoever implements it. */
abstract class StorageTest {
    private static final UUID FIRST = new UUID(1, 1);
    private static final UUID SECOND = new UUID(2, 2);
    private static final UUID THIRD = new UUID(3, 3);

    @TempDir Path directory;

    abstract StorageProvider provider();

    private Storage open(Access access) {
        Surroundings surroundings = Surroundings.of(Clock.systemUTC(), Tokens.random());
        return provider().open(new StorageSettings(directory, 2, access, surroundings));
    }

    private Storage open() {
        return open(Access.READ_WRITE);
    }

    /** A header that is whole; what else is in it is nobody's concern here. */
    private static StoredHeader header(long sequence, UUID volume) {
        return Headers.of(sequence, volume);
    }

    private static byte[] key(int number) {
        return ByteBuffer.allocate(17).put((byte) 0x11).putInt(number).array();
    }

    private static Write put(int number, String value) {
        return new Write(key(number), Tokens.ascii(value));
    }

    private static String get(RecordStore.Reader reader, int number) {
        byte[] value = reader.get(key(number));
        return value == null ? null : new String(value, java.nio.charset.StandardCharsets.US_ASCII);
    }

    /** Makes a token of these records. */
    private static void make(SlotStorage slot, UUID volume, long sequence, Write... writes) {
        try (RecordStore records = slot.build(volume, sequence)) {
            long first = records.sequence();
            assertThat(first).isGreaterThanOrEqualTo(sequence);
            assertThat(records.commit(first, List.of(writes))).isEqualTo(CommitOutcome.COMMITTED);
            records.settle();
        }
        StoredHeader present = slot.headers().read();
        long basis = present == null ? 0 : present.sequence();
        assertThat(slot.headers().write(basis, header(basis + 1, volume), Remains.NONE))
                .isEqualTo(CommitOutcome.COMMITTED);
    }

    @Test
    void header_isWrittenOnTheOneThatItWasMadeFrom() {
        try (Storage storage = open()) {
            SlotStorage slot = storage.slot(0);
            assertThat(slot.headers().read()).isNull();
            assertThat(slot.headers().write(7, header(8, FIRST), Remains.NONE))
                    .isEqualTo(CommitOutcome.STALE);
            assertThat(slot.headers().read()).isNull();
            make(slot, FIRST, 0, put(1, "one"));
            StoredHeader next = header(2, FIRST);
            assertThat(slot.headers().write(1, next, Remains.FOR_A_WHILE))
                    .isEqualTo(CommitOutcome.COMMITTED);
            assertThat(slot.headers().write(1, header(3, FIRST), Remains.NONE))
                    .isEqualTo(CommitOutcome.STALE);
            assertThat(slot.headers().read()).isEqualTo(next);
            assertThat(storage.slot(1).headers().read()).isNull();
        }
        try (Storage storage = open()) {
            assertThat(storage.slot(0).headers().read()).isEqualTo(header(2, FIRST));
        }
    }

    @Test
    void build_afterOneThatWasNotFinished_hasNoTraceOfIt() {
        try (Storage storage = open()) {
            SlotStorage slot = storage.slot(0);
            make(slot, FIRST, 0, put(1, "one"));
            try (RecordStore left = slot.build(SECOND, 7)) {
                left.commit(left.sequence(), List.of(put(2, "left"), put(3, "left, too")));
            }

            make(slot, THIRD, 7, put(2, "two"));

            try (RecordStore records = slot.open(THIRD)) {
                assertThat(records.id()).isEqualTo(THIRD);
                assertThat(get(records.reader(), 1)).isNull();
                assertThat(get(records.reader(), 2)).isEqualTo("two");
                assertThat(get(records.reader(), 3)).isNull();
            }
        }
    }

    @Test
    void commit_onAnotherStateThanTheLast_isStaleAndWritesNothing() {
        long basis;
        try (Storage storage = open()) {
            make(storage.slot(0), FIRST, 40, put(1, "one"), put(2, "two"));
            try (RecordStore records = storage.slot(0).open(FIRST)) {
                basis = records.sequence();
                assertThat(basis).isGreaterThan(40);
                assertThat(records.commit(basis - 1, List.of(put(1, "late"))))
                        .isEqualTo(CommitOutcome.STALE);
                assertThat(get(records.reader(), 1)).isEqualTo("one");
                assertThat(records.commit(basis, List.of(put(1, "next"), new Write(key(2), null))))
                        .isEqualTo(CommitOutcome.COMMITTED);
                assertThat(records.sequence()).isEqualTo(basis + 1);
            }
        }
        try (Storage storage = open();
                RecordStore records = storage.slot(0).open(FIRST)) {
            assertThat(records.id()).isEqualTo(FIRST);
            assertThat(records.sequence()).isEqualTo(basis + 1);
            assertThat(get(records.reader(), 1)).isEqualTo("next");
            assertThat(get(records.reader(), 2)).isNull();
        }
    }

    @Test
    void snapshot_staysAsItWas_whileOthersCommit() {
        try (Storage storage = open()) {
            make(storage.slot(0), FIRST, 0, put(1, "one"), put(200, "last"));
            try (RecordStore records = storage.slot(0).open(FIRST);
                    RecordStore.Snapshot snapshot = records.snapshot()) {
                long basis = records.sequence();
                records.commit(basis, List.of(put(1, "changed"), put(2, "new")));

                assertThat(snapshot.sequence()).isEqualTo(basis);
                assertThat(get(snapshot, 1)).isEqualTo("one");
                assertThat(get(snapshot, 2)).isNull();
                List<Integer> seen = new ArrayList<>();
                snapshot.forEach(key(1), key(200), (key, value) -> seen.add((int) key[4]));
                assertThat(seen).containsExactly(1);
            }
        }
    }

    @Test
    void whatIsAskedForTwice_isTheSame_andClosingTwiceDoesNothing() {
        Storage storage = open();
        assertThat(storage.slot(1)).isSameAs(storage.slot(1));
        assertThat(storage.slot(0).headers()).isSameAs(storage.slot(0).headers());
        make(storage.slot(0), FIRST, 0, put(1, "one"));
        StoredHeader present = storage.slot(0).headers().read();
        assertThat(present).isEqualTo(storage.slot(0).headers().read());
        RecordStore records = storage.slot(0).open(FIRST);
        records.close();
        records.close();
        storage.close();
        storage.close();
        open().close();
    }

    @Test
    void range_isInclusiveAtItsBeginning_andExclusiveAtItsEnd() {
        try (Storage storage = open()) {
            make(storage.slot(0), FIRST, 0, put(1, "one"), put(2, "two"), put(3, "three"));
            try (RecordStore records = storage.slot(0).open(FIRST)) {
                List<Integer> seen = new ArrayList<>();
                records.reader().forEach(key(1), key(3), (key, value) -> seen.add((int) key[4]));
                records.reader().map(key(2), key(3), (key, value) -> (int) key[4], seen::add);
                assertThat(seen).containsExactlyInAnyOrder(1, 2, 2);
            }
        }
    }

    @Test
    void newVolume_takesThePlaceOfTheOld_whenAHeaderNamesIt() {
        try (Storage storage = open()) {
            SlotStorage slot = storage.slot(0);
            make(slot, FIRST, 0, put(1, "old"));
            slot.open(FIRST).close();
            try (RecordStore unfinished = slot.build(new UUID(3, 3), 1)) {
                unfinished.commit(unfinished.sequence(), List.of(put(1, "never")));
            }
            slot.open(FIRST).close();
            make(slot, SECOND, 1, put(1, "new"));
        }
        try (Storage storage = open()) {
            try (RecordStore records = storage.slot(0).open(SECOND)) {
                assertThat(get(records.reader(), 1)).isEqualTo("new");
            }
            assertThatThrownBy(() -> storage.slot(0).open(FIRST))
                    .hasMessageContaining("CKR_DEVICE_ERROR");
        }
    }

    @Test
    void destruction_thatBegan_isGoneOnWith() {
        try (Storage storage = open()) {
            make(storage.slot(0), FIRST, 0, put(1, "one"));
            make(storage.slot(1), SECOND, 0, put(1, "other"));
            storage.slot(0).open(FIRST).close();
            storage.slot(0).beginDestruction();
            assertThat(storage.slot(0).headers().read()).isNull();
        }
        try (Storage storage = open()) {
            SlotStorage slot = storage.slot(0);
            assertThat(slot.headers().read()).isNull();
            make(slot, new UUID(5, 5), 2, put(3, "three"));
            slot.open(new UUID(5, 5)).close();
            try (RecordStore other = storage.slot(1).open(SECOND)) {
                assertThat(get(other.reader(), 1)).isEqualTo("other");
            }
            slot.beginDestruction();
            slot.finishDestruction();
            assertThat(slot.headers().read()).isNull();
        }
    }

    @Test
    void readOnly_seesEverything_andWritesNothing() throws Exception {
        try (Storage storage = open()) {
            make(storage.slot(0), FIRST, 0, put(1, "one"));
            try (RecordStore records = storage.slot(0).open(FIRST)) {
                records.commit(records.sequence(), List.of(put(2, "two")));
            }
        }
        var before = DirectoryImage.of(directory);
        try (Storage storage = open(Access.READ_ONLY)) {
            SlotStorage slot = storage.slot(0);
            assertThat(slot.headers()).isSameAs(slot.headers());
            assertThat(slot.headers().read()).isEqualTo(header(1, FIRST));
            try (RecordStore records = slot.open(FIRST)) {
                assertThat(get(records.reader(), 2)).isEqualTo("two");
                assertThatThrownBy(() -> records.commit(2, List.of(put(3, "three"))))
                        .hasMessageContaining("CKR_TOKEN_WRITE_PROTECTED");
            }
            assertThatThrownBy(() -> slot.headers().write(1, header(2, FIRST), Remains.NONE))
                    .hasMessageContaining("CKR_TOKEN_WRITE_PROTECTED");
            assertThatThrownBy(() -> slot.build(SECOND, 2))
                    .hasMessageContaining("CKR_TOKEN_WRITE_PROTECTED");
            assertThatThrownBy(slot::beginDestruction)
                    .hasMessageContaining("CKR_TOKEN_WRITE_PROTECTED");
        }
        assertThat(DirectoryImage.of(directory)).isEqualTo(before);
    }
}

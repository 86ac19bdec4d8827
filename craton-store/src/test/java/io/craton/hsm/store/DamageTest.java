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
import io.craton.hsm.spi.PinVerdict;
import io.craton.hsm.spi.TokenStore.Change;
import io.craton.hsm.spi.TokenStore.StoredObject;
import io.craton.hsm.store.file.FileSpace;
import io.craton.hsm.store.file.MemorySpace;
import io.craton.hsm.store.header.TokenHeader;
import io.craton.hsm.store.mapdb.HeaderFiles;
import io.craton.hsm.store.mapdb.MapDbRecords;
import io.craton.hsm.store.mapdb.MapDbSlot;
import io.craton.hsm.store.page.JournaledVolume;
import io.craton.hsm.store.page.VolumeName;
import io.craton.hsm.store.record.Domain;
import io.craton.hsm.store.record.Kind;
import io.craton.hsm.store.record.Manifest;
import io.craton.hsm.store.record.TokenRecords;
import io.craton.hsm.store.spi.RecordStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whatever is damaged, swapped or brought back: an error that names it, or no effect; never wrong
 * data.
 */
class DamageTest {
    private static final int OBJECTS = 12;
    private final Random random = new Random(11);
    private Map<String, byte[]> files = Map.of();

    @BeforeEach
    void makeToken() throws IOException {
        MemorySpace space = new MemorySpace();
        try (SlotStore token = open(space)) {
            Tokens.prepare(token);
            token.unlock(UserType.CKU_USER, USER);
            for (int i = 0; i < OBJECTS; i++) {
                put(
                        token,
                        id(i),
                        i % 2 == 0,
                        "attributes of " + i,
                        "secret of " + i + "-".repeat(i * 400));
            }
            token.reserve(id(0), 100);
        }
        files = Disk.read(space);
    }

    private static SlotStore open(FileSpace space) throws IOException {
        return new SlotStore(
                0, new MapDbSlot(space, TokenScript.SMALL_CHECKPOINT), TokenScript.SETTINGS);
    }

    /** Opens the token and reads everything; an {@link HsmException} is fine, wrong data is not. */
    private static void readAll(Map<String, byte[]> damaged, String what) throws IOException {
        try (SlotStore token = open(Disk.of(damaged))) {
            assertThat(token.state().initialized()).as(what).isTrue();
            PinVerdict verdict = token.unlock(UserType.CKU_USER, USER);
            assertThat(verdict.ok()).as(what).isTrue();
            for (int i = 0; i < OBJECTS; i++) {
                try {
                    byte[] secret = token.secret(id(i));
                    assertThat(secret)
                            .as(what)
                            .isEqualTo(ascii("secret of " + i + "-".repeat(i * 400)));
                } catch (HsmException e) {
                    assertThat(e.code())
                            .as(what)
                            .isIn(
                                    ReturnCode.CKR_DEVICE_ERROR,
                                    ReturnCode.CKR_OBJECT_HANDLE_INVALID);
                }
            }
            List<StoredObject> objects = token.objects(true);
            assertThat(objects).as(what).hasSize(OBJECTS);
            for (StoredObject object : objects) {
                assertThat(new String(object.attributes(), StandardCharsets.US_ASCII))
                        .as(what)
                        .isEqualTo("attributes of " + (int) object.id().getLeastSignificantBits());
            }
            assertThat(token.reserve(id(0), 1)).as(what).isEqualTo(100);
        } catch (HsmException e) {
            assertThat(e.code())
                    .as(what)
                    .isIn(ReturnCode.CKR_DEVICE_ERROR, ReturnCode.CKR_GENERAL_ERROR);
            assertThat(e.getMessage()).as(what).doesNotContain("87654321");
        }
    }

    private Map<String, byte[]> damaged(String name, BiConsumer<byte[], Integer> damage, int at) {
        Map<String, byte[]> copy = new TreeMap<>(files);
        byte[] bytes = files.get(name).clone();
        damage.accept(bytes, at);
        copy.put(name, bytes);
        return copy;
    }

    @Test
    void untouched_isRead() throws Exception {
        readAll(files, "untouched");
        try (SlotStore token = open(Disk.of(files))) {
            token.unlock(UserType.CKU_USER, USER);
            assertThat(token.objects(true)).hasSize(OBJECTS);
        }
    }

    @Test
    void flippedBytes_inAnyRegion_giveAnErrorOrNoEffect() throws Exception {
        for (String name : files.keySet()) {
            int length = files.get(name).length;
            for (int i = 0; i < 150; i++) {
                int at = i < 60 ? (int) ((long) length * i / 60) : random.nextInt(length);
                readAll(
                        damaged(
                                name,
                                (bytes, offset) -> bytes[offset] ^= (byte) (1 << random.nextInt(8)),
                                at),
                        name + " flipped at " + at);
            }
        }
    }

    @Test
    void overwrittenBlocks_giveAnErrorOrNoEffect() throws Exception {
        for (String name : files.keySet()) {
            int length = files.get(name).length;
            for (int i = 0; i < 60; i++) {
                int at = random.nextInt(length);
                boolean zeros = i % 2 == 0;
                readAll(
                        damaged(
                                name,
                                (bytes, offset) -> {
                                    byte[] block = new byte[Math.min(4096, length - offset)];
                                    if (!zeros) {
                                        random.nextBytes(block);
                                    }
                                    System.arraycopy(block, 0, bytes, offset, block.length);
                                },
                                at),
                        name + (zeros ? " zeroed at " : " overwritten at ") + at);
            }
        }
    }

    @Test
    @Tag("S1-16")
    void truncatedFiles_giveAnErrorOrNoEffect() throws Exception {
        for (String name : files.keySet()) {
            int length = files.get(name).length;
            for (int i = 0; i < 25; i++) {
                int end = (int) ((long) length * i / 25);
                Map<String, byte[]> copy = new TreeMap<>(files);
                copy.put(name, Arrays.copyOf(files.get(name), end));
                readAll(copy, name + " truncated to " + end);
            }
        }
    }

    @Test
    void missingFiles_areNeverAnUninitialisedToken() throws Exception {
        for (String name : files.keySet()) {
            Map<String, byte[]> copy = new TreeMap<>(files);
            copy.remove(name);
            readAll(copy, "without " + name);
        }
        Map<String, byte[]> headless = new TreeMap<>(files);
        headless.remove(HeaderFiles.A);
        headless.remove(HeaderFiles.B);
        assertThatThrownBy(() -> open(Disk.of(headless)))
                .hasMessageContaining("header")
                .hasMessageContaining("missing");
    }

    @Test
    void bothHeadersDamaged_isLocked_notUninitialised() {
        Map<String, byte[]> copy = new TreeMap<>(files);
        for (String name : List.of(HeaderFiles.A, HeaderFiles.B)) {
            byte[] bytes = files.get(name).clone();
            bytes[200] ^= 1;
            copy.put(name, bytes);
        }
        assertThatThrownBy(() -> open(Disk.of(copy)))
                .hasMessageContaining("both copies")
                .hasMessageContaining("locked");
    }

    @Test
    void oneHeaderDamaged_losesNoFailure() throws Exception {
        MemorySpace space = Disk.of(files);
        try (SlotStore token = open(space)) {
            token.unlock(UserType.CKU_USER, Tokens.WRONG);
            token.unlock(UserType.CKU_USER, Tokens.WRONG);
        }
        Map<String, byte[]> after = Disk.read(space);
        for (String name : List.of(HeaderFiles.A, HeaderFiles.B)) {
            Map<String, byte[]> copy = new TreeMap<>(after);
            copy.put(name, new byte[TokenHeader.SIZE]);
            try (SlotStore token = open(Disk.of(copy))) {
                assertThat(token.state().user().failures()).isEqualTo(2);
            }
        }
    }

    @Test
    void oneHeaderDamaged_isWrittenAgain_beforeTheOtherIsOverwritten() throws Exception {
        for (String name : List.of(HeaderFiles.A, HeaderFiles.B)) {
            Map<String, byte[]> copy = new TreeMap<>(files);
            copy.put(name, new byte[TokenHeader.SIZE]);
            MemorySpace space = Disk.of(copy);
            open(space).close();
            long newest = sequence(files, HeaderFiles.A);
            boolean first = (newest & 1) == 0;
            if (name.equals(first ? HeaderFiles.A : HeaderFiles.B)) {
                assertThat(Disk.read(space).get(name)).isEqualTo(files.get(name));
            }
            try (SlotStore token = open(space)) {
                token.unlock(UserType.CKU_USER, USER);
            }
            assertThat(sequence(Disk.read(space), name)).isGreaterThan(newest);
        }
    }

    private static long sequence(Map<String, byte[]> files, String name) {
        return ByteBuffer.wrap(files.get(name)).getLong(16);
    }

    /**
     * Nor does it help to make the number of the header higher: by wrong attempts, or by writing
     * it. The new PIN was set while nobody was logged in: its first login seals it.
     */
    @ParameterizedTest
    @CsvSource({"0, 0", "1, 0", "2, 0", "0, 1000000"})
    void oldPin_broughtBackUnderAHigherNumber_isNoticedAtLogin(int attempts, long higher)
            throws Exception {
        MemorySpace space = Disk.of(files);
        try (SlotStore token = open(space)) {
            token.changePin(UserType.CKU_USER, USER, ascii("a new pin"));
            token.unlock(UserType.CKU_USER, ascii("a new pin"));
        }
        Map<String, byte[]> mixed = new TreeMap<>(Disk.read(space));
        for (String name : List.of(HeaderFiles.A, HeaderFiles.B)) {
            byte[] image = files.get(name).clone();
            ByteBuffer.wrap(image).putLong(16, sequence(files, name) + higher);
            mixed.put(name, TokenHeader.checked(image));
        }
        try (SlotStore token = open(Disk.of(mixed))) {
            for (int i = 0; i < attempts; i++) {
                token.unlock(UserType.CKU_USER, Tokens.WRONG);
            }
            assertThatThrownBy(() -> token.unlock(UserType.CKU_USER, USER))
                    .hasMessageContaining("older than its records");
            assertThat(token.unlocked()).isFalse();
        }
    }

    @Test
    void headerBroughtBack_isNoticedAtLogin() throws Exception {
        MemorySpace space = Disk.of(files);
        try (SlotStore token = open(space)) {
            token.unlock(UserType.CKU_USER, USER);
            token.changePin(UserType.CKU_USER, USER, ascii("a new pin"));
        }
        Map<String, byte[]> mixed = new TreeMap<>(Disk.read(space));
        mixed.put(HeaderFiles.A, files.get(HeaderFiles.A));
        mixed.put(HeaderFiles.B, files.get(HeaderFiles.B));
        try (SlotStore token = open(Disk.of(mixed))) {
            assertThatThrownBy(() -> token.unlock(UserType.CKU_USER, USER))
                    .hasMessageContaining("older than its records");
            assertThat(token.unlocked()).isFalse();
        }
    }

    @Test
    void newerFormats_areRefusedWithASentence() {
        Map<String, byte[]> header = new TreeMap<>(files);
        for (String name : List.of(HeaderFiles.A, HeaderFiles.B)) {
            byte[] bytes = files.get(name).clone();
            ByteBuffer.wrap(bytes).putInt(8, 3);
            header.put(name, bytes);
        }
        assertThatThrownBy(() -> open(Disk.of(header))).hasMessageContaining("has format 3");
        Map<String, byte[]> pages = new TreeMap<>(files);
        byte[] bytes = files.get("state.mapdb").clone();
        ByteBuffer.wrap(bytes).putInt(8, 2).putInt(4096 + 8, 2);
        pages.put("state.mapdb", bytes);
        assertThatThrownBy(() -> open(Disk.of(pages))).hasMessageContaining("has format 2");
    }

    @Test
    void filesOfAnotherToken_areRefused() throws Exception {
        Map<String, byte[]> mine = files;
        makeToken();
        Map<String, byte[]> theirs = files;
        for (String name : List.of("state.mapdb", HeaderFiles.A)) {
            Map<String, byte[]> mixed = new TreeMap<>(mine);
            mixed.put(name, theirs.get(name));
            mixed.put(
                    name.equals(HeaderFiles.A) ? HeaderFiles.B : "state.journal",
                    theirs.get(name.equals(HeaderFiles.A) ? HeaderFiles.B : "state.journal"));
            assertThatThrownBy(() -> open(Disk.of(mixed)))
                    .hasMessageContaining("belong to another token");
        }
        assertThatThrownBy(
                        () ->
                                new SlotStore(
                                        1,
                                        new MapDbSlot(Disk.of(mine), 1 << 20),
                                        TokenScript.SETTINGS))
                .hasMessageContaining("belongs to slot 0");
    }

    /**
     * Changes records below the seals, as somebody could who can write the files and knows MapDB.
     */
    private Map<String, byte[]> withRecords(BiConsumer<MapDbRecords, Map<String, byte[]>> change)
            throws IOException {
        MemorySpace space = Disk.of(files);
        try (MapDbRecords records =
                new MapDbRecords(
                        JournaledVolume.open(
                                space, VolumeName.CURRENT, TokenScript.SMALL_CHECKPOINT))) {
            change.accept(records, files);
        }
        return Disk.read(space);
    }

    private static void assertNoticed(Map<String, byte[]> damaged, UUID concerned)
            throws IOException {
        try (SlotStore token = open(Disk.of(damaged))) {
            token.unlock(UserType.CKU_USER, USER);
            assertThatThrownBy(() -> token.objects(true)).hasMessageContaining("CKR_DEVICE_ERROR");
            assertThatThrownBy(() -> token.backup(SO, new ByteArrayOutputStream()))
                    .as("a backup checks the records, too")
                    .hasMessageContaining("CKR_DEVICE_ERROR");
            if (concerned != null) {
                assertThatThrownBy(() -> token.secret(concerned))
                        .hasMessageContaining("CKR_DEVICE_ERROR")
                        .hasMessageContaining(concerned.toString());
            }
        }
    }

    private static byte[] key(Kind kind, int object) {
        return kind.key(object % 2 == 0 ? Domain.PRIVATE : Domain.PUBLIC, id(object));
    }

    @Test
    @Tag("S1-11")
    void swappedRecords_doNotOpen() throws Exception {
        for (Kind kind : List.of(Kind.ATTRIBUTES, Kind.SECRET)) {
            Map<String, byte[]> damaged =
                    withRecords(
                            (records, all) -> {
                                byte[] first = records.reader().get(key(kind, 2));
                                byte[] second = records.reader().get(key(kind, 4));
                                TokenRecords.append(
                                        records,
                                        List.of(
                                                new RecordStore.Write(key(kind, 2), second),
                                                new RecordStore.Write(key(kind, 4), first)));
                            });
            if (kind == Kind.ATTRIBUTES) {
                assertNoticed(damaged, id(2));
            } else {
                try (SlotStore token = open(Disk.of(damaged))) {
                    token.unlock(UserType.CKU_USER, USER);
                    assertThatThrownBy(() -> token.secret(id(2)))
                            .hasMessageContaining(id(2).toString());
                    assertThatThrownBy(() -> token.backup(SO, new ByteArrayOutputStream()))
                            .hasMessageContaining("secret record");
                }
            }
        }
    }

    @Test
    void deletedRecord_isNoticed() throws Exception {
        assertNoticed(
                withRecords(
                        (records, all) ->
                                TokenRecords.append(
                                        records,
                                        List.of(
                                                new RecordStore.Write(
                                                        key(Kind.ATTRIBUTES, 3), null)))),
                null);
        Map<String, byte[]> damaged =
                withRecords(
                        (records, all) ->
                                TokenRecords.append(
                                        records,
                                        List.of(new RecordStore.Write(key(Kind.SECRET, 3), null))));
        try (SlotStore token = open(Disk.of(damaged))) {
            assertThatThrownBy(() -> token.secret(id(3))).hasMessageContaining("is missing");
        }
    }

    @Test
    void recordBroughtBack_isNoticed() throws Exception {
        byte[][] old = new byte[3][];
        withRecords(
                (records, all) -> {
                    old[0] = records.reader().get(key(Kind.ATTRIBUTES, 2));
                    old[1] = records.reader().get(key(Kind.SECRET, 2));
                    old[2] = records.reader().get(key(Kind.COUNTER, 0));
                });
        MemorySpace space = Disk.of(files);
        try (SlotStore token = open(space)) {
            token.unlock(UserType.CKU_USER, USER);
            token.commit(List.of(new Change.Delete(id(2))));
            token.reserve(id(0), 100);
        }
        files = Disk.read(space);
        assertNoticed(
                withRecords(
                        (records, all) ->
                                TokenRecords.append(
                                        records,
                                        List.of(
                                                new RecordStore.Write(
                                                        key(Kind.ATTRIBUTES, 2), old[0]),
                                                new RecordStore.Write(
                                                        key(Kind.SECRET, 2), old[1])))),
                null);
        assertNoticed(
                withRecords(
                        (records, all) ->
                                TokenRecords.append(
                                        records,
                                        List.of(
                                                new RecordStore.Write(
                                                        key(Kind.COUNTER, 0), old[2])))),
                null);
    }

    @Test
    void manifestDeleted_isNoticed() throws Exception {
        Map<String, byte[]> damaged =
                withRecords(
                        (records, all) ->
                                TokenRecords.append(
                                        records,
                                        List.of(
                                                new RecordStore.Write(
                                                        Manifest.key(Domain.PRIVATE), null))));
        try (SlotStore token = open(Disk.of(damaged))) {
            assertThatThrownBy(() -> token.unlock(UserType.CKU_USER, USER))
                    .hasMessageContaining("manifest")
                    .hasMessageContaining("missing");
        }
    }

    @Test
    void journalFrameFlipped_afterAKill_isNoticed() throws Exception {
        MemorySpace space = Disk.of(files);
        SlotStore token = open(space);
        token.unlock(UserType.CKU_USER, USER);
        for (int i = 0; i < 4; i++) {
            put(token, id(100 + i), true, "later " + i, "later " + i);
        }
        Map<String, byte[]> killed = Disk.read(space); // as it is while the store is open
        token.close();
        byte[] journal = killed.get("state.journal");
        int noticed = 0;
        for (int at = 0; at < 40 * 4096; at += 1777) {
            byte[] flipped = journal.clone();
            flipped[at] ^= 0x40;
            killed.put("state.journal", flipped);
            try (SlotStore again = open(Disk.of(killed))) {
                again.unlock(UserType.CKU_USER, USER);
                assertThat(again.objects(true)).as("flipped at " + at).hasSize(OBJECTS + 4);
            } catch (HsmException e) {
                noticed++;
                assertThat(e.code()).isEqualTo(ReturnCode.CKR_DEVICE_ERROR);
            }
        }
        assertThat(noticed).isPositive();
    }
}

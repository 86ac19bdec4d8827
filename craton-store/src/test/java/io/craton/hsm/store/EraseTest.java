package io.craton.hsm.store;

import static io.craton.hsm.store.Tokens.SO;
import static io.craton.hsm.store.Tokens.USER;
import static io.craton.hsm.store.Tokens.ascii;
import static io.craton.hsm.store.Tokens.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.UserType;
import io.craton.hsm.spi.TokenStore;
import io.craton.hsm.spi.TokenStore.Change;
import io.craton.hsm.store.header.TokenHeader;
import io.craton.hsm.store.record.Domain;
import io.craton.hsm.store.record.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is destroyed is gone from the bytes of the files, while the store is open and afterwards.
 */
class EraseTest {
    private static final int USER_WRAPPED = 264 + 40;
    private static final int SO_WRAPPED = 164 + 40;

    @TempDir Path directory;

    private Map<String, String> files() throws IOException {
        Map<String, String> files = new HashMap<>();
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                files.put(
                        path.getFileName().toString(),
                        HexFormat.of().formatHex(Files.readAllBytes(path)));
            }
        }
        return files;
    }

    private byte[] part(String file, int from, int length) throws IOException {
        byte[] bytes = Files.readAllBytes(directory.resolve(file));
        return Arrays.copyOfRange(bytes, from, from + length);
    }

    private void assertGone(byte[] bytes, String what) throws IOException {
        String hex = HexFormat.of().formatHex(bytes);
        files().forEach(
                        (name, content) ->
                                assertThat(content.contains(hex))
                                        .as(what + " in " + name)
                                        .isFalse());
    }

    private void assertThere(byte[] bytes) throws IOException {
        String hex = HexFormat.of().formatHex(bytes);
        assertThat(files().values()).anyMatch(content -> content.contains(hex));
    }

    /** The last 32 bytes of the record of a secret: ciphertext and tag. */
    private static byte[] end(TokenStore token, int object) {
        byte[] record =
                ((SlotStore) token).records().get(Kind.SECRET.key(Domain.PRIVATE, id(object)));
        return Arrays.copyOfRange(record, record.length - 32, record.length);
    }

    private static void put(TokenStore token, int object, int length) {
        token.commit(List.of(new Change.Put(id(object), true, ascii("key"), new byte[length])));
    }

    @Test
    @Tag("S4-29")
    @Tag("S1-37")
    void initialisation_overwritesKeysAndRecords() throws Exception {
        try (SlotStores stores = Tokens.open(directory)) {
            TokenStore token = stores.slot(0);
            Tokens.prepare(token);
            token.unlock(UserType.CKU_USER, USER);
            put(token, 1, 1600);
            byte[] record = end(token, 1);
            byte[] soKey = part("token.a", SO_WRAPPED, 48);
            byte[] userKey = part("token.b", USER_WRAPPED, 48);
            assertThere(record);
            token.initialize(SO, ascii("another SO PIN"), "new");
            assertGone(record, "a record");
            assertGone(soKey, "the master key under the SO PIN");
            assertGone(userKey, "the master key under the user PIN");
        }
    }

    /** What the disk still holds of files that were removed is zeros. */
    @Test
    void destruction_overwritesKeysAndRecordsBeforeTheyAreRemoved() throws Exception {
        RecordingSpace space = new RecordingSpace();
        try (SlotStore token = TokenScript.open(space)) {
            Tokens.prepare(token);
            int before = space.log().size();
            token.destroy();
            Map<String, Integer> files = new HashMap<>();
            List<String> order = new ArrayList<>();
            for (int i = 0; i < space.log().size(); i++) {
                RecordingSpace.Op op = space.log().get(i);
                if (op instanceof RecordingSpace.Op.Create create) {
                    files.put(create.name(), create.file());
                } else if (op instanceof RecordingSpace.Op.Rename rename) {
                    files.put(rename.to(), files.remove(rename.from()));
                } else if (op instanceof RecordingSpace.Op.Write write && i >= before) {
                    boolean zeros = Arrays.equals(write.bytes(), new byte[write.bytes().length]);
                    order.add((zeros ? "zeros " : "data ") + name(files, write.file()));
                } else if (op instanceof RecordingSpace.Op.Delete delete && i >= before) {
                    order.add("delete " + delete.name());
                }
            }
            assertThat(order.stream().distinct())
                    .containsSubsequence(
                            "zeros token.a",
                            "delete token.a",
                            "zeros token.b",
                            "delete token.b",
                            "zeros state.journal",
                            "delete state.journal",
                            "zeros state.mapdb",
                            "delete state.mapdb",
                            "delete token.destroyed");
            assertThat(order.subList(order.indexOf("zeros token.a"), order.size()))
                    .noneMatch(op -> op.startsWith("data "));
        }
    }

    private static String name(Map<String, Integer> files, int file) {
        return files.entrySet().stream()
                .filter(entry -> entry.getValue() == file)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void changedPin_leavesNothingUnderTheOldOne() throws Exception {
        try (SlotStores stores = Tokens.open(directory)) {
            TokenStore token = stores.slot(0);
            Tokens.prepare(token);
            byte[] old = part("token.a", USER_WRAPPED, 48);
            assertThere(old);
            token.changePin(UserType.CKU_USER, USER, ascii("another PIN"));
            assertGone(old, "the master key under the old PIN");
        }
    }

    /** Not only in the buffers of the operating system: the second copy is waited for, too. */
    @Test
    void changedPin_isDurableInBothCopies() throws Exception {
        RecordingSpace space = new RecordingSpace();
        try (SlotStore token = TokenScript.open(space)) {
            Tokens.prepare(token);
            int before = space.log().size();
            token.changePin(UserType.CKU_USER, USER, ascii("another PIN"));
            List<RecordingSpace.Op> log = space.log().subList(before, space.log().size());
            List<Boolean> headers =
                    log.stream()
                            .filter(
                                    op ->
                                            op instanceof RecordingSpace.Op.Write write
                                                    && write.bytes().length == TokenHeader.SIZE)
                            .map(op -> ((RecordingSpace.Op.Write) op).durable())
                            .toList();
            // Charge, refund, exchange; of the first two the second copy may lag.
            assertThat(headers).containsExactly(true, false, true, false, true, true);
        }
    }

    /**
     * The record of a destroyed object; the journal keeps its own copy until it is written over.
     */
    @Test
    void destroyedObject_isOverwrittenInThePages() throws Exception {
        for (int length : new int[] {32, 1600, 20_000}) {
            try (SlotStores stores = Tokens.open(directory.resolve("of-" + length))) {
                TokenStore token = stores.slot(0);
                Tokens.prepare(token);
                token.unlock(UserType.CKU_USER, USER);
                put(token, 1, length);
                byte[] destroyed = end(token, 1);
                put(token, 2, length);
                byte[] replaced = end(token, 2);
                token.commit(List.of(new Change.Delete(id(1))));
                put(token, 2, length);
                String pages =
                        HexFormat.of()
                                .formatHex(
                                        Files.readAllBytes(
                                                directory.resolve(
                                                        "of-" + length + "/state.mapdb")));
                assertThat(pages.contains(HexFormat.of().formatHex(destroyed)))
                        .as("destroyed, " + length)
                        .isFalse();
                assertThat(pages.contains(HexFormat.of().formatHex(replaced)))
                        .as("replaced, " + length)
                        .isFalse();
            }
        }
    }
}

package io.craton.hsm.store;

import io.craton.hsm.UserType;
import io.craton.hsm.store.file.DiskFormat;
import io.craton.hsm.store.file.MemorySpace;
import io.craton.hsm.store.header.PinSection;
import io.craton.hsm.store.header.TokenHeader;
import io.craton.hsm.store.mapdb.HeaderFiles;
import io.craton.hsm.store.mapdb.MapDbSlot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes the vector files of the present formats. They were made once, by the first release of a
 * format, and are not made again: later releases read what the first one wrote. When a format has
 * changed, this makes another directory of them.
 */
final class VectorMaker {
    private final Path directory;

    private VectorMaker(Path directory) {
        this.directory = directory;
    }

    /** The directory to write them to. */
    public static void main(String[] args) throws IOException {
        new VectorMaker(Files.createDirectories(Path.of(args[0]))).make();
    }

    private void vector(
            String name, String kind, String verdict, String comment, Map<String, String> values)
            throws IOException {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("kind", kind);
        all.put("expect", verdict);
        all.putAll(values);
        Vectors.write(directory.resolve(name + ".txt"), comment, all);
    }

    private void make() throws IOException {
        MemorySpace space = new MemorySpace();
        SlotStore token = new SlotStore(0, new MapDbSlot(space, 8L << 20), Tokens.settings(null));
        Tokens.prepare(token);
        token.unlock(UserType.CKU_USER, Tokens.USER);
        for (int i = 0; i < 4; i++) {
            Tokens.put(
                    token,
                    Tokens.id(i),
                    i % 2 == 0,
                    "attributes " + i,
                    i == 3 ? null : "secret " + i);
        }
        token.reserve(Tokens.id(0), 1000);
        ByteArrayOutputStream backup = new ByteArrayOutputStream();
        token.backup(Tokens.SO, backup);
        Map<String, byte[]> killed = Disk.read(space);
        token.close();
        Map<String, byte[]> closed = Disk.read(space);
        stores(closed, killed);
        headers(closed.get(HeaderFiles.A));
        backups(backup.toByteArray());
    }

    private void stores(Map<String, byte[]> closed, Map<String, byte[]> killed) throws IOException {
        vector(
                "store-closed",
                "store",
                "valid",
                "A store that was closed.",
                Map.of("files", Vectors.zip(closed)));
        vector(
                "store-killed",
                "store",
                "valid",
                "A store whose process was killed: the journal is to be applied.",
                Map.of("files", Vectors.zip(killed)));
        Map<String, byte[]> noJournal = new TreeMap<>(killed);
        noJournal.remove("state.journal");
        vector(
                "store-killed-without-journal",
                "store",
                "damaged",
                "The same, but the journal has been removed.",
                Map.of("files", Vectors.zip(noJournal)));
        Map<String, byte[]> newer = new TreeMap<>(closed);
        byte[] pages = closed.get("state.mapdb").clone();
        int next = DiskFormat.PAGES.number() + 1;
        ByteBuffer.wrap(pages).putInt(8, next).putInt(4096 + 8, next);
        newer.put("state.mapdb", pages);
        vector(
                "store-newer",
                "store",
                "newer",
                "The pages say the next format.",
                Map.of("files", Vectors.zip(newer)));
        Map<String, byte[]> headless = new TreeMap<>(closed);
        headless.remove(HeaderFiles.A);
        headless.remove(HeaderFiles.B);
        vector(
                "store-without-header",
                "store",
                "damaged",
                "Both copies of the header have been removed.",
                Map.of("files", Vectors.zip(headless)));
    }

    private void headers(byte[] header) throws IOException {
        vector(
                "header-valid",
                "header",
                "valid",
                "A token header.",
                Map.of("bytes", Vectors.text(header)));
        byte[] counter = header.clone();
        int user = TokenHeader.PINS + PinSection.SIZE;
        counter[user + 91] = 0;
        counter[user + 88] ^= 1;
        vector(
                "header-counter-changed",
                "header",
                "damaged",
                "Somebody changed the count of failures.",
                Map.of("bytes", Vectors.text(counter)));
        byte[] newer = header.clone();
        ByteBuffer.wrap(newer).putInt(8, DiskFormat.TOKEN_HEADER.number() + 1);
        vector(
                "header-newer",
                "header",
                "newer",
                "The header says the next format.",
                Map.of("bytes", Vectors.text(newer)));
    }

    private void backups(byte[] backup) throws IOException {
        vector(
                "backup-valid",
                "backup",
                "valid",
                "A backup.",
                Map.of("bytes", Vectors.text(backup)));
        byte[] cut = java.util.Arrays.copyOf(backup, backup.length - 33);
        vector(
                "backup-cut",
                "backup",
                "damaged",
                "The end is missing.",
                Map.of("bytes", Vectors.text(cut)));
        byte[] flipped = backup.clone();
        flipped[backup.length / 2] ^= 1;
        vector(
                "backup-flipped",
                "backup",
                "damaged",
                "One bit in the middle is another.",
                Map.of("bytes", Vectors.text(flipped)));
        String text = new String(backup, StandardCharsets.ISO_8859_1);
        byte[] label =
                text.replaceFirst("label: Test token", "label: Best token")
                        .getBytes(StandardCharsets.ISO_8859_1);
        vector(
                "backup-label-changed",
                "backup",
                "damaged",
                "Somebody changed the label in the header.",
                Map.of("bytes", Vectors.text(label)));
        byte[] newer =
                text.replaceFirst("BACKUP \\d+", "BACKUP " + (DiskFormat.BACKUP.number() + 1))
                        .getBytes(StandardCharsets.ISO_8859_1);
        vector(
                "backup-newer",
                "backup",
                "newer",
                "The header says the next format.",
                Map.of("bytes", Vectors.text(newer)));
    }
}

package io.craton.hsm.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.BackupOptions;
import io.craton.hsm.BackupSecret;
import io.craton.hsm.HsmException;
import io.craton.hsm.UserType;
import io.craton.hsm.spi.BackupContents;
import io.craton.hsm.spi.BackupResult;
import io.craton.hsm.spi.StoreSettings;
import io.craton.hsm.store.backup.BackupReader;
import io.craton.hsm.store.crypto.Hmac;
import io.craton.hsm.store.file.MemorySpace;
import io.craton.hsm.store.header.PinWrap;
import io.craton.hsm.store.header.TokenHeader;
import io.craton.hsm.store.mapdb.HeaderFiles;
import io.craton.hsm.store.mapdb.MapDbSlot;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/**
 * Whatever stands in a file, reading it ends soon and with a sentence. Checksums are made right
 * again here: they keep nobody out who writes files.
 */
class HostileInputTest {
    private static final int CHECK = TokenHeader.SIZE - Hmac.LENGTH;
    private static final int USER_PIN = 264;
    private static final BackupSecret.SoPin PIN = new BackupSecret.SoPin(Tokens.SO);

    private static byte[] header() throws IOException {
        try (SlotStore store = TokenScript.open(new MemorySpace())) {
            Tokens.prepare(store);
            return files(store)[0];
        }
    }

    private static byte[][] files(SlotStore store) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        store.backup(BackupOptions.withSoPin(Tokens.SO), out);
        BackupReader reader = new BackupReader(new ByteArrayInputStream(out.toByteArray()));
        try (BackupReader.Opened opened = reader.open(PIN)) {
            return new byte[][] {
                reader.read(opened, BackupReader.Sink.NONE).token().encode(), out.toByteArray()
            };
        }
    }

    /** Gives a header that was changed the checksum that its writer would give it. */
    private static byte[] sealed(byte[] image) {
        byte[] key = Arrays.copyOfRange(image, 132, 164);
        byte[] label = "craton token header".getBytes(StandardCharsets.US_ASCII);
        byte[] check = new Hmac(new Hmac(key).expand(label)).mac(Arrays.copyOf(image, CHECK));
        return ByteBuffer.wrap(image).put(CHECK, check).array();
    }

    @Test
    void headerThatAsksForTooMuchWork_isRefusedBeforeTheWork() throws Exception {
        byte[] image = header();
        assertThat(TokenHeader.decode("token.a", sealed(image))).isNotNull();
        for (int iterations : new int[] {Integer.MAX_VALUE, 10_000_001, -1}) {
            byte[] forged = image.clone();
            ByteBuffer.wrap(forged).putInt(USER_PIN + 8, iterations);
            assertThat(TokenHeader.decode("token.a", sealed(forged))).isNull();
        }
        byte[] negative = image.clone();
        ByteBuffer.wrap(negative).putInt(USER_PIN + 88, -1000);
        assertThat(TokenHeader.decode("token.a", sealed(negative))).as("guesses left").isNull();
    }

    @Property(tries = 300)
    void header_withAnythingInIt_isReadOrRefused(
            @ForAll @IntRange(min = 12, max = CHECK - 9) int at, @ForAll long value)
            throws IOException {
        byte[] image = HEADER.clone();
        ByteBuffer.wrap(image).putLong(at, value);
        TokenHeader header = TokenHeader.decode("token.a", sealed(image));
        if (header != null) {
            assertThat(header.user().iterations()).isBetween(0, PinWrap.MOST_ITERATIONS);
            assertThat(header.so().iterations()).isBetween(0, PinWrap.MOST_ITERATIONS);
        }
    }

    private static final byte[] HEADER = initial();

    private static byte[] initial() {
        try {
            return header();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Whoever writes the files could say that the master key is new and has no records yet; the
     * next login would then remove them. It is authenticated with the PIN.
     */
    @Test
    void headerThatCallsTheMasterKeyNew_removesNothing() throws Exception {
        for (boolean recovery : new boolean[] {true, false}) {
            StoreSettings settings =
                    new StoreSettings(null, 1, Tokens.SERIAL, 2, 5, recovery, Tokens.random());
            MemorySpace space = new MemorySpace();
            try (SlotStore token = new SlotStore(0, new MapDbSlot(space, 1 << 20), settings)) {
                Tokens.prepare(token);
                token.unlock(UserType.CKU_USER, Tokens.USER);
                Tokens.put(token, Tokens.id(1), true, "key", "secret");
            }
            Map<String, byte[]> forged = new TreeMap<>(Disk.read(space));
            for (String name : List.of(HeaderFiles.A, HeaderFiles.B)) {
                byte[] image = forged.get(name).clone();
                ByteBuffer.wrap(image).putInt(72, 99).putInt(76, 1).putInt(USER_PIN + 4, 2);
                forged.put(name, sealed(image));
            }
            try (SlotStore token =
                    new SlotStore(0, new MapDbSlot(Disk.of(forged), 1 << 20), settings)) {
                assertThat(token.unlock(UserType.CKU_USER, Tokens.USER).ok()).isFalse();
                assertThat(token.objectCount()).isEqualTo(1);
            }
            try (SlotStore token = new SlotStore(0, new MapDbSlot(space, 1 << 20), settings)) {
                token.unlock(UserType.CKU_USER, Tokens.USER);
                assertThat(token.secret(Tokens.id(1))).isEqualTo(Tokens.ascii("secret"));
            }
        }
    }

    private static BackupContents read(byte[] archive, BackupSecret secret) throws IOException {
        return new SlotStoreProvider().readBackup(new ByteArrayInputStream(archive), secret);
    }

    private static byte[] archive(ByteArrayOutputStream sharesTo) throws IOException {
        try (SlotStore store = TokenScript.open(new MemorySpace())) {
            Tokens.prepare(store);
            Tokens.put(store, Tokens.id(1), false, "certificate", "secret");
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            BackupResult made =
                    store.backup(
                            new BackupOptions(Tokens.SO, Tokens.ascii("passphrase"), 2, 3), out);
            for (String share : made.shares()) {
                sharesTo.write((share + "\n").getBytes(StandardCharsets.US_ASCII));
            }
            return out.toByteArray();
        }
    }

    @Test
    void archiveThatAsksForTooMuchWork_isRefusedBeforeTheWork() throws Exception {
        ByteArrayOutputStream shares = new ByteArrayOutputStream();
        String archive = new String(archive(shares), StandardCharsets.ISO_8859_1);
        for (String count : List.of("2147483647", "10000001", "0", "-1", "99999999999")) {
            for (String line : List.of("so-pin", "passphrase")) {
                byte[] forged =
                        archive.replaceFirst(line + ": ([a-z0-9-]+) [0-9]+", line + ": $1 " + count)
                                .getBytes(StandardCharsets.ISO_8859_1);
                assertThatThrownBy(() -> read(forged, PIN))
                        .as(line + " " + count)
                        .hasMessageContaining("header of the backup is damaged");
            }
        }
    }

    @Test
    void archiveWithImpossibleHeader_isRefusedWithASentence() throws Exception {
        ByteArrayOutputStream sharesText = new ByteArrayOutputStream();
        String archive = new String(archive(sharesText), StandardCharsets.ISO_8859_1);
        List<String> shares = sharesText.toString(StandardCharsets.US_ASCII).lines().toList();
        Map<String, String> forgeries =
                Map.of(
                        "CRATON-HSM-BACKUP 2", "CRATON-HSM-BACKUP 0",
                        "so-pin: [a-z0-9-]+", "so-pin: sha256",
                        "archive: [0-9a-f]+", "archive: 00",
                        "threshold: 2", "threshold: 0",
                        "slot: 0", "slot: x",
                        "label: [^\n]+", "label: " + "x".repeat(33),
                        "serial: [^\n]+", "serial: " + "x".repeat(17),
                        "public-objects: 1", "public-objects: -1");
        forgeries.forEach(
                (line, forgery) -> {
                    byte[] forged =
                            archive.replaceFirst(line, forgery)
                                    .getBytes(StandardCharsets.ISO_8859_1);
                    for (BackupSecret secret :
                            List.of(
                                    PIN,
                                    new BackupSecret.Shares(shares),
                                    new BackupSecret.Shares(List.of()))) {
                        assertThatThrownBy(() -> read(forged, secret))
                                .as(forgery)
                                .isInstanceOf(HsmException.class)
                                .hasMessageContaining("CKR_DATA_INVALID");
                    }
                });
        assertThatThrownBy(
                        () ->
                                read(
                                        archive.getBytes(StandardCharsets.ISO_8859_1),
                                        new BackupSecret.Shares(List.of("craton-share-00", ""))))
                .hasMessageContaining("CKR_ARGUMENTS_BAD");
    }

    @Property(tries = 500)
    void archive_withAnyTextInItsHeader_isReadOrRefused(
            @ForAll @IntRange(min = 0, max = 900) int at, @ForAll @Size(max = 12) byte[] text)
            throws IOException {
        byte[] forged = ARCHIVE.clone();
        System.arraycopy(text, 0, forged, at, text.length);
        try {
            BackupContents contents = read(forged, new BackupSecret.Shares(List.of()));
            assertThat(contents.opened()).isFalse();
        } catch (HsmException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    private static final byte[] ARCHIVE = anArchive();

    private static byte[] anArchive() {
        try {
            return archive(new ByteArrayOutputStream());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Property(tries = 200)
    void pages_withAnythingInThem_areReadOrRefused(
            @ForAll @IntRange(min = 0, max = 8184) int at, @ForAll long value) throws IOException {
        Map<String, byte[]> files = new TreeMap<>(STORE);
        byte[] pages = files.get("state.mapdb").clone();
        ByteBuffer.wrap(pages).putLong(at, value);
        for (int block : new int[] {0, 4096}) {
            CRC32C check = new CRC32C();
            check.update(pages, block, 60);
            ByteBuffer.wrap(pages).putInt(block + 60, (int) check.getValue());
        }
        files.put("state.mapdb", pages);
        try (SlotStore token = TokenScript.open(Disk.of(files))) {
            assertThat(token.objectCount()).isBetween(-1L, 1L);
        } catch (HsmException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    private static final Map<String, byte[]> STORE = store();

    private static Map<String, byte[]> store() {
        try {
            MemorySpace space = new MemorySpace();
            try (SlotStore token = TokenScript.open(space)) {
                Tokens.prepare(token);
                Tokens.put(token, Tokens.id(1), false, "certificate", null);
            }
            return Disk.read(space);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}

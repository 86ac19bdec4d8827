package io.craton.hsm.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.HsmException;
import io.craton.hsm.UserType;
import io.craton.hsm.spi.PinVerdict;
import io.craton.hsm.store.RecordingSpace.Op;
import io.craton.hsm.store.file.DiskFormat;
import io.craton.hsm.store.file.MemorySpace;
import io.craton.hsm.store.file.StoreFile;
import io.craton.hsm.store.header.PinForm;
import io.craton.hsm.store.header.TokenHeader;
import io.craton.hsm.store.mapdb.HeaderFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What an earlier release wrote becomes what this one writes: all of it or nothing. */
class UpgradeTest {
    @TempDir Path directory;

    @ParameterizedTest
    @EnumSource
    void newerFormat_isRefusedInWords(DiskFormat format) {
        format.refuseNewer("something", format.number());
        assertThatThrownBy(() -> format.refuseNewer("something", format.number() + 1))
                .isInstanceOf(HsmException.class)
                .hasMessageContaining(
                        "something has format "
                                + (format.number() + 1)
                                + "; this release reads up to "
                                + format.number()
                                + ": use the release that wrote it, or a newer one");
    }

    private Path onDisk(Map<String, byte[]> files) throws IOException {
        Path store =
                Files.createDirectory(
                        directory.resolve("store"),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path path = Files.write(store.resolve(file.getKey()), file.getValue());
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
        }
        return store;
    }

    private static int format(Path store, String name) throws IOException {
        return TokenHeader.format(Files.readAllBytes(store.resolve(name)));
    }

    @Test
    void firstOpening_writesBothCopiesInTheNewFormat_andTheRestIsTheSame() throws Exception {
        Path store = onDisk(OldStore.files("killed"));
        byte[] before = Files.readAllBytes(store.resolve(HeaderFiles.A));
        TokenHeader old = TokenHeader.decode("the old header", before);
        Tokens.open(store).close();
        for (String name : List.of(HeaderFiles.A, HeaderFiles.B)) {
            byte[] image = Files.readAllBytes(store.resolve(name));
            assertThat(TokenHeader.format(image)).isEqualTo(DiskFormat.TOKEN_HEADER.number());
            TokenHeader header = TokenHeader.decode(name, image);
            assertThat(header.sequence()).isEqualTo(old.sequence() + 1);
            assertThat(header.token()).isEqualTo(old.token());
            assertThat(header.so().form()).isEqualTo(PinForm.BARE);
            assertThat(header.user().wrapped()).isEqualTo(old.user().wrapped());
        }
        byte[] upgraded = Files.readAllBytes(store.resolve(HeaderFiles.A));
        Tokens.open(store).close();
        assertThat(Files.readAllBytes(store.resolve(HeaderFiles.A))).isEqualTo(upgraded);
    }

    @Test
    void openingThatFails_leavesWhatTheReleaseBeforeCanOpen() throws Exception {
        Map<String, byte[]> files = OldStore.files("closed");
        ByteBuffer.wrap(files.get("state.mapdb")).putInt(8, 9).putInt(4096 + 8, 9);
        Path store = onDisk(files);
        assertThatThrownBy(() -> Tokens.open(store)).hasMessageContaining("has format 9");
        assertThat(format(store, HeaderFiles.A)).isEqualTo(1);
        assertThat(format(store, HeaderFiles.B)).isEqualTo(1);
    }

    /** The upgrade writes the header, too: that must not make an old one new. */
    @Test
    void oldPinBroughtBackInTheOldFormat_isNoticedAtLogin() throws Exception {
        Map<String, byte[]> old = OldStore.files("closed");
        MemorySpace space = Disk.of(old);
        try (SlotStore token = OldStore.open(space)) {
            token.upgrade();
            token.unlock(UserType.CKU_USER, Tokens.USER);
            token.changePin(UserType.CKU_USER, Tokens.USER, Tokens.ascii("another pin"));
        }
        Map<String, byte[]> mixed = new TreeMap<>(Disk.read(space));
        mixed.put(HeaderFiles.A, old.get(HeaderFiles.A));
        mixed.put(HeaderFiles.B, old.get(HeaderFiles.B));
        try (SlotStore token = OldStore.open(Disk.of(mixed))) {
            token.upgrade();
            assertThatThrownBy(() -> token.unlock(UserType.CKU_USER, Tokens.USER))
                    .hasMessageContaining("older than its records");
        }
    }

    @Test
    void restoredBackupOfAnEarlierRelease_isOfTheNewFormat() throws Exception {
        MemorySpace space = new MemorySpace();
        Path file = Path.of(UpgradeTest.class.getResource("/vectors/backup-valid.txt").toURI());
        byte[] archive = Vectors.bytes(Vectors.read(file).get("bytes"));
        assertThat(new String(archive, 0, 19, StandardCharsets.US_ASCII))
                .isEqualTo("CRATON-HSM-BACKUP 1");
        try (SlotStore token = OldStore.open(space)) {
            assertThat(
                            token.restore(
                                    new io.craton.hsm.BackupSecret.SoPin(Tokens.SO),
                                    new java.io.ByteArrayInputStream(archive),
                                    false))
                    .isTrue();
            assertThat(OldStore.formats(space)).containsExactly(2, 2);
            assertThat(token.unlock(UserType.CKU_USER, Tokens.USER).ok()).isTrue();
            assertThat(token.secret(Tokens.id(2))).isEqualTo(Tokens.ascii("secret 2"));
        }
    }

    /**
     * The opening, a wrong PIN, and the first login, which wraps the PIN anew, cut off at every
     * write: the token is of the old format or of the new, its PIN is wrapped in the old way or the
     * new, and never is there a token that does not open or a guess that was not counted.
     */
    @ParameterizedTest
    @CsvSource({"closed, false", "closed, true", "killed, false", "killed, true"})
    void upgradeCutOffAnywhere_isTheOldTokenOrTheNewOne(String state, boolean powerFails)
            throws Exception {
        RecordingSpace space = new RecordingSpace();
        for (Map.Entry<String, byte[]> file : OldStore.files(state).entrySet()) {
            try (StoreFile copy = space.create(file.getKey(), true)) {
                copy.write(0, file.getValue(), 0, file.getValue().length);
            }
        }
        space.forceDirectory("");
        long sequence = OldStore.header(space).sequence();
        int start = space.log().size();
        int failed;
        try (SlotStore token = OldStore.open(space)) {
            token.upgrade();
            assertThat(token.unlock(UserType.CKU_USER, Tokens.WRONG))
                    .isEqualTo(new PinVerdict(PinVerdict.Kind.INCORRECT, 1));
            failed = space.log().size();
            assertThat(token.unlock(UserType.CKU_USER, Tokens.USER).ok()).isTrue();
        }
        assertThat(OldStore.header(space).user().form()).isEqualTo(PinForm.PRESENT);
        CrashedDisk disk = new CrashedDisk(powerFails);
        List<Op> log = space.log();
        log.subList(0, start).forEach(disk::apply);
        Random random = new Random(5);
        int old = 0;
        int renewed = 0;
        for (int at = start; at < log.size(); at++) {
            for (CrashedDisk.Survivors survivors : CrashedDisk.Survivors.values()) {
                MemorySpace image = disk.image(log.get(at), survivors, random);
                TokenHeader header = OldStore.header(image);
                old += header.sequence() == sequence ? 1 : 0;
                renewed += header.user().isPresent() ? 1 : 0;
                if (at >= failed) {
                    assertThat(header.user().failures() > 0 || header.user().isPresent())
                            .as("the wrong PIN is counted until the right one was given")
                            .isTrue();
                }
                assertOpens(image);
            }
            for (int i = 0; i < 50; i++) {
                MemorySpace torn = disk.image(log.get(at), CrashedDisk.Survivors.SOME, random);
                assertThat(OldStore.header(torn).sequence())
                        .as("one copy is whole, whichever sectors are there")
                        .isGreaterThanOrEqualTo(sequence);
            }
            disk.apply(log.get(at));
        }
        assertThat(old).isPositive();
        assertThat(renewed).isPositive();
    }

    private static void assertOpens(MemorySpace image) throws IOException {
        try (SlotStore token = OldStore.open(image)) {
            token.upgrade();
            assertThat(OldStore.formats(image)).containsExactly(2, 2);
            assertThat(token.unlock(UserType.CKU_USER, Tokens.USER).ok()).isTrue();
            assertThat(token.state().user().failures()).isZero();
            assertThat(OldStore.header(image).user().form()).isEqualTo(PinForm.PRESENT);
            assertThat(token.secret(Tokens.id(2))).isEqualTo(Tokens.ascii("secret 2"));
            assertThat(token.unlock(UserType.CKU_SO, Tokens.SO).ok()).isTrue();
            assertThat(token.objects(true)).hasSize(4);
        }
    }
}

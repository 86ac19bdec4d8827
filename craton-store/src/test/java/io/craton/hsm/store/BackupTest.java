package io.craton.hsm.store;

import static io.craton.hsm.store.Tokens.SO;
import static io.craton.hsm.store.Tokens.USER;
import static io.craton.hsm.store.Tokens.WRONG;
import static io.craton.hsm.store.Tokens.ascii;
import static io.craton.hsm.store.Tokens.id;
import static io.craton.hsm.store.Tokens.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.BackupInfo;
import io.craton.hsm.BackupOptions;
import io.craton.hsm.BackupSecret;
import io.craton.hsm.HsmException;
import io.craton.hsm.UserType;
import io.craton.hsm.spi.BackupContents;
import io.craton.hsm.spi.BackupResult;
import io.craton.hsm.spi.PinVerdict;
import io.craton.hsm.spi.StoreSettings;
import io.craton.hsm.spi.TokenStore;
import io.craton.hsm.store.crypto.Hmac;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backup and restore, as documents 000 and 001 of the runbook have it. */
class BackupTest {
    private final SlotStoreProvider provider = new SlotStoreProvider();

    @TempDir Path directory;

    private static void fill(TokenStore token) {
        Tokens.prepare(token);
        token.unlock(UserType.CKU_USER, USER);
        for (int i = 0; i < 20; i++) {
            put(token, id(i), i % 2 == 0, "label-" + i, i % 4 == 0 ? "private-secret-" + i : null);
        }
        token.reserve(id(0), 500);
    }

    private static byte[] backup(TokenStore token) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(token.backup(SO, out).ok()).isTrue();
        return out.toByteArray();
    }

    private static BackupSecret so() {
        return new BackupSecret.SoPin(SO);
    }

    private static boolean restore(
            SlotStores stores, byte[] archive, BackupSecret secret, boolean force)
            throws IOException {
        return stores.restore(0, secret, new ByteArrayInputStream(archive), force);
    }

    @Test
    @Tag("S0-31")
    @Tag("S0-33")
    @Tag("S1-10")
    @Tag("S1-12")
    @Tag("S1-17")
    @Tag("S1-24")
    @Tag("S1-33")
    void restore_onACleanHost_givesTheSameToken() throws Exception {
        byte[] archive;
        try (SlotStores stores = Tokens.open(directory.resolve("old"))) {
            fill(stores.slot(0));
            archive = backup(stores.slot(0));
        }
        try (SlotStores stores = Tokens.open(directory.resolve("new"))) {
            assertThat(restore(stores, archive, so(), false)).isTrue();
            assertThat(stores.slot(0).unlocked()).isFalse();
        }
        try (SlotStores stores = Tokens.open(directory.resolve("new"))) {
            TokenStore token = stores.slot(0);
            assertThat(token.state().label()).isEqualTo("Test token");
            assertThat(token.state().serialNumber()).isEqualTo(Tokens.SERIAL);
            assertThat(token.objectCount()).isEqualTo(20);
            assertThat(token.objects(false)).hasSize(10);
            assertThat(token.unlock(UserType.CKU_SO, SO).ok()).isTrue();
            assertThat(token.unlock(UserType.CKU_USER, USER).ok()).isTrue();
            assertThat(token.objects(true)).hasSize(20);
            assertThat(token.secret(id(8))).isEqualTo(ascii("private-secret-8"));
            put(token, id(100), true, "new", "new");
        }
    }

    @Test
    @Tag("S0-32")
    @Tag("S1-13")
    void archive_hasALegibleHeader_andNothingElse() throws Exception {
        try (SlotStores stores = Tokens.open(null)) {
            fill(stores.slot(0));
            byte[] archive = backup(stores.slot(0));
            String text = new String(archive, StandardCharsets.ISO_8859_1);
            assertThat(text)
                    .startsWith("CRATON-HSM-BACKUP 2\nproduct: Craton HSM\n")
                    .contains("\nlabel: Test token\nserial: 0000000000000001\n")
                    .doesNotContain("label-3")
                    .doesNotContain("private-secret");
            BackupInfo info = provider.backupInfo(new ByteArrayInputStream(archive));
            assertThat(info.publicObjects()).isEqualTo(10);
            assertThat(info.privateObjects()).isEqualTo(10);
            assertThat(info.label()).isEqualTo("Test token");
        }
    }

    @Test
    @Tag("S0-39")
    @Tag("S1-32")
    void list_showsTheObjects_withoutRestoring() throws Exception {
        try (SlotStores stores = Tokens.open(null)) {
            fill(stores.slot(0));
            byte[] archive = backup(stores.slot(0));
            BackupContents contents = provider.readBackup(new ByteArrayInputStream(archive), so());
            assertThat(contents.opened()).isTrue();
            assertThat(contents.privateListed()).isTrue();
            assertThat(contents.objects()).hasSize(20);
            assertThat(contents.sha256()).isEqualTo(HexFormat.of().formatHex(Hmac.sha256(archive)));
            assertThat(
                            provider.readBackup(
                                            new ByteArrayInputStream(archive),
                                            new BackupSecret.SoPin(WRONG))
                                    .opened())
                    .isFalse();
        }
    }

    @Test
    @Tag("S1-6")
    void wrongSecret_changesNothing() throws Exception {
        try (SlotStores stores = Tokens.open(directory)) {
            fill(stores.slot(0));
            byte[] archive = backup(stores.slot(0));
            assertThat(stores.slot(0).backup(WRONG, OutputStream.nullOutputStream()).kind())
                    .isEqualTo(PinVerdict.Kind.INCORRECT);
            assertThat(restore(stores, archive, new BackupSecret.SoPin(WRONG), true)).isFalse();
            assertThat(stores.slot(0).objects(true)).hasSize(20);
        }
    }

    @Test
    void passphraseAndShares_openTheArchiveToo() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BackupResult result;
        try (SlotStores stores = Tokens.open(null)) {
            fill(stores.slot(0));
            result =
                    stores.slot(0).backup(new BackupOptions(SO, ascii("correct horse"), 3, 5), out);
        }
        byte[] archive = out.toByteArray();
        assertThat(result.sha256()).isEqualTo(HexFormat.of().formatHex(Hmac.sha256(archive)));
        assertThat(result.shares()).hasSize(5).doesNotHaveDuplicates();
        List<String> three =
                List.of(result.shares().get(4), result.shares().get(0), result.shares().get(2));
        for (BackupSecret secret :
                List.of(
                        new BackupSecret.Passphrase(ascii("correct horse")),
                        new BackupSecret.Shares(three),
                        so())) {
            try (SlotStores stores = Tokens.open(null)) {
                assertThat(restore(stores, archive, secret, false)).isTrue();
                stores.slot(0).unlock(UserType.CKU_USER, USER);
                assertThat(stores.slot(0).objects(true)).hasSize(20);
            }
        }
        try (SlotStores stores = Tokens.open(null)) {
            assertThat(restore(stores, archive, new BackupSecret.Passphrase(ascii("wrong")), false))
                    .isFalse();
            assertThatThrownBy(
                            () ->
                                    restore(
                                            stores,
                                            archive,
                                            new BackupSecret.Shares(three.subList(0, 2)),
                                            false))
                    .hasMessageContaining("needs 3");
            List<String> typo = new ArrayList<>(three);
            typo.set(1, typo.get(1).replaceAll("-.{8}$", "-00000000"));
            assertThatThrownBy(() -> restore(stores, archive, new BackupSecret.Shares(typo), false))
                    .hasMessageContaining("typing error");
            assertThat(stores.slot(0).state().initialized()).isFalse();
        }
    }

    @Test
    @Tag("S1-20")
    void restore_refusesAnotherSerialNumber() throws Exception {
        byte[] archive;
        try (SlotStores stores = Tokens.open(null)) {
            fill(stores.slot(0));
            archive = backup(stores.slot(0));
        }
        StoreSettings other =
                new StoreSettings(
                        null, 1, "0000000000000007", Tokens.ITERATIONS, 3, true, Tokens.random());
        try (SlotStores stores = Tokens.openWith(other)) {
            assertThatThrownBy(() -> restore(stores, archive, so(), true))
                    .hasMessageContaining("serial numbers do not change");
            assertThat(stores.slot(0).state().initialized()).isFalse();
        }
        // Where none is configured, the token that is there has to be of the same number.
        StoreSettings none = Tokens.settings(null, 1, null);
        try (SlotStores stores = Tokens.openWith(none)) {
            stores.slot(0).initialize(null, SO, "Test token");
            assertThatThrownBy(() -> restore(stores, archive, so(), true))
                    .hasMessageContaining("serial numbers do not change");
        }
        try (SlotStores stores = Tokens.openWith(none)) {
            assertThat(restore(stores, archive, so(), false)).isTrue();
            assertThat(stores.slot(0).state().serialNumber()).isEqualTo(Tokens.SERIAL);
        }
    }

    @Test
    void restore_overAToken_needsForceAndKeepsItAside() throws Exception {
        Path store = directory.resolve("store");
        byte[] archive;
        try (SlotStores stores = Tokens.open(store)) {
            fill(stores.slot(0));
            archive = backup(stores.slot(0));
            put(stores.slot(0), id(77), true, "made after the backup", "x");
            assertThatThrownBy(() -> restore(stores, archive, so(), false))
                    .hasMessageContaining("--force");
            long before = stores.slot(0).mark().sequence();
            assertThat(restore(stores, archive, so(), true)).isTrue();
            assertThat(stores.slot(0).mark().sequence()).isGreaterThan(before);
            stores.slot(0).unlock(UserType.CKU_USER, USER);
            assertThat(stores.slot(0).objects(true)).hasSize(20);
        }
        Path aside;
        try (Stream<Path> entries = Files.list(store)) {
            aside =
                    entries.filter(path -> path.getFileName().toString().startsWith("replaced-"))
                            .findFirst()
                            .orElseThrow();
        }
        try (SlotStores stores = Tokens.open(aside)) {
            stores.slot(0).unlock(UserType.CKU_USER, USER);
            assertThat(stores.slot(0).objects(true)).hasSize(21);
        }
    }

    @Test
    void restore_refusesAnotherLabel() throws Exception {
        byte[] archive;
        try (SlotStores stores = Tokens.open(null)) {
            fill(stores.slot(0));
            archive = backup(stores.slot(0));
        }
        try (SlotStores stores = Tokens.open(null)) {
            stores.slot(0).initialize(null, SO, "Another token");
            assertThatThrownBy(() -> restore(stores, archive, so(), true))
                    .hasMessageContaining("labels do not change");
        }
    }

    @Test
    void restoredCounters_startAFreshNonceSpace() throws Exception {
        try (SlotStores stores = Tokens.open(null)) {
            fill(stores.slot(0));
            byte[] archive = backup(stores.slot(0));
            long next = stores.slot(0).reserve(id(0), 1);
            List<Long> spaces = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                assertThat(restore(stores, archive, so(), true)).isTrue();
                stores.slot(0).unlock(UserType.CKU_USER, USER);
                long restored = stores.slot(0).reserve(id(0), 1);
                assertThat(restored & 0xFFFF_FFFFL).isEqualTo(500);
                spaces.add(restored >>> 32);
            }
            assertThat(next).isEqualTo(500);
            assertThat(spaces).doesNotContain(0L).doesNotHaveDuplicates();
        }
    }

    @Test
    @Tag("S1-30")
    void newerArchive_isRefused() throws Exception {
        try (SlotStores stores = Tokens.open(null)) {
            fill(stores.slot(0));
            String archive = new String(backup(stores.slot(0)), StandardCharsets.ISO_8859_1);
            byte[] newer =
                    archive.replaceFirst("BACKUP 2", "BACKUP 3")
                            .getBytes(StandardCharsets.ISO_8859_1);
            assertThatThrownBy(() -> restore(stores, newer, so(), true))
                    .hasMessageContaining("CKR_FUNCTION_REJECTED")
                    .hasMessageContaining("format 3");
        }
    }

    @Test
    void damagedArchive_isRefusedWhereverTheDamageIs() throws Exception {
        byte[] archive;
        try (SlotStores stores = Tokens.open(null)) {
            fill(stores.slot(0));
            archive = backup(stores.slot(0));
        }
        int step = Math.max(1, archive.length / 60);
        for (int at = 0; at < archive.length; at += step) {
            byte[] flipped = archive.clone();
            flipped[at] ^= 0x10;
            assertRefused(flipped);
            assertRefused(Arrays.copyOf(archive, at));
        }
        assertRefused(Arrays.copyOf(archive, archive.length + 1));
    }

    private void assertRefused(byte[] archive) throws IOException {
        try {
            assertThat(provider.readBackup(new ByteArrayInputStream(archive), so()).opened())
                    .isFalse();
        } catch (HsmException e) {
            assertThat(e.getMessage()).containsAnyOf("CKR_DATA_INVALID", "CKR_FUNCTION_REJECTED");
        }
    }

    @Test
    void backup_isConsistent_whileOthersCommit() throws Exception {
        try (SlotStores stores = Tokens.open(directory)) {
            TokenStore token = stores.slot(0);
            fill(token);
            boolean[] stop = new boolean[1];
            Thread writer =
                    new Thread(
                            () -> {
                                for (int i = 1000; !stop[0]; i++) {
                                    // pairs: a consistent copy has both or neither
                                    token.commit(
                                            List.of(
                                                    Tokens.put(id(i), true, "a" + i, "s"),
                                                    Tokens.put(id(-i), true, "b" + i, "s")));
                                }
                            });
            writer.start();
            try {
                for (int round = 0; round < 5; round++) {
                    BackupContents contents =
                            provider.readBackup(new ByteArrayInputStream(backup(token)), so());
                    assertThat(contents.objects().size() % 2).isZero();
                    assertThat(contents.info().privateObjects() + 10)
                            .isEqualTo(contents.objects().size());
                }
            } finally {
                stop[0] = true;
                writer.join();
            }
        }
    }
}

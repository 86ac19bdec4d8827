package io.craton.hsm.store;

import static io.craton.hsm.store.Tokens.SO;
import static io.craton.hsm.store.Tokens.USER;
import static io.craton.hsm.store.Tokens.ascii;
import static io.craton.hsm.store.Tokens.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.BackupInfo;
import io.craton.hsm.BackupOptions;
import io.craton.hsm.BackupSecret;
import io.craton.hsm.UserType;
import io.craton.hsm.spi.BackupContents;
import io.craton.hsm.spi.BackupResult;
import io.craton.hsm.spi.TokenStore;
import io.craton.hsm.spi.TokenStore.Change;
import io.craton.hsm.store.crypto.Hmac;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The restoration drill of the backup and recovery document, step by step. */
class DrillTest {
    private static final byte[] PAYLOAD = ascii("known test payload");

    @TempDir Path directory;

    private static byte[] sign(PrivateKey key) throws Exception {
        Signature signature = Signature.getInstance("Ed25519", "SunEC");
        signature.initSign(key);
        signature.update(PAYLOAD);
        return signature.sign();
    }

    private static PrivateKey key(byte[] pkcs8) throws Exception {
        return KeyFactory.getInstance("Ed25519", "SunEC")
                .generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    }

    @Test
    @Tag("S0-34")
    @Tag("S0-41")
    @Tag("S1-18")
    @Tag("S1-25")
    @Tag("S1-32")
    @Tag("S1-37")
    @Tag("S2-38")
    void drill_fromBackupToASignatureOnANewHost() throws Exception {
        Path bundle = directory.resolve("backup-20261121.enc");
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519", "SunEC").generateKeyPair();
        byte[] recorded = sign(pair.getPrivate());
        BackupResult manifest;
        try (SlotStores production = Tokens.open(directory.resolve("production"));
                OutputStream out = Files.newOutputStream(bundle)) {
            TokenStore token = production.slot(0);
            Tokens.prepare(token);
            token.unlock(UserType.CKU_USER, USER);
            token.commit(
                    List.of(
                            new Change.Put(
                                    id(1),
                                    true,
                                    ascii("signing key"),
                                    pair.getPrivate().getEncoded()),
                            new Change.Put(
                                    id(2),
                                    false,
                                    ascii("its public key"),
                                    pair.getPublic().getEncoded())));
            manifest = token.backup(BackupOptions.withSoPin(SO), out);
        }

        // 1 and 2: the copy from offsite is whole: its SHA-256 is the manifest's, it opens and can
        // be listed.
        assertThat(HexFormat.of().formatHex(Hmac.sha256(Files.readAllBytes(bundle))))
                .isEqualTo(manifest.sha256());
        SlotStoreProvider provider = new SlotStoreProvider();
        try (InputStream in = Files.newInputStream(bundle)) {
            BackupContents contents = provider.readBackup(in, new BackupSecret.SoPin(SO));
            assertThat(contents.objects()).hasSize(2);
            assertThat(contents.info()).isEqualTo(manifest.info());
        }

        // 3 and 4: a clean host, and the restore.
        Path drillHost = directory.resolve("drill");
        try (SlotStores stores = Tokens.open(drillHost);
                InputStream in = Files.newInputStream(bundle)) {
            assertThat(stores.restore(0, new BackupSecret.SoPin(SO), in, false)).isTrue();
        }
        try (SlotStores stores = Tokens.open(drillHost)) {
            TokenStore token = stores.slot(0);
            BackupInfo info = manifest.info();
            assertThat(token.objectCount()).isEqualTo(info.publicObjects() + info.privateObjects());
            assertThat(token.state().label()).isEqualTo(info.label());

            // 5: the known key gives the recorded signature.
            assertThat(token.unlock(UserType.CKU_USER, USER).ok()).isTrue();
            byte[] secret = token.secret(id(1));
            assertThat(sign(key(secret))).isEqualTo(recorded);

            // 8: nothing of the key is left on the drill host.
            byte[] sealed = Files.readAllBytes(drillHost.resolve("state.mapdb"));
            assertThat(token.initialize(SO, ascii("thrown away"), "drill over").ok()).isTrue();
            token.lock();
            assertThat(token.objectCount()).isZero();
            assertThat(token.unlock(UserType.CKU_SO, SO).ok()).isFalse();
            assertNothingOf(sealed, drillHost);
        }
    }

    /** No 32 bytes in a row of the old records, of which there are many, are left in any file. */
    private static void assertNothingOf(byte[] old, Path host) throws Exception {
        HexFormat hex = HexFormat.of();
        try (Stream<Path> files = Files.list(host)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String content = hex.formatHex(Files.readAllBytes(file));
                int looked = 0;
                for (int at = 0; at + 32 <= old.length; at += 16) {
                    if (random(old, at)) {
                        looked++;
                        assertThat(content.contains(hex.formatHex(old, at, at + 32)))
                                .as("bytes " + at + " of the old records in " + file)
                                .isFalse();
                    }
                }
                assertThat(looked).isPositive();
            }
        }
    }

    /** Ciphertext, not structure. */
    private static boolean random(byte[] bytes, int at) {
        return java.util.stream.IntStream.range(at, at + 32).map(i -> bytes[i]).distinct().count()
                > 26;
    }
}

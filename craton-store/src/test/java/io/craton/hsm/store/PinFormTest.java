package io.craton.hsm.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.BackupOptions;
import io.craton.hsm.BackupSecret;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.UserType;
import io.craton.hsm.spi.PinVerdict;
import io.craton.hsm.store.backup.BackupHeader;
import io.craton.hsm.store.crypto.Hmac;
import io.craton.hsm.store.file.MemorySpace;
import io.craton.hsm.store.header.PinForm;
import io.craton.hsm.store.header.PinSection;
import io.craton.hsm.store.header.TokenHeader;
import io.craton.hsm.store.mapdb.HeaderFiles;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Different PINs are different passwords, whatever HMAC makes of its keys. */
class PinFormTest {
    private static final byte[] LONG = Tokens.ascii("p".repeat(70));

    /** Computed with nothing of this module: Python's hashlib. */
    @Test
    void passwordOfAPin_isTheDocumentedOne() {
        assertThat(HexFormat.of().formatHex(PinForm.WITH_LENGTH.password(Tokens.USER)))
                .isEqualTo("1615ccc2a963c00176fc57b4d85dee2a4da988c2759be0bc8b5fda9d124c60e4");
        assertThat(PinForm.BARE.password(Tokens.USER)).isEqualTo(Tokens.USER);
    }

    private static void assertRefused(ReturnCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(HsmException.class)
                .hasMessageContaining("not counted")
                .extracting(e -> ((HsmException) e).code())
                .isEqualTo(code);
    }

    private static SlotStore prepared(MemorySpace space, byte[] userPin) throws IOException {
        SlotStore token = OldStore.open(space);
        token.initialize(null, Tokens.SO, "Test token");
        token.unlock(UserType.CKU_SO, Tokens.SO);
        token.setUserPin(userPin);
        token.lock();
        return token;
    }

    @Test
    void sha256OfALongPin_doesNotOpen() throws Exception {
        try (SlotStore token = prepared(new MemorySpace(), LONG)) {
            byte[] digest = Hmac.sha256(LONG);
            assertThat(token.unlock(UserType.CKU_USER, digest).kind())
                    .isEqualTo(PinVerdict.Kind.INCORRECT);
            assertThat(token.unlock(UserType.CKU_USER, LONG).ok()).isTrue();
        }
    }

    @Test
    void nul_isRefusedAndNotCounted_inEveryPlace_andWithOldWraps() throws Exception {
        byte[] padded = Arrays.copyOf(Tokens.USER, 9);
        byte[] so = Arrays.copyOf(Tokens.SO, 64);
        MemorySpace old = Disk.of(OldStore.files("closed"));
        try (SlotStore token = OldStore.open(old);
                SlotStore present = prepared(new MemorySpace(), Tokens.USER)) {
            for (SlotStore each : List.of(token, present)) {
                ReturnCode code = ReturnCode.CKR_PIN_INVALID;
                assertRefused(code, () -> each.unlock(UserType.CKU_USER, padded));
                assertRefused(code, () -> each.unlock(UserType.CKU_SO, so));
                assertRefused(code, () -> each.verifyPin(UserType.CKU_USER, padded));
                assertRefused(code, () -> each.changePin(UserType.CKU_USER, padded, Tokens.WRONG));
                assertRefused(
                        code, () -> each.changePin(UserType.CKU_USER, Tokens.USER, new byte[8]));
                assertRefused(code, () -> each.initialize(so, Tokens.SO, "label"));
                assertRefused(code, () -> each.initialize(Tokens.SO, so, "label"));
                assertRefused(code, () -> each.backup(so, new ByteArrayOutputStream()));
                each.unlock(UserType.CKU_SO, Tokens.SO);
                assertRefused(code, () -> each.setUserPin(padded));
                assertThat(each.state().user().failures()).isZero();
                assertThat(each.state().so().failures()).isZero();
                assertThat(each.unlock(UserType.CKU_USER, Tokens.USER).ok()).isTrue();
            }
        }
    }

    @Test
    void emptyPin_isRefusedAndNotCounted() throws Exception {
        try (SlotStore token = prepared(new MemorySpace(), Tokens.USER)) {
            ReturnCode code = ReturnCode.CKR_PIN_LEN_RANGE;
            assertRefused(code, () -> token.unlock(UserType.CKU_USER, new byte[0]));
            assertRefused(code, () -> token.verifyPin(UserType.CKU_SO, new byte[0]));
            assertRefused(code, () -> token.initialize(new byte[0], Tokens.SO, "label"));
            assertThat(token.state().user().failures()).isZero();
            assertThat(token.state().so().failures()).isZero();
        }
    }

    /** Also for logins at the same time, of which each finds the old wrap. */
    @Test
    void loginsAtTheSameTime_allSucceed_andTheWrapIsRenewed() throws Exception {
        MemorySpace space = Disk.of(OldStore.files("closed"));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (SlotStore token = OldStore.open(space)) {
            List<Callable<PinVerdict>> logins = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                logins.add(() -> token.unlock(UserType.CKU_USER, Tokens.USER));
                logins.add(() -> token.verifyPin(UserType.CKU_SO, Tokens.SO));
            }
            for (Future<PinVerdict> verdict : threads.invokeAll(logins)) {
                assertThat(verdict.get().ok() || verdict.get().kind() == PinVerdict.Kind.LOCKED)
                        .as("charges at the same time may lock, but no right PIN is wrong")
                        .isTrue();
            }
        } finally {
            threads.shutdown();
        }
        TokenHeader header = OldStore.header(space);
        assertThat(header.user().form()).isEqualTo(PinForm.PRESENT);
        assertThat(header.so().form()).isEqualTo(PinForm.PRESENT);
        try (SlotStore token = OldStore.open(space)) {
            assertThat(token.unlock(UserType.CKU_USER, Tokens.USER).ok()).isTrue();
            assertThat(token.secret(Tokens.id(2))).isEqualTo(Tokens.ascii("secret 2"));
        }
    }

    @Test
    void renewal_keepsTheCountOfTheOtherRole() throws Exception {
        MemorySpace space = Disk.of(OldStore.files("closed"));
        try (SlotStore token = OldStore.open(space)) {
            token.unlock(UserType.CKU_SO, Tokens.WRONG);
            token.unlock(UserType.CKU_USER, Tokens.WRONG);
            token.initialize(Tokens.WRONG, Tokens.SO, "label");
            assertThat(token.unlock(UserType.CKU_USER, Tokens.USER).ok()).isTrue();
            TokenHeader header = OldStore.header(space);
            assertThat(header.user().failures()).isZero();
            // A wrong login and a wrong PIN for initialising again are the same to the SO PIN.
            assertThat(header.so().failures()).isEqualTo(2);
            assertThat(header.so().form()).isEqualTo(PinForm.BARE);
            assertThat(header.user().version()).isEqualTo(1);
        }
    }

    /** The wrap says how it is to be opened, and cannot be made to say otherwise. */
    @Test
    void form_isAuthenticated() throws Exception {
        MemorySpace space = new MemorySpace();
        prepared(space, Tokens.USER).close();
        var files = Disk.read(space);
        for (String name : List.of(HeaderFiles.A, HeaderFiles.B)) {
            byte[] image = files.get(name).clone();
            int form = TokenHeader.PINS + 2 * PinSection.SIZE - Integer.BYTES;
            assertThat(ByteBuffer.wrap(image).getInt(form)).isEqualTo(PinForm.PRESENT.code());
            ByteBuffer.wrap(image).putInt(form, PinForm.BARE.code());
            files.put(name, TokenHeader.checked(image));
        }
        try (SlotStore token = OldStore.open(Disk.of(files))) {
            byte[] password = PinForm.WITH_LENGTH.password(Tokens.USER);
            assertThat(token.unlock(UserType.CKU_USER, password).ok()).isFalse();
            assertThat(token.unlock(UserType.CKU_USER, Tokens.USER).ok()).isFalse();
        }
    }

    @Test
    void backupOfAnOldToken_isWrappedAsPinsAreNow_andOldOnesAreReadAsTheyWere() throws Exception {
        MemorySpace space = Disk.of(OldStore.files("closed"));
        byte[] passphrase = Tokens.ascii("a passphrase");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (SlotStore token = OldStore.open(space)) {
            token.backup(new BackupOptions(Tokens.SO, passphrase, 0, 0), out);
        }
        byte[] archive = out.toByteArray();
        BackupHeader header = BackupHeader.read(new ByteArrayInputStream(archive));
        assertThat(header.soPin().form()).isEqualTo(PinForm.PRESENT);
        assertThat(opens(archive, new BackupSecret.SoPin(Tokens.SO))).isTrue();
        assertThat(opens(archive, new BackupSecret.Passphrase(passphrase))).isTrue();
        byte[] padded = Arrays.copyOf(passphrase, passphrase.length + 1);
        assertThat(opens(archive, new BackupSecret.Passphrase(padded))).isFalse();
        Path file = Path.of(PinFormTest.class.getResource("/vectors/backup-valid.txt").toURI());
        byte[] old = Vectors.bytes(Vectors.read(file).get("bytes"));
        assertThat(BackupHeader.read(new ByteArrayInputStream(old)).soPin().form())
                .isEqualTo(PinForm.BARE);
        assertThat(opens(old, new BackupSecret.SoPin(Tokens.SO))).isTrue();
        assertRefused(
                ReturnCode.CKR_PIN_INVALID,
                () -> opens(old, new BackupSecret.SoPin(Arrays.copyOf(Tokens.SO, 9))));
        assertRefused(
                ReturnCode.CKR_PIN_LEN_RANGE,
                () -> opens(old, new BackupSecret.SoPin(new byte[0])));
    }

    private static boolean opens(byte[] archive, BackupSecret secret) throws IOException {
        return new SlotStoreProvider()
                .readBackup(new ByteArrayInputStream(archive), secret)
                .opened();
    }

    @Test
    void emptyPassphrase_isRefused() throws Exception {
        try (SlotStore token = prepared(new MemorySpace(), Tokens.USER)) {
            BackupOptions options = new BackupOptions(Tokens.SO, new byte[0], 0, 0);
            assertThatThrownBy(() -> token.backup(options, new ByteArrayOutputStream()))
                    .hasMessageContaining("the passphrase is empty");
        }
    }
}

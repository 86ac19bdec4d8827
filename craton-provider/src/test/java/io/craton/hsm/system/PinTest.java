package io.craton.hsm.system;

import static io.craton.hsm.ReturnCode.*;
import static io.craton.hsm.system.DiskModule.SO_PIN;
import static io.craton.hsm.system.DiskModule.assertCode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.BackupOptions;
import io.craton.hsm.BackupSecret;
import io.craton.hsm.ConfigKey;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Slot;
import io.craton.hsm.UserType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A PIN is the bytes that were set, all of them and no others, at every door. */
@Tag("S3-20")
class PinTest {
    private static final byte[] SO = bytes("12345678");
    private static final byte[] USER = bytes("87654321");
    private static final byte[] NEXT = bytes("24681357");
    private static final byte[] EMPTY = {};

    @TempDir Path directory;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private DiskModule module() {
        return new DiskModule(directory, b -> b.set(ConfigKey.SECURITY_PIN_MAX_LENGTH, 128))
                .initialised(0, "pins");
    }

    private static void login(DiskModule module, UserType user, byte[] pin) {
        try (Session session = module.publicSession()) {
            session.login(user, pin);
        }
    }

    private static void setUserPin(DiskModule module, byte[] pin) {
        try (Session session = module.publicSession()) {
            session.login(UserType.CKU_SO, SO_PIN);
            session.initPin(pin);
        }
    }

    /** Neither counts: a wrong PIN afterwards is the first. */
    private static void assertNothingWasCounted(DiskModule module) {
        for (UserType user : List.of(UserType.CKU_USER, UserType.CKU_SO)) {
            try (Session session = module.publicSession()) {
                assertThatThrownBy(() -> session.login(user, bytes("not the PIN")))
                        .hasMessageContaining("(1 failure in a row)");
            }
            login(module, user, user == UserType.CKU_SO ? SO : USER);
        }
    }

    @Test
    void pinFollowedByNulDoesNotLogIn() {
        try (DiskModule module = module()) {
            for (int nuls : new int[] {1, 8, 56}) {
                byte[] padded = Arrays.copyOf(USER, USER.length + nuls);
                assertCode(CKR_PIN_INVALID, () -> login(module, UserType.CKU_USER, padded));
                byte[] so = Arrays.copyOf(SO, SO.length + nuls);
                assertCode(CKR_PIN_INVALID, () -> login(module, UserType.CKU_SO, so));
            }
            assertNothingWasCounted(module);
        }
    }

    @Test
    void pinOfNulsIsNotSet_andTheEmptyPinNeverLogsIn() {
        try (DiskModule module = module()) {
            assertCode(CKR_PIN_INVALID, () -> setUserPin(module, new byte[8]));
            assertCode(CKR_PIN_INVALID, () -> setUserPin(module, bytes("12345678\0" + "12345678")));
            assertCode(CKR_PIN_LEN_RANGE, () -> login(module, UserType.CKU_USER, EMPTY));
            login(module, UserType.CKU_USER, USER);
        }
    }

    @Test
    void sha256OfALongPinDoesNotLogIn() throws Exception {
        byte[] longPin = bytes("p".repeat(70));
        try (DiskModule module = module()) {
            setUserPin(module, longPin);
            byte[] digest = MessageDigest.getInstance("SHA-256", "SUN").digest(longPin);
            assertThat(digest).as("bytes that a PIN may have").doesNotContain((byte) 0);
            assertCode(CKR_PIN_INCORRECT, () -> login(module, UserType.CKU_USER, digest));
            login(module, UserType.CKU_USER, longPin);
        }
    }

    /** Every call that takes a PIN, with the return codes for an empty one and one with NUL. */
    @Test
    void emptyPinAndPinWithNulAreRefusedAndNotCounted_atEveryDoor() {
        try (DiskModule module = module()) {
            for (byte[] pin : List.of(EMPTY, Arrays.copyOf(USER, 9))) {
                ReturnCode code = pin.length == 0 ? CKR_PIN_LEN_RANGE : CKR_PIN_INVALID;
                char[] chars = new String(pin, StandardCharsets.US_ASCII).toCharArray();
                try (Session session = module.publicSession()) {
                    assertCode(code, () -> session.login(UserType.CKU_USER, pin));
                    assertCode(code, () -> session.login(UserType.CKU_SO, chars));
                    assertCode(code, () -> session.functions().login(UserType.CKU_USER, pin));
                    assertCode(
                            code, () -> session.functions().loginUser(UserType.CKU_SO, pin, EMPTY));
                    assertCode(code, () -> session.verifyPin(UserType.CKU_USER, pin));
                    assertCode(code, () -> session.verifyPin(UserType.CKU_SO, chars));
                    assertCode(code, () -> session.setPin(pin, NEXT));
                    assertCode(code, () -> session.setPin(chars, chars));
                    assertCode(code, () -> session.setPin(USER, pin));
                    session.login(UserType.CKU_SO, SO);
                    assertCode(code, () -> session.initPin(pin));
                    assertCode(code, () -> session.initPin(chars));
                }
                Slot slot = module.hsm().slot(0);
                assertCode(code, () -> slot.initToken(pin, "anew"));
                assertCode(code, () -> slot.initToken(chars, "anew"));
                assertCode(code, () -> slot.initToken(pin, SO, "anew"));
                assertCode(code, () -> slot.initToken(SO, pin, "anew"));
                assertCode(code, () -> slot.backup(BackupOptions.withSoPin(pin), nowhere()));
                assertCode(code, () -> restore(slot, pin));
            }
            assertNothingWasCounted(module);
        }
    }

    private static ByteArrayOutputStream nowhere() {
        return new ByteArrayOutputStream();
    }

    private static void restore(Slot slot, byte[] pin) throws IOException {
        ByteArrayOutputStream archive = nowhere();
        slot.backup(BackupOptions.withSoPin(SO), archive);
        slot.restore(
                new BackupSecret.SoPin(pin), new ByteArrayInputStream(archive.toByteArray()), true);
    }

    @Test
    void pinsAreBytesAtEveryCall() {
        byte[] so = {(byte) 0x80, (byte) 0xff, 1, 2, 3, 4, 5, 6, 7};
        byte[] user = {(byte) 0xc3, 0x28, 9, 8, 7, 6, 5, 4, 3};
        try (DiskModule module = new DiskModule(directory)) {
            Slot slot = module.hsm().slot(0);
            slot.initToken(so, "bytes");
            try (Session session = slot.openSession(SessionMode.READ_WRITE)) {
                session.login(UserType.CKU_SO, so);
                session.initPin(USER);
                session.logout();
                session.setPin(USER, user);
                session.verifyPin(UserType.CKU_USER, user);
                session.login(UserType.CKU_USER, user);
            }
            slot.initToken(so, SO, "changed");
            slot.initToken(SO, "again");
            login(module, UserType.CKU_SO, SO);
        }
    }

    @Test
    void currentPinIsNotLookedAt_whereThereIsNoToken() {
        try (DiskModule module = new DiskModule(directory)) {
            module.hsm().slot(0).initToken(EMPTY, SO, "first");
            login(module, UserType.CKU_SO, SO);
        }
    }

    @Test
    void refusalThatIsNotCounted_saysSoInItsOneRecord() throws Exception {
        try (DiskModule module = module()) {
            List<byte[]> pins = List.of(EMPTY, Arrays.copyOf(USER, 9), new byte[300]);
            for (byte[] pin : pins) {
                assertThatThrownBy(() -> login(module, UserType.CKU_USER, pin))
                        .hasMessageContaining("refused, and not counted");
            }
            try (Session session = module.publicSession()) {
                char[] half = "half \ud800 a pair".toCharArray();
                assertCode(CKR_PIN_INVALID, () -> session.login(UserType.CKU_USER, half));
            }
        }
        List<String> refused =
                Files.readAllLines(directory.resolve("audit.jsonl")).stream()
                        .filter(line -> line.contains("\"event\":\"Login\""))
                        .filter(line -> !line.contains("CKR_OK"))
                        .toList();
        assertThat(refused)
                .hasSize(4)
                .allSatisfy(
                        line ->
                                assertThat(line)
                                        .contains("not tried and not counted")
                                        .doesNotContain("failed_logins"));
    }
}

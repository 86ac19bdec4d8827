package io.craton.hsm.core.token;

import static io.craton.hsm.ReturnCode.*;
import static io.craton.hsm.core.TestModule.assertCode;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.Session;
import io.craton.hsm.UserType;
import io.craton.hsm.core.TestModule;
import io.craton.hsm.core.fixture.RecordedAudit;
import io.craton.hsm.spi.AuditEvent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program with a PIN that is out of date does not lock the token by itself. */
class UnattendedTest {
    private static final String OLD = "the-old-pin";
    private static final String OTHER = "another-pin";

    @TempDir Path directory;

    private TestModule module;

    @BeforeEach
    void open() {
        module =
                TestModule.open(
                        config ->
                                config.storagePath(directory)
                                        .set(ConfigKey.SECURITY_PBKDF2_ITERATIONS, 100_000)
                                        .set(ConfigKey.SECURITY_MAX_FAILED_LOGINS, 3));
    }

    @AfterEach
    void close() {
        module.close();
    }

    private void login(String pin) {
        try (Session session = module.session()) {
            session.unattended(pin.toCharArray(), given -> session.login(UserType.CKU_USER, given));
        }
    }

    private int failures() {
        return module.stores.slot(0).state().user().failures();
    }

    private Path file() {
        return directory.resolve("refused-pins-0");
    }

    @Test
    void refusedPin_isTriedOnce_untilThereIsAnother() {
        for (int i = 0; i < 10; i++) {
            assertCode(CKR_PIN_INCORRECT, () -> login(OLD));
        }
        assertThat(failures()).isEqualTo(1);
        assertThat(module.slept).hasSize(1);
        assertThat(module.audit.of(AuditEvent.LOGIN))
                .filteredOn(record -> "not tried".equals(RecordedAudit.detail(record)))
                .hasSize(1);
        assertCode(CKR_PIN_INCORRECT, () -> login(OTHER));
        assertCode(CKR_PIN_INCORRECT, () -> login(OLD));
        assertThat(failures()).isEqualTo(2);
        login(TestModule.USER_PIN);
        assertThat(failures()).isZero();
        assertCode(CKR_PIN_INCORRECT, () -> login(OLD));
        assertThat(failures()).isZero();
    }

    @Test
    void refusedPin_isNotTriedAgainAfterARestart() {
        for (int i = 0; i < 5; i++) {
            assertCode(CKR_PIN_INCORRECT, () -> login(OLD));
            module.restart();
        }
        assertThat(failures()).isEqualTo(1);
        assertCode(CKR_PIN_INCORRECT, () -> login(OTHER));
        module.restart();
        assertCode(CKR_PIN_INCORRECT, () -> login(OLD));
        assertCode(CKR_PIN_INCORRECT, () -> login(OTHER));
        assertThat(failures()).isEqualTo(2);
        login(TestModule.USER_PIN);
    }

    @Test
    void fileOfRefusedPins_tellsNoMoreThanTheStore() throws Exception {
        assertCode(CKR_PIN_INCORRECT, () -> login(OLD));
        String text = Files.readString(file());
        assertThat(text).matches("craton-refused-pins 1 [0-9a-f]{64} 100000\n[0-9a-f]{64}\n");
        assertThat(text)
                .doesNotContain(OLD)
                .doesNotContain(HexFormat.of().formatHex(OLD.getBytes(StandardCharsets.US_ASCII)));
        assertThat(Files.getPosixFilePermissions(file()))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void fileThatIsNone_isAsIfItWereNotThere() throws Exception {
        for (String text :
                new String[] {
                    "",
                    "craton-refused-pins 2 x",
                    "craton-refused-pins 1 " + "0".repeat(64) + " 99999999\n",
                    "\0\0\0",
                    "craton-refused-pins 1 " + "0".repeat(64) + " 100000\nnonsense\n"
                }) {
            Files.writeString(file(), text);
            module.restart();
            login(TestModule.USER_PIN);
        }
    }

    @Test
    void newPinThatWasRefusedBefore_isTried() {
        assertCode(CKR_PIN_INCORRECT, () -> login(OLD));
        try (Session so = module.soSession()) {
            so.initPin(OLD.toCharArray());
        }
        assertThat(file()).doesNotExist();
        login(OLD);
        assertCode(CKR_PIN_INCORRECT, () -> login(TestModule.USER_PIN));
        try (Session session = module.session()) {
            session.setPin(OLD.toCharArray(), TestModule.USER_PIN.toCharArray());
        }
        login(TestModule.USER_PIN);
        assertCode(CKR_PIN_INCORRECT, () -> login(OTHER));
        module.renew();
        assertThat(file()).doesNotExist();
        login(TestModule.USER_PIN);
    }

    @Test
    void pinThatSomebodyHasFoundRight_countsMoreThanTheFile() {
        assertCode(CKR_PIN_INCORRECT, () -> login(OLD));
        login(TestModule.USER_PIN);
        module.restart();
        assertCode(CKR_PIN_INCORRECT, () -> login(OLD));
        assertThat(failures()).isEqualTo(1);
    }

    @Test
    void lockedPin_isNotTried() {
        for (int i = 0; i < 3; i++) {
            String pin = OLD + i;
            assertCode(CKR_PIN_INCORRECT, () -> login(pin));
        }
        int records = module.audit.of(AuditEvent.LOGIN).size();
        for (int i = 0; i < 5; i++) {
            assertCode(CKR_PIN_LOCKED, () -> login(TestModule.USER_PIN));
        }
        assertThat(module.audit.of(AuditEvent.LOGIN)).hasSize(records + 1);
        try (Session so = module.soSession()) {
            so.initPin(TestModule.USER_PIN.toCharArray());
        }
        login(TestModule.USER_PIN);
    }

    /** Whoever types a PIN is taken at their word: each attempt counts. */
    @Test
    void attendedAttempts_countAsBefore() {
        assertCode(CKR_PIN_INCORRECT, () -> login(OLD));
        try (Session session = module.session()) {
            for (int i = 0; i < 2; i++) {
                assertCode(
                        CKR_PIN_INCORRECT,
                        () -> session.login(UserType.CKU_USER, OLD.toCharArray()));
            }
            assertCode(
                    CKR_PIN_LOCKED,
                    () -> session.login(UserType.CKU_USER, TestModule.USER_PIN.toCharArray()));
        }
    }
}

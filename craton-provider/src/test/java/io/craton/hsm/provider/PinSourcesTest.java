package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.Hsm;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Slot;
import io.craton.hsm.TokenInfo;
import io.craton.hsm.UserType;
import io.craton.hsm.config.ConfigFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import javax.security.auth.login.LoginException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two tokens of one configuration with a PIN each: none is tried at the other. */
class PinSourcesTest {
    @TempDir Path directory;

    @BeforeEach
    void make() throws Exception {
        Path config =
                Files.writeString(
                        directory.resolve("craton_hsm.toml"),
                        """
                [token]
                storage_path = "store"
                slot_count = 2
                [security]
                pbkdf2_iterations = 100000
                [audit]
                log_path = "audit.jsonl"
                """);
        System.setProperty("craton.hsm.home", directory.toString());
        System.setProperty("craton.hsm.config", config.toString());
        try (Hsm hsm = Hsm.open(ConfigFile.discover())) {
            hsm.slots().forEach(PinSourcesTest::initialise);
        }
    }

    private static void initialise(Slot slot) {
        slot.initToken(TestToken.SO_PIN, "tok" + slot.id());
        try (Session session = slot.openSession(SessionMode.READ_WRITE)) {
            session.login(UserType.CKU_SO, TestToken.SO_PIN);
            session.initPin(pin(slot.id()));
        }
    }

    @AfterEach
    void forget() {
        System.clearProperty("craton.hsm.home");
        System.clearProperty("craton.hsm.config");
    }

    private static char[] pin(long slot) {
        return ("user-pin-of-" + slot).toCharArray();
    }

    private CratonHsmProvider configured(int slot) throws Exception {
        Path file = directory.resolve("pin" + slot);
        Files.writeString(file, new String(pin(slot)) + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        String uri = "pkcs11:token=tok" + slot + "?pin-source=" + file;
        return (CratonHsmProvider) new CratonHsmProvider().configure(uri);
    }

    private static void noGuessAt(CratonHsmProvider provider, int slot) {
        assertThat(provider.access().hsm().slot(slot).tokenInfo().flags())
                .doesNotContain(TokenInfo.Flag.CKF_USER_PIN_COUNT_LOW);
    }

    private static void load(CratonHsmProvider provider, String reference) throws Exception {
        assertThat(TestToken.load(provider, reference, null).size()).isZero();
    }

    @Test
    void eachToken_isOpenedWithThePinOfItsOwnUri() throws Exception {
        try (CratonHsmProvider zero = configured(0);
                CratonHsmProvider one = configured(1)) {
            zero.login(null, null);
            one.login(null, null);
            assertThat(one.access().token().loggedIn()).isTrue();
            noGuessAt(one, 1);
        }
    }

    @Test
    void aReferenceToAnotherToken_doesNotGetThePin() throws Exception {
        try (CratonHsmProvider zero = configured(0)) {
            zero.login(null, null);
            load(zero, "label=tok1");
            noGuessAt(zero, 1);
        }
    }

    @Test
    void aReferenceToTheOwnToken_byAnotherName_getsThePin() throws Exception {
        try (CratonHsmProvider one = configured(1)) {
            load(one, "slot=1");
            assertThat(one.access().token().loggedIn()).isTrue();
        }
    }

    @Test
    void theSourceOfOneThatIsClosed_servesNobody_andOfTwoTheOtherRemains() throws Exception {
        try (CratonHsmProvider staying = new CratonHsmProvider();
                CratonHsmProvider going = new CratonHsmProvider();
                CratonHsmProvider last = configured(0)) {
            going.setPinSource(() -> pin(0));
            KeyStore.getInstance("CratonHSM", going).load(null, null);
            staying.login(null, null);
            staying.logout();
            going.close();
            assertThatThrownBy(() -> staying.login(null, null)).isInstanceOf(LoginException.class);
            last.login(null, null);
            last.logout();
            staying.login(null, null);
            noGuessAt(staying, 0);
        }
    }

    @Test
    void whatIsSetLast_comesFirst_untilItIsTakenBack() throws Exception {
        try (CratonHsmProvider first = configured(0);
                CratonHsmProvider second = new CratonHsmProvider()) {
            first.login(null, null);
            first.logout();
            KeyStore.getInstance("CratonHSM", second).load(null, null);
            second.setPinSource(
                    () -> {
                        throw new IllegalStateException("asked");
                    });
            assertThatThrownBy(() -> first.login(null, null)).hasMessageContaining("asked");
            second.setPinSource(null);
            first.login(null, null);
        }
    }
}

package io.craton.hsm.store;

import static io.craton.hsm.store.Tokens.SO;
import static io.craton.hsm.store.Tokens.USER;
import static io.craton.hsm.store.Tokens.WRONG;
import static io.craton.hsm.store.Tokens.ascii;
import static io.craton.hsm.store.Tokens.id;
import static io.craton.hsm.store.Tokens.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.UserType;
import io.craton.hsm.spi.PinVerdict;
import io.craton.hsm.spi.StoreSettings;
import io.craton.hsm.spi.TokenStore;
import io.craton.hsm.spi.TokenStore.Change;
import io.craton.hsm.spi.TokenStore.StoredObject;
import io.craton.hsm.spi.TokenStoreProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a token store promises, at its public door. */
class TokenStoreTest {
    @TempDir Path directory;

    private static Set<String> attributes(TokenStore token, boolean privateObjects) {
        return token.objects(privateObjects).stream()
                .map(StoredObject::attributes)
                .map(bytes -> new String(bytes, java.nio.charset.StandardCharsets.US_ASCII))
                .collect(Collectors.toSet());
    }

    @Test
    void provider_isFoundByTheServiceLoader() {
        assertThat(ServiceLoader.load(TokenStoreProvider.class).findFirst())
                .get()
                .isInstanceOf(SlotStoreProvider.class);
    }

    @Test
    @Tag("S0-12")
    @Tag("S3-14")
    void emptyDirectory_isUninitialised() {
        try (SlotStores stores = Tokens.open(directory.resolve("new"))) {
            assertThat(stores.slot(0).state().initialized()).isFalse();
            assertThat(stores.slot(0).objectCount()).isZero();
            assertThatThrownBy(() -> stores.slot(0).unlock(UserType.CKU_SO, SO))
                    .isInstanceOfSatisfying(
                            HsmException.class,
                            e -> assertThat(e.code()).isEqualTo(ReturnCode.CKR_TOKEN_NOT_PRESENT));
        }
    }

    @Test
    void token_keepsEverythingWhenOpenedAgain() {
        try (SlotStores stores = Tokens.open(directory)) {
            TokenStore token = stores.slot(0);
            Tokens.prepare(token);
            put(token, id(1), false, "certificate", null);
            assertThat(token.unlock(UserType.CKU_USER, USER).ok()).isTrue();
            put(token, id(2), true, "key", "secret value");
        }
        try (SlotStores stores = Tokens.open(directory)) {
            TokenStore token = stores.slot(0);
            assertThat(token.state().label()).isEqualTo("Test token");
            assertThat(token.state().serialNumber()).isEqualTo(Tokens.SERIAL);
            assertThat(token.state().userPinSet()).isTrue();
            assertThat(token.objectCount()).isEqualTo(2);
            assertThat(token.unlocked()).isFalse();
            assertThat(attributes(token, true)).containsExactly("certificate");
            assertThatThrownBy(() -> token.secret(id(2)))
                    .hasMessageContaining("CKR_USER_NOT_LOGGED_IN");
            token.unlock(UserType.CKU_USER, USER);
            assertThat(attributes(token, true)).containsExactlyInAnyOrder("certificate", "key");
            assertThat(attributes(token, false)).containsExactly("certificate");
            assertThat(token.secret(id(2))).isEqualTo(ascii("secret value"));
            assertThat(token.secret(id(1))).isNull();
            token.lock();
            assertThat(token.unlocked()).isFalse();
            assertThatThrownBy(() -> token.secret(id(2)))
                    .hasMessageContaining("CKR_USER_NOT_LOGGED_IN");
        }
    }

    @Test
    void commit_isAllOrNothing() {
        try (SlotStores stores = Tokens.open(null)) {
            TokenStore token = stores.slot(0);
            Tokens.prepare(token);
            token.unlock(UserType.CKU_USER, USER);
            put(token, id(1), true, "one", "s1");
            assertThatThrownBy(
                            () ->
                                    token.commit(
                                            List.of(
                                                    put(id(2), true, "two", null),
                                                    new Change.Delete(id(1)),
                                                    new Change.Delete(id(99)))))
                    .hasMessageContaining("CKR_OBJECT_HANDLE_INVALID");
            assertThat(attributes(token, true)).containsExactly("one");
            assertThat(token.secret(id(1))).isEqualTo(ascii("s1"));
            token.commit(List.of(put(id(2), true, "two", null), new Change.Delete(id(1))));
            assertThat(attributes(token, true)).containsExactly("two");
            assertThat(token.objectCount()).isEqualTo(1);
        }
    }

    @Test
    void put_withoutSecret_keepsTheSecretThatIsThere() {
        try (SlotStores stores = Tokens.open(null)) {
            TokenStore token = stores.slot(0);
            Tokens.prepare(token);
            token.unlock(UserType.CKU_USER, USER);
            put(token, id(1), true, "one", "s1");
            put(token, id(1), true, "one, changed", null);
            assertThat(token.secret(id(1))).isEqualTo(ascii("s1"));
            put(token, id(1), false, "now public", null);
            assertThat(attributes(token, false)).containsExactly("now public");
            assertThat(token.secret(id(1))).isEqualTo(ascii("s1"));
            assertThat(token.objectCount()).isEqualTo(1);
            put(token, id(1), true, "private again", "s2");
            assertThat(token.secret(id(1))).isEqualTo(ascii("s2"));
            assertThat(attributes(token, false)).isEmpty();
        }
    }

    @Test
    @Tag("S1-2")
    @Tag("S1-35")
    void files_holdNothingLegible() throws Exception {
        try (SlotStores stores = Tokens.open(directory)) {
            TokenStore token = stores.slot(0);
            Tokens.prepare(token);
            token.unlock(UserType.CKU_USER, USER);
            put(token, id(1), false, "label-of-a-public-object", null);
            put(token, id(2), true, "label-of-a-private-object", "the-secret-key-value");
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String content =
                        new String(
                                Files.readAllBytes(file),
                                java.nio.charset.StandardCharsets.ISO_8859_1);
                assertThat(content)
                        .doesNotContain("label-of-a")
                        .doesNotContain("the-secret-key-value")
                        .doesNotContain("12345678")
                        .doesNotContain("87654321");
            }
        }
    }

    @Test
    @Tag("S0-19")
    @Tag("S3-16")
    @Tag("S3-19")
    @Tag("S4-13")
    void pin_failuresUpToTheLimitAreIncorrect_thenLocked() {
        try (SlotStores stores = Tokens.open(directory)) {
            TokenStore token = stores.slot(0);
            Tokens.prepare(token);
            for (int failure = 1; failure <= 3; failure++) {
                assertThat(token.unlock(UserType.CKU_USER, WRONG))
                        .isEqualTo(new PinVerdict(PinVerdict.Kind.INCORRECT, failure));
            }
            assertThat(token.unlock(UserType.CKU_USER, USER).kind())
                    .isEqualTo(PinVerdict.Kind.LOCKED);
            assertThat(token.state().user().locked()).isTrue();
        }
        try (SlotStores stores = Tokens.open(directory)) {
            TokenStore token = stores.slot(0);
            assertThat(token.unlock(UserType.CKU_USER, USER).kind())
                    .isEqualTo(PinVerdict.Kind.LOCKED);
            assertThat(token.unlock(UserType.CKU_SO, SO).ok()).isTrue();
            assertThat(token.state().user().locked()).isTrue();
            token.setUserPin(ascii("24681357"));
            assertThat(token.state().user().locked()).isFalse();
            token.lock();
            assertThat(token.unlock(UserType.CKU_USER, ascii("24681357")).ok()).isTrue();
        }
    }

    @Test
    void pin_onlySuccessOfTheSameRoleClearsItsFailures() {
        try (SlotStores stores = Tokens.open(null)) {
            TokenStore token = stores.slot(0);
            Tokens.prepare(token);
            token.unlock(UserType.CKU_USER, WRONG);
            token.unlock(UserType.CKU_SO, SO);
            token.lock();
            assertThat(token.state().user().failures()).isEqualTo(1);
            assertThat(token.verifyPin(UserType.CKU_USER, USER).ok()).isTrue();
            assertThat(token.state().user().failures()).isZero();
            assertThat(token.unlocked()).isFalse();
        }
    }

    @Test
    void userPin_notSet_isSaid() {
        try (SlotStores stores = Tokens.open(null)) {
            TokenStore token = stores.slot(0);
            token.initialize(null, SO, "t");
            assertThat(token.unlock(UserType.CKU_USER, USER).kind())
                    .isEqualTo(PinVerdict.Kind.NOT_SET);
            assertThatThrownBy(() -> token.setUserPin(USER))
                    .hasMessageContaining("CKR_USER_NOT_LOGGED_IN");
        }
    }

    @Test
    @Tag("S0-21")
    void userPinReset_keepsObjectsReadable() {
        try (SlotStores stores = Tokens.open(directory)) {
            TokenStore token = stores.slot(0);
            Tokens.prepare(token);
            token.unlock(UserType.CKU_USER, USER);
            put(token, id(1), true, "key", "secret");
            token.lock();
            token.unlock(UserType.CKU_SO, SO);
            token.setUserPin(ascii("another pin"));
            token.lock();
            assertThat(token.unlock(UserType.CKU_USER, USER).kind())
                    .isEqualTo(PinVerdict.Kind.INCORRECT);
            assertThat(token.unlock(UserType.CKU_USER, ascii("another pin")).ok()).isTrue();
            assertThat(token.secret(id(1))).isEqualTo(ascii("secret"));
        }
    }

    @Test
    @Tag("S4-20")
    void withoutRecovery_soCannotRead_andResetLosesPrivateObjects() {
        StoreSettings settings =
                new StoreSettings(
                        directory, 1, Tokens.SERIAL, Tokens.ITERATIONS, 3, false, Tokens.random());
        try (SlotStores stores = Tokens.openWith(settings)) {
            TokenStore token = stores.slot(0);
            Tokens.prepare(token);
            assertThat(token.unlock(UserType.CKU_USER, USER).ok()).isTrue();
            put(token, id(1), true, "key", "secret");
            put(token, id(2), false, "certificate", null);
            token.lock();
            assertThat(token.unlock(UserType.CKU_SO, SO).ok()).isTrue();
            assertThat(token.unlocked()).isFalse();
            token.setUserPin(ascii("another pin"));
            token.lock();
        }
        try (SlotStores stores = Tokens.openWith(settings)) {
            TokenStore token = stores.slot(0);
            assertThat(token.unlock(UserType.CKU_USER, ascii("another pin")).ok()).isTrue();
            assertThat(attributes(token, true)).containsExactly("certificate");
            assertThat(token.objectCount()).isEqualTo(1);
        }
    }

    /** Decision B30; the processor time of this thread, whatever else the machine does. */
    @Test
    @Tag("S1-7")
    @Tag("S4-39")
    void iterations_areThoseOfTheirPin_untilItIsChanged() throws Exception {
        try (SlotStores stores = Tokens.open(directory)) {
            Tokens.prepare(stores.slot(0));
        }
        StoreSettings slower =
                new StoreSettings(directory, 1, Tokens.SERIAL, 2_000_000, 3, true, Tokens.random());
        try (SlotStores stores = Tokens.openWith(slower)) {
            TokenStore token = stores.slot(0);
            for (int i = 0; i < 3; i++) {
                assertThat(token.verifyPin(UserType.CKU_USER, USER).ok()).isTrue();
            }
            long quick = time(() -> token.verifyPin(UserType.CKU_USER, USER));
            token.changePin(UserType.CKU_USER, USER, USER);
            long slow = time(() -> token.verifyPin(UserType.CKU_USER, USER));
            assertThat(slow).isGreaterThan(5 * quick);
        }
        try (SlotStores stores = Tokens.open(directory)) {
            assertThat(stores.slot(0).verifyPin(UserType.CKU_USER, USER).ok()).isTrue();
            assertThat(stores.slot(0).verifyPin(UserType.CKU_SO, SO).ok()).isTrue();
        }
    }

    private static long time(Runnable work) {
        java.lang.management.ThreadMXBean threads =
                java.lang.management.ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadCpuTime();
        work.run();
        return threads.getCurrentThreadCpuTime() - before;
    }

    @Test
    @Tag("S4-25")
    void changePin_needsTheOldOne() {
        try (SlotStores stores = Tokens.open(directory)) {
            TokenStore token = stores.slot(0);
            Tokens.prepare(token);
            token.unlock(UserType.CKU_USER, USER);
            put(token, id(1), true, "key", "secret");
            assertThat(token.changePin(UserType.CKU_USER, WRONG, ascii("new pin 1")).kind())
                    .isEqualTo(PinVerdict.Kind.INCORRECT);
            assertThat(token.changePin(UserType.CKU_USER, USER, ascii("new pin 1")).ok()).isTrue();
            assertThat(token.changePin(UserType.CKU_SO, SO, ascii("new pin 2")).ok()).isTrue();
        }
        try (SlotStores stores = Tokens.open(directory)) {
            TokenStore token = stores.slot(0);
            assertThat(token.unlock(UserType.CKU_USER, USER).ok()).isFalse();
            assertThat(token.unlock(UserType.CKU_SO, ascii("new pin 2")).ok()).isTrue();
            assertThat(token.unlock(UserType.CKU_USER, ascii("new pin 1")).ok()).isTrue();
            assertThat(token.secret(id(1))).isEqualTo(ascii("secret"));
        }
    }

    @Test
    @Tag("S0-16")
    @Tag("S4-29")
    void initialize_destroysEverythingAndNeedsTheSoPin() {
        try (SlotStores stores = Tokens.open(directory)) {
            TokenStore token = stores.slot(0);
            Tokens.prepare(token);
            token.unlock(UserType.CKU_USER, USER);
            put(token, id(1), true, "key", "secret");
            long before = token.mark().sequence();
            assertThat(token.initialize(WRONG, ascii("new so pin"), "New").kind())
                    .isEqualTo(PinVerdict.Kind.INCORRECT);
            assertThat(token.state().label()).isEqualTo("Test token");
            assertThat(token.secret(id(1))).isEqualTo(ascii("secret"));
            assertThat(token.initialize(SO, ascii("new so pin"), "New").ok()).isTrue();
            assertThat(token.state().label()).isEqualTo("New");
            assertThat(token.state().userPinSet()).isFalse();
            assertThat(token.unlocked()).isFalse();
            assertThat(token.objectCount()).isZero();
            assertThat(token.mark().sequence()).isGreaterThan(before);
            assertThat(token.unlock(UserType.CKU_SO, SO).ok()).isFalse();
            assertThat(token.unlock(UserType.CKU_SO, ascii("new so pin")).ok()).isTrue();
        }
        try (SlotStores stores = Tokens.open(directory)) {
            assertThat(stores.slot(0).state().label()).isEqualTo("New");
            assertThat(stores.slot(0).objects(true)).isEmpty();
        }
    }

    @Test
    @Tag("S4-15")
    void soPin_hasOneBudgetOfGuesses_whateverTheyAreFor() {
        try (SlotStores stores = Tokens.open(null)) {
            TokenStore token = stores.slot(0);
            Tokens.prepare(token);
            assertThat(token.unlock(UserType.CKU_SO, WRONG).failures()).isEqualTo(1);
            assertThat(token.initialize(WRONG, SO, "x").failures()).isEqualTo(2);
            assertThat(token.changePin(UserType.CKU_SO, WRONG, SO).failures()).isEqualTo(3);

            assertThat(token.unlock(UserType.CKU_SO, SO).kind()).isEqualTo(PinVerdict.Kind.LOCKED);
            assertThat(token.initialize(SO, SO, "x").kind()).isEqualTo(PinVerdict.Kind.LOCKED);
            assertThat(token.state().label()).isEqualTo("Test token");
        }
    }

    @Test
    @Tag("S4-15")
    void destroy_isTheWayOutOfALockedSoPin_andNothingIsLeft() {
        try (SlotStores stores = Tokens.open(directory)) {
            TokenStore token = stores.slot(0);
            Tokens.prepare(token);
            for (int i = 0; i < 3; i++) {
                token.unlock(UserType.CKU_SO, WRONG);
            }
            long before = token.mark().sequence();

            assertThat(token.destroy().sequence()).isGreaterThan(before);

            assertThat(token.state().initialized()).isFalse();
            assertThat(directory).isDirectoryNotContaining("glob:**{token,state}*");
            assertThat(token.initialize(null, SO, "next").ok()).isTrue();
            assertThat(token.state().so().locked()).isFalse();
            assertThat(token.unlock(UserType.CKU_USER, USER).kind())
                    .isEqualTo(PinVerdict.Kind.NOT_SET);
        }
        try (SlotStores stores = Tokens.open(directory)) {
            assertThat(stores.slot(0).state().label()).isEqualTo("next");
        }
    }

    @Test
    void destroy_ofNothing_isRefused() {
        try (SlotStores stores = Tokens.open(directory)) {
            assertThatThrownBy(() -> stores.slot(0).destroy())
                    .hasMessageContaining("CKR_TOKEN_NOT_PRESENT");
        }
    }

    @Test
    void serialNumber_isRandomAndStays_andAConfiguredOneHasToBeIt() {
        String serial;
        try (SlotStores stores = Tokens.openWith(Tokens.settings(directory, 1, null))) {
            TokenStore token = stores.slot(0);
            assertThat(token.state().serialNumber()).isEmpty();
            token.initialize(null, SO, "one");
            serial = token.state().serialNumber();
            assertThat(serial).matches("[0-9A-F]{16}");
            token.initialize(SO, SO, "again");
            assertThat(token.state().serialNumber()).isEqualTo(serial);
        }
        assertThatThrownBy(() -> Tokens.openWith(Tokens.settings(directory, 1, "4711")))
                .hasMessageContaining(
                        "serial number " + serial + ", and the configuration says 4711");
        Tokens.openWith(Tokens.settings(directory, 1, serial)).close();
        try (SlotStores stores = Tokens.openWith(Tokens.settings(directory, 1, null))) {
            stores.slot(0).destroy();
            assertThat(stores.slot(0).state().serialNumber()).isEmpty();
            stores.slot(0).initialize(null, SO, "other");
            assertThat(stores.slot(0).state().serialNumber()).isNotEqualTo(serial);
        }
    }

    @Test
    @Tag("S4-5")
    void slots_haveADirectoryEach_andNothingInCommon() {
        try (SlotStores stores = Tokens.openWith(Tokens.settings(directory, 3))) {
            Tokens.prepare(stores.slot(0));
            Tokens.prepare(stores.slot(2));
            stores.slot(0).unlock(UserType.CKU_USER, USER);
            put(stores.slot(0), id(1), true, "key", "secret");
            assertThat(stores.slot(1).state().initialized()).isFalse();
            assertThat(stores.slot(2).objectCount()).isZero();
            assertThat(stores.slot(2).state().serialNumber()).isEqualTo("0000000000000003");
            stores.slot(2).initialize(SO, SO, "other");
            assertThat(stores.slot(0).secret(id(1))).isEqualTo(ascii("secret"));
        }
        assertThat(directory.resolve("slot-0/state.mapdb")).exists();
        assertThat(directory.resolve("slot-1/state.mapdb")).doesNotExist();
        assertThat(directory.resolve("slot-2/state.mapdb")).exists();
    }

    @Test
    void slotCount_canBeChangedWithoutLosingTheToken() {
        try (SlotStores stores = Tokens.open(directory)) {
            Tokens.prepare(stores.slot(0));
        }
        assertThat(directory.resolve("state.mapdb")).exists();
        try (SlotStores stores = Tokens.openWith(Tokens.settings(directory, 2))) {
            assertThat(stores.slot(0).state().label()).isEqualTo("Test token");
            Tokens.prepare(stores.slot(1));
        }
        try (SlotStores stores = Tokens.open(directory)) {
            assertThat(stores.slot(0).state().label()).isEqualTo("Test token");
        }
        try (SlotStores stores = Tokens.openWith(Tokens.settings(directory, 2))) {
            assertThat(stores.slot(1).state().label()).isEqualTo("Test token");
        }
    }

    @Test
    void reserve_neverGivesANumberTwice() {
        try (SlotStores stores = Tokens.open(directory)) {
            TokenStore token = stores.slot(0);
            Tokens.prepare(token);
            token.unlock(UserType.CKU_USER, USER);
            put(token, id(1), true, "key", "secret");
            assertThat(token.reserve(id(1), 1000)).isZero();
            assertThat(token.reserve(id(1), 10)).isEqualTo(1000);
        }
        try (SlotStores stores = Tokens.open(directory)) {
            TokenStore token = stores.slot(0);
            token.unlock(UserType.CKU_USER, USER);
            assertThat(token.reserve(id(1), 1)).isEqualTo(1010);
            assertThat(token.objects(true)).hasSize(1);
            for (int i = 0; i < 2; i++) {
                token.reserve(id(1), Integer.MAX_VALUE - 1000);
            }
            assertThatThrownBy(() -> token.reserve(id(1), 2000))
                    .hasMessageContaining("CKR_KEY_EXHAUSTED");
            assertThatThrownBy(() -> token.reserve(id(9), 1))
                    .hasMessageContaining("CKR_OBJECT_HANDLE_INVALID");
        }
    }

    @Test
    void mark_growsWithEachCommit() {
        try (SlotStores stores = Tokens.open(null)) {
            TokenStore token = stores.slot(0);
            Tokens.prepare(token);
            TokenStore.StoreMark first = token.mark();
            put(token, id(1), false, "x", null);
            TokenStore.StoreMark second = token.mark();
            assertThat(second.sequence()).isGreaterThan(first.sequence());
            assertThat(second.digest()).isNotEqualTo(first.digest()).hasSize(64);
        }
    }

    @Test
    @Tag("S0-38")
    void memory_leavesNothingBehind() {
        try (SlotStores stores = Tokens.open(null)) {
            Tokens.prepare(stores.slot(0));
            put(stores.slot(0), id(1), false, "x", null);
        }
        try (SlotStores stores = Tokens.open(null)) {
            assertThat(stores.slot(0).state().initialized()).isFalse();
        }
    }

    @Test
    void largeObjects_areKept() {
        byte[] large = new byte[300_000];
        new java.util.Random(1).nextBytes(large);
        try (SlotStores stores = Tokens.open(directory)) {
            Tokens.prepare(stores.slot(0));
            stores.slot(0).commit(List.of(new Change.Put(id(1), false, large, large)));
        }
        try (SlotStores stores = Tokens.open(directory)) {
            assertThat(stores.slot(0).secret(id(1))).isEqualTo(large);
            assertThat(stores.slot(0).objects(false).get(0).attributes()).isEqualTo(large);
        }
    }
}

package io.craton.hsm.store;

import static io.craton.hsm.store.Tokens.SO;
import static io.craton.hsm.store.Tokens.USER;
import static io.craton.hsm.store.Tokens.ascii;
import static io.craton.hsm.store.Tokens.id;
import static io.craton.hsm.store.Tokens.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.UserType;
import io.craton.hsm.spi.StoreSettings;
import io.craton.hsm.spi.TokenStore;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The SO and the user have the store open at once, each in an application of its own. */
class TwoRolesTest {
    private static final byte[] SECRET = ascii("secret value");

    private static void prepare(TokenStore token) {
        Tokens.prepare(token);
        assertThat(token.unlock(UserType.CKU_USER, USER).ok()).isTrue();
        put(token, id(1), true, "key", "secret value");
        token.lock();
    }

    private static StoreSettings withoutRecovery() {
        return new StoreSettings(
                null, 1, Tokens.SERIAL, Tokens.ITERATIONS, 3, false, Tokens.random());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void officerLeaves_userStays(boolean officerFirst) {
        try (SlotStores stores = Tokens.open(null)) {
            TokenStore token = stores.slot(0);
            prepare(token);
            if (officerFirst) {
                token.unlock(UserType.CKU_SO, SO);
                token.unlock(UserType.CKU_USER, USER);
            } else {
                token.unlock(UserType.CKU_USER, USER);
                token.unlock(UserType.CKU_SO, SO);
            }
            assertThat(token.officerUnlocks()).isTrue();
            token.setUserPin(USER);
            assertThat(token.secret(id(1))).isEqualTo(SECRET);
            token.leave(UserType.CKU_SO);
            assertThat(token.officerUnlocks()).isFalse();
            assertThat(token.secret(id(1))).isEqualTo(SECRET);
            assertThatThrownBy(() -> token.setUserPin(USER))
                    .hasMessageContaining("CKR_USER_NOT_LOGGED_IN");
            token.lock();
            assertThat(token.unlocked()).isFalse();
        }
    }

    @Test
    void userLeaves_officerStays() {
        try (SlotStores stores = Tokens.open(null)) {
            TokenStore token = stores.slot(0);
            prepare(token);
            token.unlock(UserType.CKU_USER, USER);
            token.unlock(UserType.CKU_SO, SO);
            token.leave(UserType.CKU_USER);
            assertThat(token.secret(id(1))).isEqualTo(SECRET);
            token.setUserPin(USER);
            token.lock();
            assertThat(token.officerUnlocks()).isFalse();
        }
    }

    @Test
    void userLeaves_officerWhoOpensNothingStays() {
        try (SlotStores stores = SlotStores.open(withoutRecovery())) {
            TokenStore token = stores.slot(0);
            prepare(token);
            token.unlock(UserType.CKU_SO, SO);
            assertThat(token.unlocked()).isFalse();
            token.unlock(UserType.CKU_USER, USER);
            assertThat(token.officerUnlocks()).isFalse();
            assertThat(token.secret(id(1))).isEqualTo(SECRET);
            token.leave(UserType.CKU_USER);
            assertThat(token.unlocked()).isFalse();
        }
    }

    /** Whoever reads goes on while the other role comes and goes. */
    @Test
    void readers_seeNothingOfTheOtherRole() throws Exception {
        try (SlotStores stores = Tokens.open(null)) {
            TokenStore token = stores.slot(0);
            prepare(token);
            token.unlock(UserType.CKU_USER, USER);
            AtomicBoolean over = new AtomicBoolean();
            ExecutorService threads = Executors.newSingleThreadExecutor();
            Future<Integer> reads = threads.submit(() -> reads(token, over));
            for (int i = 0; i < 20; i++) {
                token.unlock(UserType.CKU_SO, SO);
                token.leave(UserType.CKU_SO);
            }
            over.set(true);
            assertThat(reads.get(1, TimeUnit.MINUTES)).isPositive();
            threads.shutdown();
        }
    }

    private static int reads(TokenStore token, AtomicBoolean over) {
        int reads = 0;
        while (!over.get()) {
            assertThat(token.secret(id(1))).isEqualTo(SECRET);
            reads++;
        }
        return reads;
    }
}

package io.craton.hsm.store;

import static io.craton.hsm.store.Tokens.SO;
import static io.craton.hsm.store.Tokens.USER;
import static io.craton.hsm.store.Tokens.ascii;
import static io.craton.hsm.store.Tokens.id;
import static io.craton.hsm.store.Tokens.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.UserType;
import io.craton.hsm.spi.PinVerdict;
import io.craton.hsm.spi.RandomSource;
import io.craton.hsm.spi.StoreSettings;
import io.craton.hsm.spi.TokenStore;
import io.craton.hsm.spi.TokenStore.Change;
import io.craton.hsm.store.sqlite.SqliteProvider;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What others do between two steps of a call is noticed by its next step. */
class FasterOthersTest {
    private static final byte[] CHANGED = ascii("changed pin");

    @TempDir Path directory;

    private final FollowedStore followed = new FollowedStore(new SqliteProvider());
    private SlotStores mine;
    private SlotStores theirs;
    private TokenStore one;
    private TokenStore other;

    @BeforeEach
    void prepare() {
        mine = SlotStores.open(Tokens.settings(directory), followed);
        one = mine.slot(0);
        Tokens.prepare(one);
        theirs = SlotStores.open(Tokens.settings(directory), new SqliteProvider());
        other = theirs.slot(0);
        one.unlock(UserType.CKU_USER, USER);
        other.unlock(UserType.CKU_USER, USER);
    }

    @AfterEach
    void close() {
        mine.close();
        theirs.close();
    }

    /** Does something at the last of so many calls, and never again. */
    private static Runnable once(int calls, Runnable work) {
        int[] left = {calls};
        return () -> {
            left[0]--;
            if (left[0] == 0) {
                work.run();
            }
        };
    }

    private void changePinOfOthers() {
        assertThat(other.changePin(UserType.CKU_USER, USER, CHANGED).ok()).isTrue();
    }

    @Test
    void refusal_thatIsWrongByNow_isLookedAtAgain() {
        // Neither a public nor a private object was there.
        followed.afterRead = once(2, () -> put(other, id(1), true, "key", "secret"));

        one.commit(List.of(new Change.Delete(id(1))));

        assertThat(one.objects(true)).isEmpty();
    }

    @Test
    void pin_thatIsChangedWhileItIsTried_isWrong() {
        followed.afterHeader = once(1, this::changePinOfOthers);

        assertThat(one.verifyPin(UserType.CKU_USER, USER).kind())
                .isEqualTo(PinVerdict.Kind.INCORRECT);
        assertThat(one.verifyPin(UserType.CKU_USER, CHANGED).ok()).isTrue();
    }

    @Test
    void pin_thatIsChangedBeforeItsChange_staysAsItIs() {
        // The attempt is counted, and the count taken back.
        followed.afterHeader = once(2, this::changePinOfOthers);

        assertThatThrownBy(() -> one.changePin(UserType.CKU_USER, USER, ascii("mine, later")))
                .hasMessageContaining("the PIN was changed by somebody else meanwhile");
        assertThat(one.verifyPin(UserType.CKU_USER, CHANGED).ok()).isTrue();
    }

    /** Random bytes, at the first of which something else happens in the making of a token. */
    private static final class Interrupted implements RandomSource {
        private final RandomSource random = Tokens.random();
        private Runnable work = () -> {};

        @Override
        public void nextBytes(byte[] bytes) {
            if (StackWalker.getInstance().walk(frames -> frames.anyMatch(Interrupted::isMaking))) {
                Runnable now = work;
                work = () -> {};
                now.run();
            }
            random.nextBytes(bytes);
        }

        private static boolean isMaking(StackWalker.StackFrame frame) {
            return frame.getClassName().equals(NewToken.class.getName());
        }
    }

    @Test
    void token_thatIsReplacedWhileAnotherIsMade_stays(@TempDir Path alone) {
        Interrupted random = new Interrupted();
        StoreSettings settings =
                new StoreSettings(alone, 1, Tokens.SERIAL, Tokens.ITERATIONS, 3, true, random);
        try (SlotStores stores = SlotStores.open(settings)) {
            TokenStore token = stores.slot(0);
            Tokens.prepare(token);
            random.work = () -> assertThat(token.initialize(SO, SO, "faster").ok()).isTrue();

            assertThatThrownBy(() -> token.initialize(SO, SO, "slower"))
                    .hasMessageContaining("somebody else initialised the token meanwhile");
            assertThat(token.state().label()).isEqualTo("faster");
        }
    }
}

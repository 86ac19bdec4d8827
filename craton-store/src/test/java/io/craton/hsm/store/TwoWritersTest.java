package io.craton.hsm.store;

import static io.craton.hsm.store.Tokens.SO;
import static io.craton.hsm.store.Tokens.USER;
import static io.craton.hsm.store.Tokens.WRONG;
import static io.craton.hsm.store.Tokens.ascii;
import static io.craton.hsm.store.Tokens.id;
import static io.craton.hsm.store.Tokens.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.UserType;
import io.craton.hsm.spi.PinVerdict;
import io.craton.hsm.spi.TokenStore;
import io.craton.hsm.spi.TokenStore.Change;
import io.craton.hsm.spi.TokenStore.OthersChanges;
import io.craton.hsm.spi.TokenStore.OthersChanges.Extent;
import io.craton.hsm.spi.TokenStore.StoredObject;
import io.craton.hsm.store.sqlite.SqliteProvider;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two who have the same token open: neither loses what the other does. */
class TwoWritersTest {
    @TempDir Path directory;

    private SlotStores first;
    private SlotStores second;
    private TokenStore one;
    private TokenStore other;

    private SlotStores open() {
        return SlotStores.open(Tokens.settings(directory), new SqliteProvider());
    }

    @BeforeEach
    void prepare() {
        first = open();
        one = first.slot(0);
        Tokens.prepare(one);
        second = open();
        other = second.slot(0);
        one.unlock(UserType.CKU_USER, USER);
        other.unlock(UserType.CKU_USER, USER);
    }

    @AfterEach
    void close() {
        first.close();
        second.close();
    }

    @Test
    void whatOneCommits_theOtherReads() {
        put(one, id(1), true, "key", "secret");
        put(other, id(2), false, "certificate", null);

        assertThat(other.secret(id(1))).isEqualTo(ascii("secret"));
        assertThat(one.objects(true)).hasSize(2);
        put(other, id(1), true, "key, changed", "another secret");
        assertThat(one.secret(id(1))).isEqualTo(ascii("another secret"));
        one.commit(List.of(new Change.Delete(id(1)), new Change.Delete(id(2))));
        assertThat(other.objects(true)).isEmpty();
        assertThatThrownBy(() -> other.secret(id(1)))
                .hasMessageContaining("CKR_OBJECT_HANDLE_INVALID");
    }

    @Test
    void commitsOfBoth_areComputedAnew_andTheManifestMissesNone() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                TokenStore mine = thread % 2 == 0 ? one : other;
                int base = 100 * thread;
                all.add(pool.submit(() -> write(mine, base)));
            }
            for (Future<?> each : all) {
                each.get();
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(one.objects(true)).hasSize(100);
        assertThat(other.objects(true)).hasSize(100);
        assertThat(one.objectCount()).isEqualTo(100);
    }

    private static void write(TokenStore token, int base) {
        for (int i = 0; i < 25; i++) {
            put(token, id(base + i), i % 2 == 0, "object " + i, "secret " + i);
        }
    }

    @Test
    void numbersForNonces_areGivenOutOnce() throws Exception {
        put(one, id(1), true, "key", "secret");
        ExecutorService pool = Executors.newFixedThreadPool(2);
        Set<Long> given = new HashSet<>();
        try {
            Future<List<Long>> mine = pool.submit(() -> reserve(one));
            Future<List<Long>> theirs = pool.submit(() -> reserve(other));
            given.addAll(mine.get());
            given.addAll(theirs.get());
        } finally {
            pool.shutdownNow();
        }
        assertThat(given).hasSize(60);
    }

    private static List<Long> reserve(TokenStore token) {
        List<Long> given = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            given.add(token.reserve(id(1), 10));
        }
        return given;
    }

    @Test
    void wrongPins_haveOneCount() {
        assertThat(one.verifyPin(UserType.CKU_USER, WRONG))
                .isEqualTo(new PinVerdict(PinVerdict.Kind.INCORRECT, 1));
        assertThat(other.verifyPin(UserType.CKU_USER, WRONG))
                .isEqualTo(new PinVerdict(PinVerdict.Kind.INCORRECT, 2));
        assertThat(one.verifyPin(UserType.CKU_USER, WRONG).failures()).isEqualTo(3);
        assertThat(other.unlock(UserType.CKU_USER, USER).kind()).isEqualTo(PinVerdict.Kind.LOCKED);
        assertThat(other.state().user().locked()).isTrue();
    }

    @Test
    void whatOthersDo_isTold_andOwnCommitsAreNot() throws Exception {
        BlockingQueue<OthersChanges> heard = new LinkedBlockingQueue<>();
        one.follow(heard::add);
        put(one, id(7), true, "own", "secret");
        put(other, id(1), false, "certificate", null);
        OthersChanges first = heard.poll(30, TimeUnit.SECONDS);
        assertThat(first.extent()).isEqualTo(Extent.CHANGES);
        assertThat(first.written()).extracting(StoredObject::id).containsExactly(id(1));
        assertThat(first.written().get(0).attributes()).isEqualTo(ascii("certificate"));
        assertThat(one.mark()).isEqualTo(other.mark());

        other.reserve(id(7), 5);
        other.commit(List.of(new Change.Delete(id(1))));
        OthersChanges last = heard.poll(30, TimeUnit.SECONDS);
        while (last.gone().isEmpty()) {
            assertThat(last.written()).isEmpty();
            last = heard.poll(30, TimeUnit.SECONDS);
        }
        assertThat(last.gone()).containsExactly(id(1));
        one.lock();
        put(other, id(2), true, "private", null);
        assertThat(heard.poll(30, TimeUnit.SECONDS).written()).isEmpty();
    }

    @Test
    void aPinThatOneChanges_isTheOthersToo() {
        assertThat(one.changePin(UserType.CKU_USER, USER, ascii("another pin")).ok()).isTrue();

        assertThat(other.verifyPin(UserType.CKU_USER, USER).ok()).isFalse();
        assertThat(other.unlock(UserType.CKU_USER, ascii("another pin")).ok()).isTrue();
    }

    @Test
    void aToken_isReplacedByOneWhoHasItAlone() {
        assertThatThrownBy(() -> one.initialize(SO, SO, "new"))
                .hasMessageContaining("CKR_FUNCTION_REJECTED");
        assertThatThrownBy(one::destroy).hasMessageContaining("CKR_FUNCTION_REJECTED");
        assertThat(one.state().label()).isEqualTo("Test token");
        second.close();
        assertThat(one.initialize(SO, SO, "new").ok()).isTrue();
        second = open();
        assertThat(second.slot(0).state().label()).isEqualTo("new");
    }

    @Test
    void aRecordThatIsRemovedOrPutBack_isNoticed() throws Exception {
        put(one, id(1), true, "key", "secret");
        put(one, id(2), true, "another", "secret");
        try (Connection connection =
                        DriverManager.getConnection(
                                "jdbc:sqlite:" + directory + "/records.sqlite");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE kept AS SELECT * FROM records");
            put(other, id(2), true, "changed", "changed");
            statement.execute(
                    "INSERT OR REPLACE INTO records SELECT * FROM kept"
                            + " WHERE hex(key) LIKE '21%'");
            assertThatThrownBy(() -> one.objects(true)).hasMessageContaining("of its manifest");
            statement.execute("DELETE FROM records WHERE hex(key) LIKE '21%'");
            assertThatThrownBy(() -> one.objects(true)).hasMessageContaining("of its manifest");
        }
    }
}

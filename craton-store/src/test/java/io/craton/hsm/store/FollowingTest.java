package io.craton.hsm.store;

import static io.craton.hsm.store.Tokens.id;
import static io.craton.hsm.store.Tokens.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.UserType;
import io.craton.hsm.spi.TokenStore;
import io.craton.hsm.spi.TokenStore.OthersChanges;
import io.craton.hsm.spi.TokenStore.OthersChanges.Extent;
import io.craton.hsm.spi.TokenStore.StoredObject;
import io.craton.hsm.store.spi.RecordStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What others do at the worst moment is followed all the same. */
class FollowingTest {
    @TempDir Path directory;

    private final FollowedStore followed = new FollowedStore();
    private final List<OthersChanges> heard = new ArrayList<>();
    private SlotStores stores;
    private TokenStore token;

    @BeforeEach
    void open() {
        stores = SlotStores.open(Tokens.settings(directory), followed);
        token = stores.slot(0);
        Tokens.prepare(token);
        token.unlock(UserType.CKU_USER, Tokens.USER);
        token.follow(heard::add);
    }

    @AfterEach
    void close() {
        stores.close();
    }

    @Test
    void markIsThatOfTheLastCommit_alsoOfOneWhileTheStoreIsOpened() {
        long before = token.mark().sequence();
        stores.close();
        followed.atFollow = this::commitOfOthers;

        stores = SlotStores.open(Tokens.settings(directory), followed);

        assertThat(stores.slot(0).mark().sequence()).isEqualTo(before + 1);
    }

    private void commitOfOthers() {
        byte[] key = new byte[17];
        key[0] = 0x7f;
        RecordStore records = followed.records;
        records.commit(records.sequence(), List.of(new RecordStore.Write(key, new byte[1])));
    }

    @Test
    void newToken_isSettledAndClosed_beforeAHeaderNamesIt() {
        followed.steps.clear();

        assertThat(token.initialize(Tokens.SO, Tokens.SO, "new").ok()).isTrue();

        // The first two count the attempt of the SO PIN, and take the count back.
        assertThat(followed.steps)
                .containsExactly("header", "header", "build", "settle", "close", "header", "close");
    }

    @Test
    void storeThatIsClosed_isNotFollowedAnyMore() {
        assertThat(followed.isFollowed()).isTrue();

        stores.close();

        assertThat(followed.isFollowed()).isFalse();
    }

    @Test
    void noticeThatCouldNotBeFollowed_isMadeUpForWithTheNext() {
        followed.giveNotice();
        heard.clear();
        put(token, id(1), false, "missed", null);
        followed.atRead =
                () -> {
                    throw new IllegalStateException("the disk does not answer");
                };
        followed.giveNotice();
        followed.atRead = () -> {};
        assertThat(heard).isEmpty();

        put(token, id(2), false, "heard", null);
        followed.giveNotice();
        assertThat(heard.get(0).extent()).isEqualTo(Extent.ALL);
        assertThat(heard.get(0).written())
                .extracting(StoredObject::id)
                .containsExactlyInAnyOrder(id(1), id(2));

        put(token, id(3), false, "alone", null);
        followed.giveNotice();
        assertThat(heard.get(1).extent()).isEqualTo(Extent.CHANGES);
    }

    @Test
    void everythingOfAStoreThatIsLocked_isWhatIsPublic() {
        put(token, id(1), true, "private", null);
        put(token, id(2), false, "public", null);
        token.lock();

        followed.giveNoticeOfAnything();

        assertThat(heard.get(0).extent()).isEqualTo(Extent.ALL_PUBLIC);
        assertThat(heard.get(0).written()).extracting(StoredObject::id).containsExactly(id(2));
    }

    /** Between the question whether the store is unlocked and the opening of a private object. */
    @Test
    void logoutDuringANotice_leavesOutPrivateObjectsAlone() {
        put(token, id(1), true, "private", null);
        put(token, id(2), false, "public", null);
        followed.atRead = token::lock;

        followed.giveNotice();

        assertThat(heard).hasSize(1);
        assertThat(heard.get(0).written()).extracting(StoredObject::id).containsExactly(id(2));
    }
}

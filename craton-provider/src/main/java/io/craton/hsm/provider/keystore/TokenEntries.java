package io.craton.hsm.provider.keystore;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.craton.hsm.HsmException;
import io.craton.hsm.TokenChanges;
import io.craton.hsm.provider.token.ProviderToken;
import io.craton.hsm.provider.token.TokenReference;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;

/**
 * The entries of one token: an index of its objects that is brought up to date before each answer
 * by what has changed since the one before. Safe for use by several threads; its lock guards the
 * index, and is not held while the token is asked.
 */
final class TokenEntries {
    private static final Duration LOOK_AT_THE_CLOCK = Duration.ofMinutes(1);

    private final ProviderToken token;
    private final TokenReference reference;
    private final EntryIndex index = new EntryIndex();

    @GuardedBy("index")
    private Instant looked = Instant.MIN;

    /**
     * @param reference what the token was named by
     */
    TokenEntries(ProviderToken token, TokenReference reference) {
        this.token = token;
        this.reference = reference;
    }

    ProviderToken token() {
        return token;
    }

    /** The token and the entries of it that are shown. */
    TokenReference reference() {
        return reference;
    }

    /** Which of its entries are shown. */
    EntryView view() {
        return new EntryView(reference.entries());
    }

    /** The answer to a question, of one moment that is not before this call. */
    <R> R read(Function<EntryIndex, R> question) {
        update();
        synchronized (index) {
            lookAtTheClock();
            return question.apply(index);
        }
    }

    @GuardedBy("index")
    private void lookAtTheClock() {
        Instant now = Instant.now();
        if (now.isAfter(looked.plus(LOOK_AT_THE_CLOCK))) {
            index.timePasses();
            looked = now;
        }
    }

    private long number() {
        synchronized (index) {
            return index.number();
        }
    }

    private void update() {
        long wanted = token.call(session -> session.slot().changeCount());
        if (number() != wanted) {
            fetch();
        }
    }

    /**
     * Brings the index up to date although nothing seems to have changed: an object of it was gone,
     * so a change is under way, for which this waits.
     */
    void fetch() {
        if (token.pinSource() != null && !token.loggedIn()) {
            token.loginFromSource();
        }
        boolean done = false;
        while (!done) {
            long before = number();
            TokenChanges changes =
                    token.call(session -> session.changesSince(before, EntryIndex.types()));
            synchronized (index) {
                // Otherwise another thread was faster, perhaps with older news.
                done = index.number() == before;
                if (done) {
                    index.apply(changes);
                }
            }
        }
    }

    /** Whether a call failed because its object is gone. */
    static boolean gone(HsmException e) {
        return switch (e.code()) {
            case CKR_OBJECT_HANDLE_INVALID, CKR_KEY_HANDLE_INVALID -> true;
            default -> false;
        };
    }
}

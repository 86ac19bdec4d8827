package io.craton.hsm.provider.token;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.UserType;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The attempts of one provider instance at the user PIN: one at a time. The source of PINs is asked
 * inside that turn, so that nobody waits with a PIN that is out of date meanwhile; and who has
 * waited with the PIN that was just refused gets that answer, without another attempt.
 */
final class TokenLogin {
    private final ProviderToken token;
    private final ReentrantLock turn = new ReentrantLock(true);
    // Written in the turn.
    private volatile long refusals;
    private @Nullable Refusal last;

    /** A PIN that was refused, and how; the PIN is kept while others wait, and no longer. */
    private record Refusal(long number, char[] pin, HsmException answer) {
        boolean isFor(char[] other) {
            return Arrays.equals(pin, other);
        }

        @Override
        public String toString() {
            return "Refusal[" + number + ", " + answer.code() + "]";
        }
    }

    TokenLogin(ProviderToken token) {
        this.token = token;
    }

    /**
     * Logs in with a PIN from the source, if there is one and nobody is logged in.
     *
     * @return whether the user is logged in now
     */
    boolean fromSource() {
        Supplier<char[]> source = token.pinSource();
        if (source == null) {
            return false;
        }
        turn.lock();
        try {
            if (!token.loggedIn()) {
                ask(source, this::logIn);
            }
            return true;
        } finally {
            turn.unlock();
        }
    }

    private void logIn(char[] pin) {
        try {
            token.use(session -> session.login(UserType.CKU_USER, pin));
        } catch (HsmException e) {
            // Somebody else was faster, not through this provider.
            if (e.code() != ReturnCode.CKR_USER_ALREADY_LOGGED_IN) {
                throw e;
            }
        }
    }

    /**
     * Gives a PIN from the source to something that wants it.
     *
     * @param attempt tries it
     */
    void each(Supplier<char[]> source, Consumer<char[]> attempt) {
        turn.lock();
        try {
            ask(source, attempt);
        } finally {
            turn.unlock();
        }
    }

    private void ask(Supplier<char[]> source, Consumer<char[]> attempt) {
        char[] pin = source.get();
        try {
            token.use(session -> session.unattended(pin, attempt));
        } finally {
            Arrays.fill(pin, '\0');
        }
    }

    /**
     * Logs the user in with a PIN that the caller has; if the user is logged in already, checks it.
     *
     * @param pin wiped by the caller
     */
    void with(char[] pin) {
        attempt(pin, this::logInOrCheck);
    }

    private void logInOrCheck(char[] pin) {
        try {
            token.use(session -> session.login(UserType.CKU_USER, pin));
        } catch (HsmException e) {
            if (e.code() != ReturnCode.CKR_USER_ALREADY_LOGGED_IN) {
                throw e;
            }
            verify(pin);
        }
    }

    /** Checks the PIN of the user who is logged in; a wrong one counts. */
    void check(char[] pin) {
        attempt(pin, this::verify);
    }

    private void verify(char[] pin) {
        token.use(session -> session.verifyPin(UserType.CKU_USER, pin));
    }

    private void attempt(char[] pin, Consumer<char[]> attempt) {
        long before = refusals;
        turn.lock();
        try {
            Refusal known = last;
            if (known != null && known.number() > before && known.isFor(pin)) {
                throw new HsmException(
                        known.answer().code(),
                        "another thread has just tried this PIN: it was refused",
                        known.answer());
            }
            attempt.accept(pin);
        } catch (HsmException e) {
            remember(pin, e);
            throw e;
        } finally {
            forgetIfNobodyWaits();
            turn.unlock();
        }
    }

    private void remember(char[] pin, HsmException e) {
        boolean refused =
                e.code() == ReturnCode.CKR_PIN_INCORRECT || e.code() == ReturnCode.CKR_PIN_LOCKED;
        if (refused && turn.hasQueuedThreads()) {
            forget();
            long number = refusals + 1;
            last = new Refusal(number, pin.clone(), e);
            refusals = number;
        }
    }

    private void forgetIfNobodyWaits() {
        if (!turn.hasQueuedThreads()) {
            forget();
        }
    }

    private void forget() {
        Refusal old = last;
        last = null;
        if (old != null) {
            Arrays.fill(old.pin(), '\0');
        }
    }
}

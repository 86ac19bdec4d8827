package io.craton.hsm.core.token.login;

import io.craton.hsm.Arguments;
import io.craton.hsm.UserType;
import io.craton.hsm.core.token.context.Caller;
import java.util.function.Consumer;

/**
 * What a session does with PINs, as characters, which become UTF-8 that is wiped, or as bytes
 * (PKCS#11 v3.2 sections 5.5 and 5.6).
 */
public final class PinCalls {
    private final Caller caller;
    private final Logins logins;
    private final PinChanges changes;
    private final Unattended unattended;

    /**
     * @param caller whose session it is
     * @param logins who is logged in
     * @param changes changes of PINs
     * @param unattended the attempts of programs
     */
    public PinCalls(Caller caller, Logins logins, PinChanges changes, Unattended unattended) {
        this.caller = caller;
        this.logins = logins;
        this.changes = changes;
        this.unattended = unattended;
    }

    /** Logs in. */
    public void login(UserType user, char[] pin) {
        PinRules.withBytes(pin, bytes -> login(user, bytes));
    }

    /** Logs in. */
    public void login(UserType user, byte[] pin) {
        caller.enter();
        Arguments.notNull(user, "the user");
        logins.login(caller, user, Arguments.notNull(pin, "the PIN"));
    }

    /** Logs out. */
    public void logout() {
        caller.enter();
        logins.logout(caller);
    }

    /** Checks a PIN. */
    public void verify(UserType user, char[] pin) {
        caller.enter();
        PinRules.withBytes(pin, bytes -> verify(user, bytes));
    }

    /** Checks a PIN. */
    public void verify(UserType user, byte[] pin) {
        caller.enter();
        Arguments.notNull(user, "the user");
        logins.verify(caller, user, Arguments.notNull(pin, "the PIN"));
    }

    /** Checks the user PIN for an operation that needs a login of its own. */
    public void verifyUser(byte[] pin) {
        logins.verify(caller, UserType.CKU_USER, Arguments.notNull(pin, "the PIN"));
    }

    /** Checks the user PIN for an operation that needs a login of its own. */
    public void verifyUser(char[] pin) {
        PinRules.withBytes(pin, this::verifyUser);
    }

    /** Sets the user PIN, for the SO. */
    public void init(char[] pin) {
        caller.enter();
        PinRules.withBytes(pin, this::init);
    }

    /** Sets the user PIN, for the SO. */
    public void init(byte[] pin) {
        caller.enter();
        changes.init(caller, Arguments.notNull(pin, "the new PIN"));
    }

    /** Changes a PIN. */
    public void set(char[] oldPin, char[] newPin) {
        caller.enter();
        PinRules.withBytes(oldPin, bytes -> set(bytes, newPin));
    }

    private void set(byte[] oldPin, char[] newPin) {
        PinRules.withBytes(newPin, bytes -> set(oldPin, bytes));
    }

    /** Changes a PIN. */
    public void set(byte[] oldPin, byte[] newPin) {
        caller.enter();
        Arguments.notNull(oldPin, "the present PIN");
        changes.set(caller, oldPin, Arguments.notNull(newPin, "the new PIN"));
    }

    /** Makes an attempt with a PIN that nobody types. */
    public void unattended(char[] pin, Consumer<char[]> attempt) {
        caller.enter();
        Arguments.notNull(attempt, "the attempt");
        Runnable trial = () -> attempt.accept(pin);
        PinRules.withBytes(pin, bytes -> unattended.attempt(caller, bytes, trial));
    }
}

package io.craton.hsm.provider.token;

import java.io.IOException;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.LoginException;

/** Asks a {@link CallbackHandler} for the user PIN. */
public final class PinPrompt {
    private PinPrompt() {}

    /**
     * The PIN, a new array.
     *
     * @throws LoginException if the handler gives none
     */
    public static char[] ask(CallbackHandler handler) throws LoginException {
        PasswordCallback callback = new PasswordCallback("User PIN: ", false);
        try {
            handler.handle(new Callback[] {callback});
            char[] pin = callback.getPassword();
            if (pin == null) {
                throw new LoginException("no PIN was given");
            }
            return pin;
        } catch (IOException | UnsupportedCallbackException e) {
            LoginException failure =
                    new LoginException(
                            "the CallbackHandler "
                                    + handler.getClass().getName()
                                    + " cannot give a PIN to a PasswordCallback");
            failure.initCause(e);
            throw failure;
        } finally {
            callback.clearPassword();
        }
    }
}

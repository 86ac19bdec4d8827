package io.craton.hsm.provider.token;

import io.craton.hsm.HsmException;
import java.util.Arrays;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.login.LoginException;
import org.jspecify.annotations.Nullable;

/** The login and logout of {@link java.security.AuthProvider}, with its exceptions. */
public final class ProviderLogin {
    private ProviderLogin() {}

    /**
     * Logs the user in. Nothing happens if the user is logged in.
     *
     * @param handler gives the PIN; null for the source of PINs, if there is one
     */
    public static void login(HsmAccess access, @Nullable CallbackHandler handler)
            throws LoginException {
        try {
            ProviderToken token = access.token();
            if (token.loggedIn()) {
                return;
            }
            if (handler != null) {
                login(token, handler);
            } else if (!token.loginFromSource()) {
                throw new LoginException("there is neither a CallbackHandler nor a source of PINs");
            }
        } catch (HsmException e) {
            throw JcaFailures.login(e);
        }
    }

    private static void login(ProviderToken token, CallbackHandler handler) throws LoginException {
        char[] pin = PinPrompt.ask(handler);
        try {
            token.login(pin);
        } finally {
            Arrays.fill(pin, '\0');
        }
    }

    /** Logs the user out. */
    public static void logout(HsmAccess access) throws LoginException {
        try {
            access.token().logout();
        } catch (HsmException e) {
            throw JcaFailures.login(e);
        }
    }
}

package io.craton.hsm.provider.keystore;

import io.craton.hsm.provider.token.JcaFailures;
import io.craton.hsm.provider.token.PinPrompt;
import java.io.IOException;
import java.security.KeyStore;
import java.util.Arrays;
import javax.security.auth.login.LoginException;
import org.jspecify.annotations.Nullable;

/** PINs in the forms in which the key store API passes them. */
final class Protections {
    private Protections() {}

    /**
     * The PIN, in a new array that the caller wipes.
     *
     * @param protection a password or a callback handler; null for no PIN
     * @throws IOException for other kinds, and if the handler gives no PIN
     */
    static char @Nullable [] pin(KeyStore.@Nullable ProtectionParameter protection)
            throws IOException {
        if (protection == null) {
            return null;
        }
        if (protection instanceof KeyStore.PasswordProtection password) {
            char[] pin = password.getPassword();
            return pin == null ? null : pin.clone();
        }
        if (protection instanceof KeyStore.CallbackHandlerProtection callback) {
            try {
                return PinPrompt.ask(callback.getCallbackHandler());
            } catch (LoginException e) {
                throw JcaFailures.as(IOException::new, e);
            }
        }
        throw new IOException(
                "the PIN is given as PasswordProtection or CallbackHandlerProtection");
    }

    /** The PIN of a whole key store. */
    static char @Nullable [] pin(KeyStore.@Nullable LoadStoreParameter parameter)
            throws IOException {
        return pin(parameter == null ? null : parameter.getProtectionParameter());
    }

    static void wipe(char @Nullable [] pin) {
        if (pin != null) {
            Arrays.fill(pin, '\0');
        }
    }
}

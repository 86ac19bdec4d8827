package io.craton.hsm.provider.container;

import io.craton.hsm.provider.CratonHsmProvider;
import io.craton.hsm.provider.CratonKeysProvider;
import io.craton.hsm.provider.token.JcaFailures;
import java.nio.file.Path;
import java.security.Provider;
import java.security.Security;
import javax.security.auth.login.LoginException;
import org.jspecify.annotations.Nullable;

/**
 * The provider for as long as a server runs: what {@link TomcatTokenListener} and {@link
 * JettyTokenLifeCycle} have in common, for servers that have neither. {@link #start()} configures
 * the provider, logs in and installs it, so that a wrong PIN or a locked store keeps the server
 * from starting; {@link #stop()} takes all of it back and leaves no provider, thread, lock or class
 * behind. Safe for use by several threads.
 */
public final class ServerToken {
    // All guarded by this.
    private @Nullable String configuration;
    private ServerPin pin = ServerPin.NONE;
    private boolean keysFirst;
    private @Nullable CratonHsmProvider provider;
    private @Nullable CratonKeysProvider keys;

    /** Not started, without configuration or PIN. */
    public ServerToken() {}

    /**
     * @param path of a TOML file, or a {@code pkcs11:} URI; null for the configuration that the
     *     module finds itself
     */
    public synchronized void setConfiguration(@Nullable String path) {
        configuration = path;
    }

    /**
     * @param file whose first line is the user PIN; readable by the server's account alone
     */
    public synchronized void setPinFile(@Nullable String file) {
        pin = new ServerPin(file == null ? null : Path.of(file), pin.variable());
    }

    /**
     * @param name of the environment variable that holds the user PIN, if there is no file
     */
    public synchronized void setPinVariable(@Nullable String name) {
        pin = new ServerPin(pin.file(), name);
    }

    /**
     * @param first whether {@code CratonHSM-Keys} is installed too, at the first position: for
     *     libraries that ask for a provider before they show a key, as those of SAML with MGF1 do
     */
    public synchronized void setKeysFirst(boolean first) {
        keysFirst = first;
    }

    /** Whether the provider is installed. */
    public synchronized boolean started() {
        return provider != null;
    }

    /**
     * Opens the token, logs in and installs the provider behind those that are there; does nothing
     * if it is started.
     *
     * @throws IllegalStateException if the token cannot be opened or the login fails
     */
    public synchronized void start() {
        if (provider != null) {
            return;
        }
        CratonHsmProvider made = configured();
        try {
            if (pin.present()) {
                made.setPinSource(pin::read);
                made.login(null, null);
            }
            require(Security.addProvider(made), made);
            provider = made;
            if (keysFirst) {
                putFirst(new CratonKeysProvider(made));
            }
        } catch (LoginException e) {
            throw JcaFailures.as(IllegalStateException::new, "the token cannot be opened", e);
        } finally {
            if (provider == null) {
                made.close();
            }
        }
    }

    private static void require(int position, Provider added) {
        if (position < 0) {
            throw new IllegalStateException(
                    "a provider " + added.getName() + " is installed already; remove it first");
        }
    }

    private synchronized void putFirst(CratonKeysProvider made) {
        try {
            require(Security.insertProviderAt(made, 1), made);
            keys = made;
        } finally {
            if (keys == null) {
                made.close();
                stop();
            }
        }
    }

    private CratonHsmProvider configured() {
        CratonHsmProvider made = new CratonHsmProvider();
        if (configuration == null) {
            return made;
        }
        Provider chosen = made.configure(configuration);
        return (CratonHsmProvider) chosen;
    }

    /** Removes the provider, logs out and closes the module; does nothing if it is not started. */
    public synchronized void stop() {
        CratonHsmProvider started = provider;
        if (started == null) {
            return;
        }
        provider = null;
        CratonKeysProvider first = keys;
        keys = null;
        if (first != null) {
            Security.removeProvider(first.getName());
            first.close();
        }
        Security.removeProvider(started.getName());
        started.close();
    }
}

package io.craton.hsm.provider.container;

import io.craton.hsm.config.SecretFile;
import io.craton.hsm.provider.CratonHsmProvider;
import io.craton.hsm.provider.token.JcaFailures;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.Provider;
import java.security.Security;
import java.util.Arrays;
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
    private @Nullable Path pinFile;
    private @Nullable String pinVariable;
    private @Nullable CratonHsmProvider provider;

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
        pinFile = file == null ? null : Path.of(file);
    }

    /**
     * @param name of the environment variable that holds the user PIN, if there is no file
     */
    public synchronized void setPinVariable(@Nullable String name) {
        pinVariable = name;
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
            if (pinFile != null || pinVariable != null) {
                made.setPinSource(this::pin);
                made.login(null, null);
            }
            if (Security.addProvider(made) < 0) {
                throw new IllegalStateException(
                        "a provider " + made.getName() + " is installed already; remove it first");
            }
            provider = made;
        } catch (LoginException e) {
            throw JcaFailures.as(IllegalStateException::new, "the token cannot be opened", e);
        } finally {
            if (provider == null) {
                made.close();
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
        Security.removeProvider(started.getName());
        started.close();
    }

    private synchronized char[] pin() {
        Path file = pinFile;
        if (file != null) {
            return firstLine(file);
        }
        String value = pinVariable == null ? null : System.getenv(pinVariable);
        if (value == null) {
            throw new IllegalStateException(
                    "the environment variable " + pinVariable + " with the user PIN is not set");
        }
        if (value.indexOf('\uFFFD') >= 0) {
            // Java has put the same character for every byte that the locale does not know.
            throw new IllegalStateException(
                    "the environment variable "
                            + pinVariable
                            + " has letters that the locale of this process does not know; start it with"
                            + " LC_ALL=C.UTF-8, or name a PIN file");
        }
        return value.toCharArray();
    }

    private static char[] firstLine(Path file) {
        byte[] bytes;
        try (SecretFile opened = SecretFile.open(file)) {
            bytes = opened.in().readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException("the PIN file " + file + " cannot be read", e);
        }
        int end = 0;
        while (end < bytes.length && bytes[end] != '\n' && bytes[end] != '\r') {
            end++;
        }
        try {
            CharBuffer text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, end));
            char[] pin = Arrays.copyOf(text.array(), text.limit());
            Arrays.fill(text.array(), '\0');
            return pin;
        } catch (CharacterCodingException e) {
            throw new IllegalStateException("the PIN in " + file + " is not UTF-8", e);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }
}

package io.craton.hsm.provider;

import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.HsmProvider;
import io.craton.hsm.MechanismType;
import io.craton.hsm.config.ConfigFile;
import io.craton.hsm.provider.token.HsmAccess;
import io.craton.hsm.provider.token.JcaFailures;
import io.craton.hsm.provider.token.ProviderLogin;
import io.craton.hsm.provider.token.TokenReference;
import io.craton.hsm.provider.token.TokenSelector;
import io.craton.hsm.provider.token.TokenUri;
import java.io.Serial;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.AuthProvider;
import java.security.InvalidParameterException;
import java.security.Provider;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import javax.security.auth.Subject;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.login.LoginException;
import org.jspecify.annotations.Nullable;

/**
 * The JCA provider {@code CratonHSM}. Making one, adding it, or loading its class starts nothing:
 * the first use that needs the token opens the module (decision B34).
 *
 * <pre>{@code
 * Security.addProvider(new CratonHsmProvider());
 * KeyStore keyStore = KeyStore.getInstance("CratonHSM");
 * keyStore.load(null, userPin);
 * }</pre>
 *
 * <p>Instances are independent of each other: one made with {@link #CratonHsmProvider(Hsm)} works
 * with that module only, and its keys are foreign to other instances. Safe for use by several
 * threads.
 */
public final class CratonHsmProvider extends AuthProvider implements AutoCloseable {
    /** The name of the provider and of its key store type. */
    public static final String NAME = "CratonHSM";

    private static final String VERSION = "0.11.0";

    @Serial private static final long serialVersionUID = 1L;

    // Replaced as a whole by configure() as long as nothing has been opened; written under this.
    private transient volatile HsmAccess access;
    private transient volatile @Nullable CallbackHandler callbackHandler;
    private transient boolean configured;

    // All that there are; written by the constructor.
    private final transient Map<ServiceRow, CratonService> services = new LinkedHashMap<>();
    private transient volatile boolean listed;
    // Whoever looks at the configuration may himself ask for services.
    private final transient Set<Thread> listing = ConcurrentHashMap.newKeySet();

    /**
     * A provider on the token of {@code craton_hsm.toml} as {@link ConfigFile#discover()} finds it,
     * or of the configuration that {@link #configure} names.
     */
    public CratonHsmProvider() {
        this(NAME, HsmAccess.lazy(ConfigFile::discover, TokenReference.DEFAULT), false);
    }

    /**
     * A provider on a module that the application has opened; the token is the one in slot 0.
     *
     * @param hsm the module; the application closes it, after {@link #close()}
     */
    public CratonHsmProvider(Hsm hsm) {
        this(NAME, HsmAccess.of(hsm, TokenReference.DEFAULT), true);
    }

    /**
     * A provider on one slot of a module that the application has opened.
     *
     * @param hsm the module; the application closes it, after {@link #close()}
     * @param slot the slot id
     */
    public CratonHsmProvider(Hsm hsm, long slot) {
        this(NAME, HsmAccess.of(hsm, inSlot(slot)), true);
    }

    /**
     * A provider with a name of its own, so that several instances can be installed in one JVM at
     * the same time: JCA and TLS find keys only in installed providers, and there can be only one
     * of each name.
     *
     * @param hsm the module; the application closes it, after {@link #close()}
     * @param slot the slot id
     * @param suffix letters, digits, dots, hyphens and underscores: the name is {@code
     *     CratonHSM-suffix}
     * @throws InvalidParameterException if the suffix has other characters
     */
    public CratonHsmProvider(Hsm hsm, long slot, String suffix) {
        this(named(suffix), HsmAccess.of(hsm, inSlot(slot)), true);
    }

    private static TokenReference inSlot(long slot) {
        return TokenReference.of(TokenSelector.slot(slot));
    }

    private static String named(String suffix) {
        if (!suffix.matches("[A-Za-z0-9._-]{1,64}")) {
            throw new InvalidParameterException(
                    "the suffix of a provider name has 1 to 64 letters, digits, dots, hyphens and underscores");
        }
        return NAME + "-" + suffix;
    }

    private CratonHsmProvider(String name, HsmAccess access, boolean configured) {
        super(name, VERSION, "Craton HSM: keys in a PKCS#11 v3.2 token");
        this.access = access;
        this.configured = configured;
        for (ServiceRow row : ServiceTable.rows()) {
            CratonService service = new CratonService(this, row);
            services.put(row, service);
            putService(service);
        }
    }

    /**
     * Lists the services that can work with the configuration, which is looked at when somebody
     * first asks for a service. One that cannot be read hides none: whoever uses a service is told
     * what is wrong with it.
     */
    private void list() {
        if (listed || !listing.add(Thread.currentThread())) {
            return;
        }
        HsmAccess from = access;
        try {
            HsmConfig config = from.config();
            Set<MechanismType> offered = HsmProvider.of(config).mechanisms(config);
            services.forEach((row, service) -> list(service, row.works(offered)));
        } catch (RuntimeException e) {
            // Every lookup in this JVM may come here: none of them fails for it.
            services.values().forEach(service -> list(service, true));
        } finally {
            listing.remove(Thread.currentThread());
        }
        // Unless another configuration was chosen meanwhile.
        listed = from.equals(access);
    }

    private synchronized void list(Service service, boolean works) {
        boolean there = service.equals(super.getService(service.getType(), service.getAlgorithm()));
        if (works && !there) {
            putService(service);
        } else if (!works && there) {
            removeService(service);
        }
    }

    @Override
    public @Nullable Service getService(String type, String algorithm) {
        list();
        return super.getService(type, algorithm);
    }

    // The first look reads the configuration: no lock is held for that. The rest locks itself.
    @SuppressWarnings("UnsynchronizedOverridesSynchronized")
    @Override
    public Set<Service> getServices() {
        list();
        return super.getServices();
    }

    HsmAccess access() {
        return access;
    }

    /**
     * Chooses the configuration.
     *
     * @param argument the path of a TOML file, or a {@code pkcs11:} URI (RFC 7512) that chooses the
     *     token, may name a {@code pin-source}, and with {@code object}, {@code id} or {@code type}
     *     chooses the entries that a key store shows if it is loaded without a file
     * @return this provider, or if it has been configured or used before a new one
     * @throws InvalidParameterException if the file or the URI is not usable: everything that is
     *     wrong
     */
    @Override
    public Provider configure(String argument) {
        try {
            HsmAccess chosen = choose(argument);
            synchronized (this) {
                if (!configured && !access.opened()) {
                    access = chosen;
                    configured = true;
                    listed = false;
                    return this;
                }
            }
            return new CratonHsmProvider(getName(), chosen, true);
        } catch (HsmException | InvalidPathException e) {
            throw JcaFailures.as(InvalidParameterException::new, e);
        }
    }

    private static HsmAccess choose(String argument) {
        if (TokenUri.isUri(argument)) {
            TokenUri uri = TokenUri.parse(argument);
            HsmAccess chosen = HsmAccess.lazy(ConfigFile::discover, uri.reference());
            chosen.pinSource(uri.pinSource());
            return chosen;
        }
        HsmConfig config = ConfigFile.load(Path.of(argument));
        return HsmAccess.lazy(() -> config, TokenReference.DEFAULT);
    }

    /** Whether a configuration or a module was given. */
    @Override
    public synchronized boolean isConfigured() {
        return true;
    }

    /**
     * Tells where a PIN comes from when a key is used and nobody is logged in, so that a
     * long-running server survives a logout or the loss of its sessions; also for keys that want
     * the PIN for each use.
     *
     * @param source gives a new array at each call, which is overwritten after use; null for none
     */
    public void setPinSource(@Nullable Supplier<char[]> source) {
        access().pinSource(source);
    }

    /**
     * Logs the user in, with a PIN that the handler gives to a {@link
     * javax.security.auth.callback.PasswordCallback}. Nothing happens if the user is logged in.
     *
     * @param subject not used
     * @param handler null for the one of {@link #setCallbackHandler}
     */
    @Override
    public void login(@Nullable Subject subject, @Nullable CallbackHandler handler)
            throws LoginException {
        ProviderLogin.login(access(), handler == null ? callbackHandler : handler);
    }

    /**
     * Logs out: private keys cannot be used until the next login, and what was under way with them
     * is cancelled.
     */
    @Override
    public void logout() throws LoginException {
        ProviderLogin.logout(access());
    }

    /** Sets who is asked for the PIN by {@link #login} without a handler. */
    @Override
    public void setCallbackHandler(@Nullable CallbackHandler handler) {
        this.callbackHandler = handler;
    }

    /**
     * Ends the session of this provider instance, with its session keys, and closes the module if
     * this instance opened it. Call it after {@link java.security.Security#removeProvider}.
     */
    @Override
    public void close() {
        access().close();
    }
}

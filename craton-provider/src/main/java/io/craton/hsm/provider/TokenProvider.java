package io.craton.hsm.provider;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.HsmProvider;
import io.craton.hsm.MechanismType;
import io.craton.hsm.config.ConfigFile;
import io.craton.hsm.provider.token.HsmAccess;
import io.craton.hsm.provider.token.JcaFailures;
import io.craton.hsm.provider.token.ProviderLogin;
import io.craton.hsm.provider.token.TokenReference;
import io.craton.hsm.provider.token.TokenUri;
import java.io.Serial;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.AuthProvider;
import java.security.InvalidParameterException;
import java.security.Provider;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import javax.security.auth.Subject;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.login.LoginException;
import org.jspecify.annotations.Nullable;

/**
 * What the providers have in common: services of the one table, a token behind them, its
 * configuration, its login and its end.
 */
abstract class TokenProvider extends AuthProvider implements AutoCloseable {
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
     * @param info what the provider says of itself
     * @param access the token
     * @param configured whether it was said which configuration or module
     * @param which the services of the table that this provider has
     */
    TokenProvider(
            String name,
            String info,
            HsmAccess access,
            boolean configured,
            Predicate<ServiceRow> which) {
        super(name, VERSION, info);
        this.access = access;
        this.configured = configured;
        for (ServiceRow row : ServiceTable.rows().stream().filter(which).toList()) {
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
            Set<MechanismType> offered = offered(from);
            boolean approvedOnly = from.config().flag(ConfigKey.ALGORITHMS_FIPS_APPROVED_ONLY);
            services.forEach((row, service) -> list(service, row.works(offered, approvedOnly)));
        } catch (RuntimeException e) {
            // Every lookup in this JVM may come here: none of them fails for it.
            services.values().forEach(service -> list(service, true));
        } finally {
            listing.remove(Thread.currentThread());
        }
        // Unless another configuration was chosen meanwhile.
        listed = from.equals(access);
    }

    /** A module that is open says it itself: a daemon may permit less than is known here. */
    private static Set<MechanismType> offered(HsmAccess from) {
        HsmConfig config = from.config();
        Set<MechanismType> known = HsmProvider.of(config).mechanisms(config);
        if (!from.opened()) {
            return known;
        }
        try {
            Set<MechanismType> offered = EnumSet.noneOf(MechanismType.class);
            from.hsm().slots().forEach(slot -> offered.addAll(slot.mechanisms()));
            offered.retainAll(known);
            return offered;
        } catch (HsmException e) {
            // It has been closed: what it offered is still what is known.
            return known;
        }
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
                    access.close();
                    access = chosen;
                    configured = true;
                    listed = false;
                    return this;
                }
            }
            return with(chosen);
        } catch (HsmException | InvalidPathException e) {
            throw JcaFailures.as(InvalidParameterException::new, e);
        }
    }

    /** Another provider of this kind and name. */
    abstract TokenProvider with(HsmAccess chosen);

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
     * the PIN for each use. It is for the token of this provider alone, whoever of this
     * configuration uses it, and is forgotten when this provider is closed, and those made beside
     * it.
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
     * Ends the use of this provider instance. With the last one that has the same configuration the
     * sessions end, with their session keys, and the module is closed if it was not the application
     * that opened it. Call it after {@link java.security.Security#removeProvider}.
     */
    @Override
    public void close() {
        access().close();
    }
}

package io.craton.hsm.provider.token;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one provider instance has of a module: the token that it works with, and what a key store
 * shows that is loaded without a word. The module is that of all instances with the same
 * configuration, from the first use on that needs a token. Safe for use by several threads.
 */
public final class HsmAccess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HsmAccess.class);

    private final SharedModule own;
    private final TokenReference reference;
    // Null as long as this is not one of its users.
    private final AtomicReference<@Nullable SharedModule> joined;
    private volatile boolean closed;

    private final PinSources.Holder pin;
    // Whether the configuration, or the application, has said where the PIN comes from.
    private volatile boolean pinKnown;
    // The slot of the own token as the module was last told it with the source of its PIN.
    private volatile @Nullable Long offered;

    private HsmAccess(
            SharedModule own,
            @Nullable SharedModule joined,
            TokenReference reference,
            PinSources.Holder pin) {
        this.own = own;
        this.joined = new AtomicReference<>(joined);
        this.reference = reference;
        this.pin = pin;
    }

    /** A module that is opened at the first use, and closed with the last of its users. */
    public static HsmAccess lazy(Supplier<HsmConfig> source, TokenReference reference) {
        return new HsmAccess(SharedModule.lazy(source), null, reference, new PinSources.Holder());
    }

    /** A module that the application has opened and will close. */
    public static HsmAccess of(Hsm hsm, TokenReference reference) {
        SharedModule module = SharedModule.of(hsm);
        return new HsmAccess(module, module.join(), reference, new PinSources.Holder());
    }

    /**
     * The same module and token for another provider instance. Each ends by itself: as long as the
     * module is not used, each finds it by the configuration.
     */
    public HsmAccess shared() {
        SharedModule now = joined.get();
        SharedModule together = now != null && now.admits() ? now : null;
        return new HsmAccess(own.unused(), together, reference, pin);
    }

    /** The module, whether or not it has been opened; null if this instance is closed. */
    private @Nullable SharedModule module() {
        if (closed) {
            return null;
        }
        SharedModule now = joined.get();
        return now != null ? now : join();
    }

    // Of several threads that come first at once one joins, unless this is closed meanwhile: nobody
    // would leave then. A configuration that cannot be read is no reason to fail here: whoever
    // opens the module is told.
    private @Nullable SharedModule join() {
        HsmConfig config;
        try {
            config = own.config();
        } catch (HsmException e) {
            return own;
        }
        synchronized (joined) {
            if (closed) {
                return null;
            }
            SharedModule now = joined.get();
            if (now == null) {
                now = own.joined(config);
                joined.set(now);
            }
            return now;
        }
    }

    private SharedModule open() {
        SharedModule module = module();
        if (module == null) {
            throw SharedModule.closedAlready();
        }
        return module;
    }

    private SharedModule present() {
        SharedModule now = joined.get();
        return now == null ? own : now;
    }

    /** Whether the module has been opened, by us or by the application. */
    public boolean opened() {
        return present().opened();
    }

    /**
     * Whether the module is being opened now: whoever is called from within must not wait for it.
     */
    public boolean opening() {
        return present().opening();
    }

    /**
     * The configuration of the module, which is not opened for that.
     *
     * @throws HsmException if it cannot be read
     */
    public HsmConfig config() {
        return present().config();
    }

    /** The module, opened if need be. */
    public Hsm hsm() {
        return open().hsm();
    }

    /**
     * Sets where the PIN of this instance's own token comes from when one is needed and nobody is
     * logged in; null for nowhere. It counts for all who use the token by the same module, until
     * this instance is closed, and those made beside it.
     */
    public void pinSource(@Nullable Supplier<char[]> source) {
        pin.set(source);
        pinKnown = true;
        SharedModule now = joined.get();
        if (source == null || now == null || !now.opened()) {
            return;
        }
        offerPin(now);
        now.pinSources().prefer(this);
    }

    /** What nobody has said the configuration says, if it is that of a client. */
    private void readPinSource(SharedModule module) {
        if (pinKnown) {
            return;
        }
        pinKnown = true;
        HsmConfig config = module.config();
        if (pin.source() == null && config.isSet(ConfigKey.CLIENT_PIN_SOURCE)) {
            String file = config.string(ConfigKey.CLIENT_PIN_SOURCE);
            pin.set(PinFile.source(config.baseDirectory().resolve(file)));
        }
    }

    // The own token may be none that is there: whoever asks for it by name is told.
    private void offerPin(SharedModule module) {
        try {
            offerPin(module.token(reference.token()));
        } catch (HsmException e) {
            LOG.debug("the PIN source of {} waits for that token", reference, e);
        }
    }

    private void offerPin(ProviderToken token) {
        Long known = offered;
        if (pin.source() == null || (known != null && known == token.slotId())) {
            return;
        }
        synchronized (joined) {
            if (!closed) {
                token.module().pinSources().offer(this, token.slotId(), pin);
                offered = token.slotId();
            }
        }
    }

    /** What a key store shows that is loaded without a word about it. */
    public TokenReference reference() {
        return reference;
    }

    /** The token that this provider instance works with. */
    public ProviderToken token() {
        return token(reference.token());
    }

    /**
     * A token of this module; the same object for the same slot, by whatever name it is asked for.
     *
     * @throws HsmException {@code CKR_TOKEN_NOT_PRESENT} if no token is meant, {@code
     *     CKR_ARGUMENTS_BAD} if more than one is
     */
    public ProviderToken token(TokenSelector selector) {
        SharedModule module = open();
        readPinSource(module);
        ProviderToken token = module.token(selector);
        if (selector.equals(reference.token())) {
            offerPin(token);
        } else if (pin.source() != null && offered == null) {
            offerPin(module);
        }
        return token;
    }

    /** Whether a token is one of this module, and this instance may use it. */
    public boolean has(ProviderToken token) {
        return token.module().equals(module());
    }

    /** Ends the use of the module, which is closed with its last user. */
    @Override
    public void close() {
        SharedModule now;
        synchronized (joined) {
            if (closed) {
                return;
            }
            closed = true;
            now = joined.get();
        }
        if (now == null) {
            return;
        }
        // Nothing was offered before the module was opened; and in a forked process there may be
        // nobody left to release the lock.
        if (now.opened() && !now.lost()) {
            now.pinSources().withdraw(this);
        }
        now.leave();
    }
}

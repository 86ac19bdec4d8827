package io.craton.hsm.provider.token;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Slot;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The module behind one provider instance: opened at the first use that needs it (decision B34) or
 * given by the application. Safe for use by several threads.
 */
public final class HsmAccess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HsmAccess.class);

    private final @Nullable Supplier<HsmConfig> source;
    private final TokenReference reference;
    private final Map<Long, ProviderToken> tokens = new ConcurrentHashMap<>();

    // Held while the module opens: whoever comes meanwhile has to wait for it. A thread that comes
    // back while it holds the lock is inside the opening (the JVM's default random generator, when
    // we are at position 1).
    private final ReentrantLock openLock = new ReentrantLock();
    // Written with the lock, but for a module that is let go of.
    private final AtomicReference<@Nullable Hsm> hsm;
    private volatile boolean closed;

    @GuardedBy("openLock")
    private @Nullable Thread exitHook;

    private volatile @Nullable Supplier<char[]> pinSource;

    private HsmAccess(
            @Nullable Supplier<HsmConfig> source,
            @Nullable Hsm hsm,
            TokenReference reference) {
        this.source = source;
        this.hsm = new AtomicReference<>(hsm);
        this.reference = reference;
    }

    /** A module that is opened at the first use, and closed with this object. */
    public static HsmAccess lazy(Supplier<HsmConfig> source, TokenReference reference) {
        return new HsmAccess(source, null, reference);
    }

    /** A module that the application has opened and will close. */
    public static HsmAccess of(Hsm hsm, TokenReference reference) {
        return new HsmAccess(null, hsm, reference);
    }

    /** Whether the module has been opened, by us or by the application. */
    public boolean opened() {
        return hsm.get() != null;
    }

    /**
     * Whether the module is being opened now: whoever is called from within must not wait for it.
     */
    public boolean opening() {
        return hsm.get() == null && openLock.isLocked();
    }

    /**
     * The configuration of the module, which is not opened for that.
     *
     * @throws HsmException if it cannot be read
     */
    public HsmConfig config() {
        Hsm open = hsm.get();
        if (open != null) {
            return open.config();
        }
        if (source == null) {
            throw new HsmException(
                    ReturnCode.CKR_CRYPTOKI_NOT_INITIALIZED, "this provider instance is closed");
        }
        return source.get();
    }

    /** Where a PIN comes from when one is needed and nobody is logged in; null for nowhere. */
    public @Nullable Supplier<char[]> pinSource() {
        return pinSource;
    }

    /** Sets {@link #pinSource()}. */
    public void pinSource(@Nullable Supplier<char[]> source) {
        this.pinSource = source;
    }

    /** The module, opened if need be. */
    public Hsm hsm() {
        Hsm open = hsm.get();
        if (open != null && !closed) {
            return open;
        }
        if (source == null || closed) {
            throw new HsmException(
                    ReturnCode.CKR_CRYPTOKI_NOT_INITIALIZED, "this provider instance is closed");
        }
        if (openLock.isHeldByCurrentThread()) {
            throw new HsmException(
                    ReturnCode.CKR_CRYPTOKI_NOT_INITIALIZED,
                    "the module is being opened and was called from within");
        }
        openLock.lock();
        try {
            Hsm now = hsm.get();
            if (now == null) {
                now = Hsm.open(source.get());
                hsm.set(now);
                closeAtExit();
            }
            return now;
        } finally {
            openLock.unlock();
        }
    }

    // Programs such as keytool end without closing anything; what the audit log holds back is
    // written then.
    @GuardedBy("openLock")
    private void closeAtExit() {
        if (exitHook == null) {
            Thread hook = new Thread(this::closeModule, "craton-hsm-close");
            Runtime.getRuntime().addShutdownHook(hook);
            exitHook = hook;
        }
    }

    @GuardedBy("openLock")
    private void forgetExit() {
        Thread hook = exitHook;
        exitHook = null;
        if (hook != null && !hook.equals(Thread.currentThread())) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // The JVM ends just now, and the hook runs or has run.
                LOG.debug("the JVM is ending", e);
            }
        }
    }

    /**
     * Lets go of a module that answers {@code CKR_CRYPTOKI_NOT_INITIALIZED}, so that the next use
     * opens it again.
     *
     * @return whether another one can be opened
     */
    boolean discard(Hsm dead) {
        if (source == null || closed) {
            return false;
        }
        hsm.compareAndSet(dead, null);
        return true;
    }

    /**
     * Whether the module is closed, or belongs to the process that this one was forked from. There
     * threads may have had locks that nobody is left to release: what never fails asks this first.
     */
    boolean lost() {
        Hsm open = hsm.get();
        return open != null && isLost(open);
    }

    private static boolean isLost(Hsm open) {
        try {
            open.info();
            return false;
        } catch (HsmException e) {
            return e.code() == ReturnCode.CKR_CRYPTOKI_NOT_INITIALIZED;
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
     * The module is opened if the slot cannot be told without it.
     *
     * @throws HsmException {@code CKR_TOKEN_NOT_PRESENT} if no token or more than one is meant
     */
    public ProviderToken token(TokenSelector selector) {
        long id = selector.slotAlone().orElseGet(() -> slotOf(selector));
        return tokens.computeIfAbsent(id, slot -> new ProviderToken(this, slot));
    }

    private long slotOf(TokenSelector selector) {
        Hsm module = hsm();
        try {
            return selector.choose(module).id();
        } catch (HsmException e) {
            boolean gone = e.code() == ReturnCode.CKR_CRYPTOKI_NOT_INITIALIZED;
            if (!gone || !discard(module)) {
                throw e;
            }
            return selector.choose(hsm()).id();
        }
    }

    Slot slot(TokenSelector selector) {
        return selector.choose(hsm());
    }

    /**
     * Ends the sessions of this provider instance and closes the module if this object opened it.
     */
    @Override
    public void close() {
        closed = true;
        try {
            closeTokens();
        } finally {
            closeModule();
        }
    }

    /** One whose end could not be recorded keeps no other open. */
    private void closeTokens() {
        HsmException failure = null;
        for (ProviderToken token : tokens.values()) {
            try {
                token.close();
            } catch (HsmException e) {
                failure = e;
            }
        }
        tokens.clear();
        if (failure != null) {
            throw failure;
        }
    }

    private void closeModule() {
        closed = true;
        if (!lost()) {
            openLock.lock();
        } else if (!openLock.tryLock()) {
            // Nobody is left to release it, and there is nothing to close.
            hsm.set(null);
            return;
        }
        try {
            Hsm open = hsm.getAndSet(null);
            forgetExit();
            if (open != null && source != null) {
                open.close();
            }
        } finally {
            openLock.unlock();
        }
    }
}

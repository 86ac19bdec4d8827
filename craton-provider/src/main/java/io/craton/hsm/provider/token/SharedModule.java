package io.craton.hsm.provider.token;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Slot;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A module behind provider instances: opened at the first use that needs it (decision B34) or given
 * by the application. Instances with the same configuration have one, which is opened once and
 * closed with the last of them; so a key of one is a key of all. Safe for use by several threads.
 */
public final class SharedModule {
    private static final Logger LOG = LoggerFactory.getLogger(SharedModule.class);
    private static final int SECONDS_TO_END = 10;

    // Those that have a configuration. Weak: a provider that nobody has keeps nothing.
    @GuardedBy("CONFIGURED")
    private static final List<WeakReference<SharedModule>> CONFIGURED = new ArrayList<>();

    private final @Nullable Supplier<HsmConfig> source;
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

    // What it is opened with, once somebody shares it.
    private volatile @Nullable HsmConfig agreed;

    @GuardedBy("CONFIGURED")
    private int users;

    private final PinSources pinSources = new PinSources();

    // Which slot a selector meant last.
    private final Map<TokenSelector, Long> chosen = new ConcurrentHashMap<>();

    private final CountDownLatch ended = new CountDownLatch(1);
    // Those of the same configuration that were closing when this one came.
    private volatile List<SharedModule> before = List.of();

    private SharedModule(@Nullable Supplier<HsmConfig> source, @Nullable Hsm hsm) {
        this.source = source;
        this.hsm = new AtomicReference<>(hsm);
    }

    /** One that is opened at the first use. */
    static SharedModule lazy(Supplier<HsmConfig> source) {
        return new SharedModule(source, null);
    }

    /** One that the application has opened and will close. */
    static SharedModule of(Hsm hsm) {
        return new SharedModule(null, hsm);
    }

    /**
     * The module of this configuration that other provider instances use already, or else this one;
     * with one more user.
     */
    SharedModule joined(HsmConfig config) {
        synchronized (CONFIGURED) {
            List<SharedModule> closing = new ArrayList<>();
            CONFIGURED.removeIf(SharedModule::isGone);
            for (WeakReference<SharedModule> other : CONFIGURED) {
                SharedModule found = other.get();
                if (found == null || !config.equals(found.agreed)) {
                    continue;
                }
                if (!found.closed) {
                    return found.join();
                }
                closing.add(found);
            }
            agreed = config;
            before = List.copyOf(closing);
            CONFIGURED.add(new WeakReference<>(this));
            return join();
        }
    }

    private static boolean isGone(WeakReference<SharedModule> reference) {
        SharedModule module = reference.get();
        return module == null || module.ended.getCount() == 0;
    }

    /** One with the same configuration that nobody has opened or uses yet. */
    SharedModule unused() {
        return new SharedModule(source, null);
    }

    /** Takes one more user, unless the last one has gone. */
    boolean admits() {
        synchronized (CONFIGURED) {
            if (closed) {
                return false;
            }
            users++;
            return true;
        }
    }

    /** This module, with one more user. */
    SharedModule join() {
        synchronized (CONFIGURED) {
            users++;
            return this;
        }
    }

    /** One user less; the last one closes it. */
    void leave() {
        synchronized (CONFIGURED) {
            users--;
            if (users > 0) {
                return;
            }
            closed = true;
        }
        close();
    }

    /** Whether the module has been opened, by us or by the application. */
    boolean opened() {
        return hsm.get() != null;
    }

    /**
     * Whether the module is being opened now: whoever is called from within must not wait for it.
     */
    boolean opening() {
        return hsm.get() == null && openLock.isLocked();
    }

    /**
     * The configuration of the module, which is not opened for that.
     *
     * @throws HsmException if it cannot be read
     */
    HsmConfig config() {
        Hsm open = hsm.get();
        if (open != null) {
            return open.config();
        }
        if (source == null) {
            throw closedAlready();
        }
        return configuration(source);
    }

    /** What is said by one that is closed. */
    static HsmException closedAlready() {
        return new HsmException(
                ReturnCode.CKR_CRYPTOKI_NOT_INITIALIZED, "this provider instance is closed");
    }

    private HsmConfig configuration(Supplier<HsmConfig> otherwise) {
        HsmConfig known = agreed;
        return known != null ? known : otherwise.get();
    }

    /** Where the PINs of its tokens come from when nobody is logged in. */
    PinSources pinSources() {
        return pinSources;
    }

    /** The module, opened if need be. */
    Hsm hsm() {
        Hsm open = hsm.get();
        if (open != null && !closed) {
            return open;
        }
        if (source == null || closed) {
            throw closedAlready();
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
                HsmConfig config = configuration(source);
                if (closed) {
                    // While this waited: nobody would close what is opened now.
                    throw closedAlready();
                }
                before.forEach(SharedModule::awaitEnd);
                before = List.of();
                now = Hsm.open(config);
                hsm.set(now);
                closeAtExit();
            }
            return now;
        } finally {
            openLock.unlock();
        }
    }

    // One that takes longer keeps the store, and whoever opens it says so.
    private void awaitEnd() {
        if (openLock.isHeldByCurrentThread()) {
            return;
        }
        try {
            if (!ended.await(SECONDS_TO_END, TimeUnit.SECONDS)) {
                LOG.debug("a module of the same configuration is still closing");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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

    /**
     * A token of this module; the same object for the same slot, by whatever name it is asked for.
     * The module is opened if the slot cannot be told without it.
     *
     * @throws HsmException {@code CKR_TOKEN_NOT_PRESENT} if no token or more than one is meant
     */
    ProviderToken token(TokenSelector selector) {
        long id = selector.slotAlone().orElseGet(() -> slotOf(selector));
        return tokens.computeIfAbsent(id, slot -> new ProviderToken(this, slot));
    }

    private long slotOf(TokenSelector selector) {
        Hsm module = hsm();
        try {
            return slotOf(selector, module);
        } catch (HsmException e) {
            boolean gone = e.code() == ReturnCode.CKR_CRYPTOKI_NOT_INITIALIZED;
            if (!gone || !discard(module)) {
                throw e;
            }
            return slotOf(selector, hsm());
        }
    }

    // To look at the one token that was meant before is less than to look at all.
    private long slotOf(TokenSelector selector, Hsm module) {
        Long last = chosen.get(selector);
        if (last != null && selector.matches(module, module.slot(last))) {
            return last;
        }
        long id = selector.choose(module).id();
        chosen.put(selector, id);
        return id;
    }

    Slot slot(TokenSelector selector) {
        return selector.choose(hsm());
    }

    /** Ends the sessions and closes the module, if this object opened it. */
    private void close() {
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
        try {
            endModule();
        } finally {
            ended.countDown();
        }
    }

    private void endModule() {
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

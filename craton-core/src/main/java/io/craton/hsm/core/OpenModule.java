package io.craton.hsm.core;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.core.runtime.Parts;
import io.craton.hsm.core.token.CoreSlot;
import io.craton.hsm.core.token.Token;
import io.craton.hsm.spi.AuditEvent;
import io.craton.hsm.spi.AuditRecord;
import io.craton.hsm.spi.TokenStores;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the applications of an open module share: its parts and its tokens. It ends with the
 * application that opened it.
 */
final class OpenModule {
    private final Parts parts;
    private final TokenStores stores;
    private final Runnable release;
    private final List<Token> tokens = new ArrayList<>();
    private final List<CoreHsm> applications = new CopyOnWriteArrayList<>();
    // Of each client that there was.
    private final Map<String, AtomicInteger> sessionObjects = new ConcurrentHashMap<>();
    private final AtomicBoolean closing = new AtomicBoolean();

    /**
     * @param parts what the module consists of
     * @param stores what is kept of its tokens
     * @param release closes the parts when the module is closed
     */
    OpenModule(Parts parts, TokenStores stores, Runnable release) {
        this.parts = parts;
        this.stores = stores;
        this.release = release;
        int slots = parts.config().integer(ConfigKey.TOKEN_SLOT_COUNT);
        for (int slot = 0; slot < slots; slot++) {
            tokens.add(
                    new Token(
                            parts, slot, stores.slot(slot), CoreSlot::ownSession, this::replaced));
        }
    }

    private void replaced(int slot) {
        applications.forEach(application -> application.replaced(slot));
    }

    Parts parts() {
        return parts;
    }

    List<Token> tokens() {
        return tokens;
    }

    /** How many session objects all applications of a client have. */
    AtomicInteger sessionObjectsOf(AuditRecord.Caller client) {
        return sessionObjects.computeIfAbsent(
                Objects.toString(client.client(), ""), name -> new AtomicInteger());
    }

    void begun(CoreHsm application) {
        applications.add(application);
    }

    void ended(CoreHsm application) {
        applications.remove(application);
    }

    void announce(String address) {
        stores.announce(address);
    }

    /** Wipes what the module holds in memory, whatever fails. */
    void wipe() {
        List<Runnable> steps = new ArrayList<>();
        applications.forEach(application -> steps.add(application::leave));
        tokens.forEach(token -> steps.add(token::shutDown));
        RuntimeException failure = null;
        for (Runnable step : steps) {
            try {
                step.run();
            } catch (RuntimeException e) {
                failure = failure == null ? e : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Ends all applications, and releases the parts. */
    void close() {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        // Another process than the one that opened the module has nothing of it to release.
        if (parts.gate().foreign()) {
            parts.gate().close();
            return;
        }
        try {
            wipe();
            parts.gate().close();
            parts.audit().record(AuditRecord.module(AuditEvent.FINALIZE, ReturnCode.CKR_OK, null));
        } finally {
            parts.gate().close();
            release.run();
        }
    }
}

package io.craton.hsm.core;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.HsmInfo;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Slot;
import io.craton.hsm.core.function.Functions;
import io.craton.hsm.core.runtime.Parts;
import io.craton.hsm.core.runtime.Product;
import io.craton.hsm.core.token.CoreSlot;
import io.craton.hsm.core.token.Token;
import io.craton.hsm.core.token.context.Application;
import io.craton.hsm.Arguments;
import io.craton.hsm.spi.AuditEvent;
import io.craton.hsm.spi.AuditRecord;
import io.craton.hsm.spi.TokenStores;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** An open module: its slots, and the parts that it releases when it is closed. */
final class CoreHsm implements Hsm {
    private final Parts parts;
    private final Runnable release;
    private final List<Token> tokens = new ArrayList<>();
    private final List<CoreSlot> slots = new ArrayList<>();
    private final BlockingQueue<Integer> events = new LinkedBlockingQueue<>();
    private final AtomicBoolean closing = new AtomicBoolean();

    /**
     * @param parts what the module consists of
     * @param stores what is kept of its tokens
     * @param release closes the parts when the module is closed
     */
    CoreHsm(Parts parts, TokenStores stores, Runnable release) {
        this.parts = parts;
        this.release = release;
        int count = parts.config().integer(ConfigKey.TOKEN_SLOT_COUNT);
        for (int slot = 0; slot < count; slot++) {
            Token token =
                    new Token(parts, slot, stores.slot(slot), CoreSlot::ownSession, events::add);
            Application application = new Application(AuditRecord.Caller.NONE, null);
            token.context().applications().add(application);
            tokens.add(token);
            slots.add(new CoreSlot(token, application, Functions::new));
        }
    }

    @Override
    public HsmInfo info() {
        parts.gate().enter();
        return new HsmInfo(Product.CRYPTOKI, Product.MANUFACTURER, Product.NAME, Product.VERSION);
    }

    @Override
    public List<Slot> slots() {
        return slots(false);
    }

    @Override
    public List<Slot> slots(boolean tokenPresent) {
        parts.gate().enter();
        return slots.stream()
                .filter(slot -> !tokenPresent || present(slot))
                .map(Slot.class::cast)
                .toList();
    }

    private static boolean present(CoreSlot slot) {
        return slot.token().context().applications().present();
    }

    @Override
    public Slot slot(long id) {
        parts.gate().enter();
        if (id < 0 || id >= slots.size()) {
            throw new HsmException(
                    ReturnCode.CKR_SLOT_ID_INVALID,
                    "there is no slot "
                            + id
                            + "; the slots are 0 to "
                            + (slots.size() - 1)
                            + " (token.slot_count)");
        }
        return slots.get((int) id);
    }

    @Override
    public Optional<Slot> waitForSlotEvent(Duration timeout) {
        parts.gate().enter();
        Arguments.notNull(timeout, "the time to wait");
        try {
            Integer slot = events.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
            parts.gate().enter();
            return slot == null ? Optional.empty() : Optional.of(slots.get(slot));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HsmException(
                    ReturnCode.CKR_FUNCTION_CANCELED,
                    "the wait for a slot event was interrupted",
                    e);
        }
    }

    @Override
    public HsmConfig config() {
        return parts.config();
    }

    @Override
    public void rotateAuditLog(Path archive) {
        parts.gate().enter();
        parts.audit().rotate(Arguments.notNull(archive, "the archive"));
    }

    /**
     * Wipes what the module holds in memory, when it has found itself faulty; it stays open for
     * {@link #close}.
     */
    void wipe() {
        try {
            slots.forEach(CoreSlot::end);
        } finally {
            tokens.forEach(Token::shutDown);
        }
    }

    @Override
    public void close() {
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

package io.craton.hsm.core;

import io.craton.hsm.ApplicationIdentity;
import io.craton.hsm.Arguments;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.HsmInfo;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Slot;
import io.craton.hsm.core.function.Functions;
import io.craton.hsm.core.runtime.HandlePermutation;
import io.craton.hsm.core.runtime.Parts;
import io.craton.hsm.core.runtime.Product;
import io.craton.hsm.core.token.CoreSlot;
import io.craton.hsm.core.token.Token;
import io.craton.hsm.core.token.context.Application;
import io.craton.hsm.core.token.context.SessionObjects;
import io.craton.hsm.spi.AuditEvent;
import io.craton.hsm.spi.AuditRecord;
import io.craton.hsm.spi.TokenStores;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An open module as one application sees it (decision B40): its slots and its slot events. The one
 * that opened the module closes it for all.
 */
final class CoreHsm implements Hsm {
    /** Wakes those who wait for an event of a slot when there will be none. */
    private static final int NO_SLOT = -1;

    private static final int LONGEST_ADDRESS = 1024;

    private final OpenModule module;
    private final Parts parts;
    private final AuditRecord.Caller identity;
    private final boolean first;
    private final List<CoreSlot> slots = new ArrayList<>();
    private final BlockingQueue<Integer> events = new LinkedBlockingQueue<>();
    private final AtomicBoolean closing = new AtomicBoolean();
    private volatile boolean ended;

    /**
     * The application that opens the module.
     *
     * @param parts what the module consists of
     * @param stores what is kept of its tokens
     * @param release closes the parts when the module is closed
     */
    CoreHsm(Parts parts, TokenStores stores, Runnable release) {
        this(new OpenModule(parts, stores, release), AuditRecord.Caller.NONE, null);
    }

    private CoreHsm(
            OpenModule module, AuditRecord.Caller identity, @Nullable HandlePermutation handles) {
        this.module = module;
        this.parts = module.parts();
        this.identity = identity;
        this.first = handles == null;
        AtomicInteger objectsOfUser = module.sessionObjectsOf(identity);
        for (Token token : module.tokens()) {
            SessionObjects objects =
                    first
                            ? SessionObjects.unlimited()
                            : SessionObjects.limited(parts.config(), objectsOfUser);
            Application application = new Application(identity, handles, objects);
            slots.add(new CoreSlot(token, application, Functions::new));
        }
        slots.forEach(CoreSlot::begin);
        module.begun(this);
    }

    @Override
    public Hsm newApplication(ApplicationIdentity who) {
        enter();
        Arguments.notNull(who, "the identity");
        AuditRecord.Caller caller =
                new AuditRecord.Caller(who.application(), who.client(), who.peer());
        CoreHsm made = new CoreHsm(module, caller, new HandlePermutation(parts.random()));
        try {
            made.record(AuditEvent.INITIALIZE);
        } catch (HsmException e) {
            made.leave();
            throw e;
        }
        return made;
    }

    private void record(AuditEvent event) {
        parts.audit().record(AuditRecord.module(event, ReturnCode.CKR_OK, null).by(identity));
    }

    private void enter() {
        parts.gate().enter();
        if (ended) {
            throw new HsmException(
                    ReturnCode.CKR_CRYPTOKI_NOT_INITIALIZED,
                    "the application has ended; begin another one");
        }
    }

    @Override
    public HsmInfo info() {
        enter();
        return new HsmInfo(Product.CRYPTOKI, Product.MANUFACTURER, Product.NAME, Product.VERSION);
    }

    @Override
    public List<Slot> slots() {
        return slots(false);
    }

    @Override
    public List<Slot> slots(boolean tokenPresent) {
        enter();
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
        enter();
        if (id < 0 || id >= slots.size()) {
            int last = slots.size() - 1;
            throw new HsmException(
                    ReturnCode.CKR_SLOT_ID_INVALID,
                    "there is no slot "
                            + id
                            + "; the slots are 0 to "
                            + last
                            + " (token.slot_count)");
        }
        return slots.get((int) id);
    }

    /** There is another token in a slot, or none. */
    void replaced(int slot) {
        events.add(slot);
    }

    @Override
    public Optional<Slot> waitForSlotEvent(Duration timeout) {
        enter();
        Arguments.notNull(timeout, "the time to wait");
        try {
            Integer slot = events.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
            if (slot != null && slot == NO_SLOT) {
                events.add(NO_SLOT); // for whoever else waits
            }
            enter();
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
        enter();
        parts.audit().rotate(Arguments.notNull(archive, "the archive"));
    }

    @Override
    public void announce(String address) {
        enter();
        Arguments.notNull(address, "the address");
        boolean isLine =
                address.lines().count() == 1 && address.length() == address.strip().length();
        if (!isLine || address.getBytes(StandardCharsets.UTF_8).length > LONGEST_ADDRESS) {
            throw new HsmException(
                    ReturnCode.CKR_ARGUMENTS_BAD,
                    "the address of a door is one line of at most " + LONGEST_ADDRESS + " bytes");
        }
        module.announce(address);
    }

    /**
     * Wipes what the module holds in memory, when it has found itself faulty; it stays open for
     * {@link #close}.
     */
    void wipe() {
        module.wipe();
    }

    /** Ends the sessions and logins of this application, in every slot, whatever fails. */
    void leave() {
        ended = true;
        RuntimeException failure = null;
        for (CoreSlot slot : slots) {
            try {
                slot.end();
            } catch (RuntimeException e) {
                failure = failure == null ? e : failure;
            }
        }
        module.ended(this);
        events.add(NO_SLOT);
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public void close() {
        if (first) {
            module.close();
        } else if (closing.compareAndSet(false, true)) {
            end();
        }
    }

    private void end() {
        // The module has ended it already, or another process has it.
        if (parts.gate().closed() || parts.gate().foreign()) {
            ended = true;
            return;
        }
        leave();
        record(AuditEvent.FINALIZE);
    }
}

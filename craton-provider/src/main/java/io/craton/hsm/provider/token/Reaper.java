package io.craton.hsm.provider.token;

import io.craton.hsm.HsmException;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends what belongs to Java objects that nobody can reach any more: session keys, operations that
 * were started and left. It has no thread of its own (decision B34): the queue is emptied by those
 * who use the token.
 */
public final class Reaper {
    private static final Logger LOG = LoggerFactory.getLogger(Reaper.class);

    private final ReferenceQueue<Object> queue = new ReferenceQueue<>();
    private final Set<Ticket> tickets = ConcurrentHashMap.newKeySet();

    /**
     * Has something done when an object cannot be reached any more.
     *
     * @param owner the object
     * @param end what to do; must not refer to the owner
     */
    public Ticket watch(Object owner, Runnable end) {
        Ticket ticket = new Ticket(owner, end);
        tickets.add(ticket);
        return ticket;
    }

    void drain() {
        Reference<?> reference = queue.poll();
        while (reference != null) {
            if (reference instanceof Ticket ticket && tickets.remove(ticket)) {
                try {
                    ticket.end.run();
                } catch (HsmException e) {
                    LOG.debug("an abandoned object could not be ended: {}", e.code());
                }
            }
            reference = queue.poll();
        }
    }

    /** What {@link #watch} has promised. */
    public final class Ticket extends PhantomReference<Object> {
        private final Runnable end;

        private Ticket(Object owner, Runnable end) {
            super(owner, queue);
            this.end = end;
        }

        /** Withdraws: nothing will be done. */
        public void cancel() {
            tickets.remove(this);
            clear();
        }
    }
}

package io.craton.hsm.provider.token;

import io.craton.hsm.ObjectHandle;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends what belongs to Java objects that nobody can reach any more: session keys, operations that
 * were started and left. That is done by a thread of its own, never by those who use the token; it
 * is started with the first object that is watched (decision B34) and ends when there is none left,
 * and at {@link #close()}. Keys are ended in portions, each with one record; what could not be
 * ended is tried again.
 */
public final class Reaper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Reaper.class);
    private static final int PORTION = 500;
    private static final long RETRY_MILLIS = 250;
    private static final long IDLE_MILLIS = 10_000;
    private static final long FAREWELL_MILLIS = 10_000;

    private final Consumer<Collection<ObjectHandle>> end;
    private final ReferenceQueue<Object> queue = new ReferenceQueue<>();
    private final Set<Ticket> tickets = ConcurrentHashMap.newKeySet();
    // Written under this object's lock.
    private volatile @Nullable Thread worker;
    private volatile boolean closed;

    /**
     * @param end ends session objects, and throws if that has to be tried again
     */
    Reaper(Consumer<Collection<ObjectHandle>> end) {
        this.end = end;
    }

    /**
     * Has something done when an object cannot be reached any more.
     *
     * @param owner the object
     * @param work what to do; must not refer to the owner
     */
    public Ticket watch(Object owner, Runnable work) {
        return watch(new Ticket(owner, work, null));
    }

    /**
     * Has a session object destroyed when a Java object cannot be reached any more.
     *
     * @param owner the Java object
     * @param object the session object
     */
    public Ticket watch(Object owner, ObjectHandle object) {
        return watch(new Ticket(owner, null, object));
    }

    private Ticket watch(Ticket ticket) {
        if (closed) {
            return ticket;
        }
        tickets.add(ticket);
        if (worker == null) {
            start();
        }
        return ticket;
    }

    private synchronized void start() {
        if (worker == null && !closed) {
            Thread thread = new Thread(null, this::work, "craton-hsm-reaper", 0, false);
            thread.setDaemon(true);
            // It must not keep the class loader of the application that came first.
            thread.setContextClassLoader(null);
            worker = thread;
            thread.start();
        }
    }

    private void work() {
        List<ObjectHandle> dead = new ArrayList<>();
        try {
            while (!closed) {
                Reference<?> first = queue.remove(dead.isEmpty() ? IDLE_MILLIS : RETRY_MILLIS);
                collect(first, dead);
                bury(dead);
                if (first == null && dead.isEmpty() && nothingLeft()) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            // Nobody of ours interrupts it: an interrupt would close the file that the module
            // writes.
            LOG.debug("{} dead session keys are left to their session", dead.size());
        } finally {
            gone();
        }
    }

    private void collect(@Nullable Reference<?> first, List<ObjectHandle> dead) {
        for (Reference<?> next = first; next != null; next = next(dead)) {
            if (next instanceof Ticket ticket && tickets.remove(ticket)) {
                ticket.collect(dead);
            }
        }
    }

    private @Nullable Reference<?> next(List<ObjectHandle> dead) {
        return dead.size() < PORTION ? queue.poll() : null;
    }

    private void bury(List<ObjectHandle> dead) {
        if (dead.isEmpty()) {
            return;
        }
        try {
            end.accept(dead);
            dead.clear();
        } catch (RuntimeException e) {
            LOG.debug("{} dead session keys could not be ended now: {}", dead.size(), e.toString());
        }
    }

    // Whoever adds a ticket either is seen here or sees that there is no thread any more.
    private synchronized boolean nothingLeft() {
        worker = null;
        if (tickets.isEmpty()) {
            return true;
        }
        worker = Thread.currentThread();
        return false;
    }

    private synchronized void gone() {
        if (Thread.currentThread().equals(worker)) {
            worker = null;
        }
    }

    /**
     * Like {@link #close()}, without waiting for anybody: a process that was forked has neither the
     * thread nor those who may have held the lock.
     */
    void forget() {
        closed = true;
        tickets.clear();
        new Ticket(this, null, null).enqueue(); // wakes it
    }

    private synchronized @Nullable Thread last() {
        closed = true;
        return worker;
    }

    /** Ends the thread; what was watched is left to its session. */
    @Override
    public void close() {
        Thread last = last();
        forget();
        if (last == null || last.equals(Thread.currentThread())) {
            return;
        }
        try {
            last.join(FAREWELL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What {@link #watch} has promised. */
    public final class Ticket extends PhantomReference<Object> {
        private final @Nullable Runnable work;
        private final @Nullable ObjectHandle object;

        private Ticket(Object owner, @Nullable Runnable work, @Nullable ObjectHandle object) {
            super(owner, queue);
            this.work = work;
            this.object = object;
        }

        private void collect(List<ObjectHandle> dead) {
            if (object != null) {
                dead.add(object);
            }
            try {
                if (work != null) {
                    work.run();
                }
            } catch (RuntimeException e) {
                LOG.debug("an abandoned operation could not be ended: {}", e.toString());
            }
        }

        /** Withdraws: nothing will be done. */
        public void cancel() {
            tickets.remove(this);
            clear();
        }
    }
}

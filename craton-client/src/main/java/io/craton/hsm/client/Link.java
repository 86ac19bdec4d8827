package io.craton.hsm.client;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.wire.WireFunction;
import io.craton.hsm.wire.value.Handles;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one application: as many as calls are under way at once, all joined to it.
 * When one breaks, the daemon is gone and so is the application: the call under way and the first
 * one after it fail with {@code CKR_DEVICE_REMOVED}, and the next one begins an application anew,
 * to which sessions of before are unknown.
 */
final class Link implements AutoCloseable {
    /** A wait ends sooner when a connection is given back. */
    private static final long LONGEST_PAUSE_MILLIS = 1000;

    private final Target target;

    /** Held by the call that begins the application; who comes meanwhile joins it, or fails too. */
    private final Object beginning = new Object();

    @GuardedBy("this")
    private final Deque<Wire> idle = new ArrayDeque<>();

    @GuardedBy("this")
    private final Set<Wire> all = new HashSet<>();

    /** Which of the applications, one after the other, is there now. */
    @GuardedBy("this")
    private int generation;

    /** What further connections join the application with; null if there is none. */
    @GuardedBy("this")
    private byte @Nullable [] secret;

    @GuardedBy("this")
    private boolean removed;

    @GuardedBy("this")
    private boolean closed;

    /** What a further connection joins: an application, or none yet. */
    private record Joining(int generation, boolean begun) {}

    Link(Target target) {
        this.target = target;
    }

    /**
     * Makes a call.
     *
     * @param receiver what it is called on; of a session or operation, its generation has to be
     *     this one
     * @param handles what is in the daemon of a generation
     */
    @Nullable Object call(
            WireFunction function,
            Remote receiver,
            @Nullable Object[] arguments,
            IntFunction<Handles> handles,
            Pieces pieces) {
        Wire wire = take(receiver, handles);
        try {
            return wire.call(
                    function, receiver, arguments, handles.apply(wire.generation()), pieces);
        } catch (IOException e) {
            throw lost(wire, e);
        } finally {
            giveBack(wire);
        }
    }

    private Wire take(Remote receiver, IntFunction<Handles> handles) {
        Joining joining;
        synchronized (this) {
            joining = joining(receiver);
            Wire known = idle.pollFirst();
            if (known != null) {
                return known;
            }
        }
        if (joining.begun()) {
            return connectOrWait(joining, handles);
        }
        synchronized (beginning) {
            // Another call may have begun the application meanwhile, or waited in vain.
            Joining now = joining(receiver);
            if (now.generation() != joining.generation()) {
                throw gone(null);
            }
            return connectOrWait(now, handles);
        }
    }

    /** As many connections as the daemon has room for; further calls wait for one of those. */
    private Wire connectOrWait(Joining joining, IntFunction<Handles> handles) {
        try {
            return connect(joining, handles);
        } catch (FullDaemonException e) {
            Wire found = awaitIdle(joining.generation());
            if (found == null) {
                throw e.refusal();
            }
            return found;
        }
    }

    /** Null if there is none to wait for, or none was free in time. */
    private synchronized @Nullable Wire awaitIdle(int wanted) {
        long end = System.nanoTime() + target.longestWelcome().toNanos();
        boolean interrupted = false;
        try {
            while (!all.isEmpty() && wanted == generation && System.nanoTime() < end) {
                Wire found = idle.pollFirst();
                if (found != null) {
                    return found;
                }
                try {
                    wait(LONGEST_PAUSE_MILLIS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            return null;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private synchronized Joining joining(Remote receiver) {
        requireOpen();
        if (removed) {
            removed = false;
            throw gone(null);
        }
        if (receiver.born() >= 0 && receiver.born() != generation) {
            throw new HsmException(
                    ReturnCode.CKR_SESSION_HANDLE_INVALID,
                    "the session was of a daemon that is gone; open another one");
        }
        return new Joining(generation, secret != null);
    }

    /** One for another application at the same daemon. */
    Link another() {
        return new Link(target);
    }

    /**
     * @throws HsmException {@code CKR_CRYPTOKI_NOT_INITIALIZED} if it is closed
     */
    synchronized void requireOpen() {
        if (closed) {
            throw new HsmException(
                    ReturnCode.CKR_CRYPTOKI_NOT_INITIALIZED, "the module has been closed");
        }
    }

    /** Without the lock: the daemon may take its time, and nobody else has to wait for it. */
    private Wire connect(Joining joining, IntFunction<Handles> handles) throws FullDaemonException {
        Wire wire;
        try {
            wire = Wire.connect(target, joining.generation());
        } catch (FullDaemonException e) {
            throw e;
        } catch (IOException e) {
            notBegun(joining);
            throw gone(e);
        }
        try {
            byte[] joined = begin(wire, joining, handles.apply(joining.generation()));
            wire.served();
            add(wire, joined);
            return wire;
        } catch (IOException e) {
            if (joining.begun()) {
                throw lost(wire, e);
            }
            // Nothing is lost: there was no application. By gRPC it is here that nobody answers.
            wire.close();
            notBegun(joining);
            throw gone(e);
        } catch (HsmException e) {
            // Another daemon, which does not know the application, or one that has no room for it.
            HsmException failure = lost(wire, e);
            throw joining.begun() ? failure : e;
        }
    }

    /** Those that wait for the same application fail too, and not one after the other. */
    private synchronized void notBegun(Joining joining) {
        if (!joining.begun() && joining.generation() == generation) {
            generation++;
        }
    }

    private byte[] begin(Wire wire, Joining joining, Handles handles) throws IOException {
        Pieces none = Pieces.none();
        if (!joining.begun()) {
            Object[] process = {ProcessHandle.current().pid()};
            WireFunction begin = WireFunction.INITIALIZE_PROCESS;
            Object begun = wire.call(begin, wire, process, handles, none);
            return (byte[]) Objects.requireNonNull(begun);
        }
        byte[] known = secret(joining);
        wire.call(WireFunction.JOIN, wire, new Object[] {known}, handles, none);
        return known;
    }

    private synchronized byte[] secret(Joining joining) throws IOException {
        if (secret == null || joining.generation() != generation) {
            throw new ClosedChannelException();
        }
        return secret;
    }

    /** Unless the application or the module has ended meanwhile. */
    private synchronized void add(Wire wire, byte[] joined) throws IOException {
        requireOpen();
        if (wire.generation() != generation) {
            throw new ClosedChannelException();
        }
        secret = joined;
        all.add(wire);
    }

    private HsmException gone(@Nullable Throwable cause) {
        return new HsmException(
                ReturnCode.CKR_DEVICE_REMOVED,
                "the daemon at "
                        + target.connector().place()
                        + " does not answer; start it, or look at its log",
                cause);
    }

    private synchronized void giveBack(Wire wire) {
        if (closed || wire.generation() != generation || !wire.isInSync()) {
            all.remove(wire);
            wire.close();
        } else {
            idle.addFirst(wire);
        }
        notifyAll();
    }

    private synchronized HsmException lost(Wire wire, Throwable cause) {
        if (wire.generation() == generation) {
            generation++;
            removed = true;
            forget();
        }
        wire.close();
        return gone(cause);
    }

    @GuardedBy("this")
    private void forget() {
        all.forEach(Wire::close);
        all.clear();
        idle.clear();
        secret = null;
        notifyAll();
    }

    /** Ends the connections, and so the application. */
    @Override
    public synchronized void close() {
        closed = true;
        forget();
    }
}

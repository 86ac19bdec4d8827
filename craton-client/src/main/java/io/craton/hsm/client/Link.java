package io.craton.hsm.client;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.wire.WireFunction;
import io.craton.hsm.wire.value.Handles;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one application: as many as calls are under way at once, all joined to it.
 * When one breaks, the daemon is gone and so is the application: the call under way and the first
 * one after it fail with {@code CKR_DEVICE_REMOVED}, and the next one begins an application anew,
 * to which sessions of before are unknown.
 */
final class Link implements AutoCloseable {
    private final Path socket;

    @GuardedBy("this")
    private final Deque<Wire> idle = new ArrayDeque<>();

    @GuardedBy("this")
    private final Set<Wire> all = new HashSet<>();

    @GuardedBy("this")
    private int generation;

    /** What further connections join the application with; null if there is none. */
    @GuardedBy("this")
    private byte @Nullable [] secret;

    @GuardedBy("this")
    private boolean removed;

    @GuardedBy("this")
    private boolean closed;

    Link(Path socket) {
        this.socket = socket;
    }

    /** Which of the applications, one after the other, is there now. */
    synchronized int generation() {
        return generation;
    }

    /**
     * Makes a call.
     *
     * @param born the generation of the session or operation that it is called on; -1 for the rest
     */
    @Nullable Object call(
            WireFunction function,
            Object receiver,
            int born,
            @Nullable Object[] arguments,
            Handles handles,
            OutputStream pieces) {
        Wire wire = take(born, handles);
        try {
            Object result = wire.call(function, receiver, arguments, handles, pieces);
            giveBack(wire);
            return result;
        } catch (HsmException e) {
            giveBack(wire);
            throw e;
        } catch (IOException e) {
            throw lost(wire, e);
        } catch (RuntimeException | Error e) {
            // What is on the connection is not known any more.
            lost(wire, e);
            throw e;
        }
    }

    private synchronized Wire take(int born, Handles handles) {
        if (closed) {
            throw new HsmException(
                    ReturnCode.CKR_CRYPTOKI_NOT_INITIALIZED, "the module has been closed");
        }
        if (removed) {
            removed = false;
            throw gone(null);
        }
        if (born >= 0 && born != generation) {
            throw new HsmException(
                    ReturnCode.CKR_SESSION_HANDLE_INVALID,
                    "the session was of a daemon that is gone; open another one");
        }
        Wire known = idle.pollFirst();
        return known == null ? connect(handles) : known;
    }

    @GuardedBy("this")
    private Wire connect(Handles handles) {
        Wire wire;
        try {
            wire = Wire.connect(socket, generation);
        } catch (IOException e) {
            throw gone(e);
        }
        all.add(wire);
        boolean joins = secret != null;
        try {
            begin(wire, handles);
            return wire;
        } catch (IOException e) {
            throw lost(wire, e);
        } catch (HsmException e) {
            // Another daemon, which does not know the application, or one that has no room for it.
            HsmException failure = lost(wire, e);
            throw joins ? failure : e;
        }
    }

    @GuardedBy("this")
    private void begin(Wire wire, Handles handles) throws IOException {
        OutputStream none = OutputStream.nullOutputStream();
        if (secret == null) {
            Object begun = wire.call(WireFunction.INITIALIZE, wire, new Object[0], handles, none);
            secret = (byte[]) begun;
        } else {
            wire.call(WireFunction.JOIN, wire, new Object[] {secret}, handles, none);
        }
    }

    private HsmException gone(@Nullable Throwable cause) {
        return new HsmException(
                ReturnCode.CKR_DEVICE_REMOVED,
                "the daemon at " + socket + " does not answer; start it, or look at its log",
                cause);
    }

    private synchronized void giveBack(Wire wire) {
        if (closed || wire.generation() != generation) {
            all.remove(wire);
            wire.close();
        } else {
            idle.addFirst(wire);
        }
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
    }

    /** Ends the connections, and so the application. */
    @Override
    public synchronized void close() {
        closed = true;
        forget();
    }
}

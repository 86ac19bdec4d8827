package io.craton.hsm.core.token.context;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.craton.hsm.SessionMode;
import io.craton.hsm.core.object.HsmObject;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a session has: its handle and mode, its objects, its active functions, and what it has
 * begun. Safe for use by several threads.
 */
public final class SessionContext {
    private final long handle;
    private final SessionMode mode;
    private final SessionObjects objectCount;
    private volatile boolean open = true;

    @GuardedBy("this")
    private @Nullable ActiveFunctions functions;

    @GuardedBy("this")
    private @Nullable Set<HsmObject> own;

    // As long as somebody has them.
    @GuardedBy("this")
    private @Nullable Set<UnderWay> begun;

    /**
     * @param handle its handle
     * @param mode read-only or read-write
     */
    public SessionContext(long handle, SessionMode mode) {
        this(handle, mode, SessionObjects.unlimited());
    }

    /**
     * @param handle its handle
     * @param mode read-only or read-write
     * @param objectCount how many objects all sessions of its application have
     */
    public SessionContext(long handle, SessionMode mode, SessionObjects objectCount) {
        this.handle = handle;
        this.mode = mode;
        this.objectCount = objectCount;
    }

    /** Its handle. */
    public long handle() {
        return handle;
    }

    /** Read-only or read-write. */
    public SessionMode mode() {
        return mode;
    }

    /** Whether it is open. */
    public boolean isOpen() {
        return open;
    }

    /** Its functions of the standard, made at the first call. */
    public synchronized ActiveFunctions functions(Supplier<ActiveFunctions> maker) {
        ActiveFunctions made = functions;
        if (made == null) {
            made = maker.get();
            functions = made;
        }
        return made;
    }

    /** Ends the session; false if it has ended. */
    public boolean end() {
        boolean was = endCalls();
        endLostOperations();
        return was;
    }

    private synchronized boolean endCalls() {
        boolean was = open;
        open = false;
        cancelFunctions();
        return was;
    }

    private synchronized void cancelFunctions() {
        if (functions != null) {
            functions.cancelAll();
        }
    }

    /** Ends what a logout ends. */
    public void cancel() {
        cancelFunctions();
        endLostOperations();
    }

    /** Something has a key in the engine from now on. */
    public synchronized void begun(UnderWay operation) {
        Set<UnderWay> set = begun == null ? Collections.newSetFromMap(new WeakHashMap<>()) : begun;
        set.add(operation);
        begun = set;
    }

    /** Something has no key any more. */
    public synchronized void ended(UnderWay operation) {
        if (begun != null) {
            begun.remove(operation);
        }
    }

    private synchronized List<UnderWay> begunOperations() {
        return begun == null ? List.of() : List.copyOf(begun);
    }

    /** Takes the keys from operations whose key, login or session is gone. */
    public void endLostOperations() {
        begunOperations().forEach(UnderWay::endIfGone);
    }

    /** An object ends with this session. */
    public synchronized void owns(HsmObject object) {
        Set<HsmObject> set = own == null ? new HashSet<>() : own;
        if (set.add(object)) {
            objectCount.add(1);
        }
        own = set;
    }

    /** An object has ended before. */
    public synchronized void disowns(HsmObject object) {
        if (own != null && own.remove(object)) {
            objectCount.add(-1);
        }
    }

    /** The objects that end with this session; it has none afterwards. */
    public synchronized List<HsmObject> takeObjects() {
        List<HsmObject> taken = own == null ? List.of() : List.copyOf(own);
        objectCount.add(-taken.size());
        own = null;
        return taken;
    }

    /** The private objects of this session, which end with the login; it has none afterwards. */
    public synchronized List<HsmObject> takePrivateObjects() {
        if (own == null) {
            return List.of();
        }
        List<HsmObject> taken = own.stream().filter(HsmObject::isPrivate).toList();
        taken.forEach(this::disowns);
        return taken;
    }
}

package io.craton.hsm.daemon;

import io.craton.hsm.Session;
import io.craton.hsm.Slot;
import io.craton.hsm.wire.value.Handles;
import java.io.OutputStream;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The handles of a connection's application, as one call sees them. */
final class ConnectionHandles implements Handles {
    private final ConnectionDoor door;
    private final Supplier<PieceSpool> spools;
    private @Nullable PieceSpool spool;
    private @Nullable Object receiver;
    private ServedHandles.@Nullable Found firstFound;
    private ServedHandles.@Nullable Found lastFound;

    /**
     * @param spools where a long result goes first, if the call has one
     */
    ConnectionHandles(ConnectionDoor door, Supplier<PieceSpool> spools) {
        this.door = door;
        this.spools = spools;
    }

    /** What the method is called on: an operation that it begins ends with that session. */
    void on(Object called) {
        this.receiver = called;
    }

    @Override
    public long number(Object object) {
        ServedHandles handles = door.application().handles();
        return object instanceof Slot || object instanceof Session
                ? handles.number(object)
                : handles.begin((Session) Objects.requireNonNull(receiver), object);
    }

    @Override
    public Object object(Class<?> type, long number) {
        lastFound = door.application().handles().find(type, number);
        firstFound = firstFound == null ? lastFound : firstFound;
        return lastFound.object();
    }

    /** The first that was found: what a call is made on, if it is made on something. */
    ServedHandles.@Nullable Found firstFound() {
        return firstFound;
    }

    /**
     * The last that was found: what a login is made with. An operation comes behind its session.
     */
    ServedHandles.@Nullable Found lastFound() {
        return lastFound;
    }

    @Override
    public OutputStream pieces() {
        spool = spools.get();
        return spool;
    }

    /** What a long result was written to; null if the call has none. */
    @Nullable PieceSpool spool() {
        return spool;
    }
}

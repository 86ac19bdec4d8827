package io.craton.hsm.daemon;

import io.craton.hsm.Session;
import io.craton.hsm.Slot;
import io.craton.hsm.wire.value.Handles;
import java.io.OutputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The handles of a connection's application, as one call sees them. */
final class ConnectionHandles implements Handles {
    private final ConnectionDoor door;
    private final OutputStream pieces;
    private @Nullable Object receiver;
    private ServedHandles.@Nullable Found lastFound;

    ConnectionHandles(ConnectionDoor door, OutputStream pieces) {
        this.door = door;
        this.pieces = pieces;
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
        return lastFound.object();
    }

    /**
     * The last that was found: what a login is made with. An operation comes behind its session.
     */
    ServedHandles.@Nullable Found lastFound() {
        return lastFound;
    }

    @Override
    public OutputStream pieces() {
        return pieces;
    }
}

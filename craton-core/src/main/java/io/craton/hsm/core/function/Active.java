package io.craton.hsm.core.function;

import io.craton.hsm.HsmException;
import io.craton.hsm.Mechanism;
import io.craton.hsm.OperationKind;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.core.token.Partial;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one place in a session for the active operation of one kind, with the rules of section 5.2 on
 * what ends it. Guarded by the lock of {@link Functions}.
 *
 * @param <T> the operation
 */
final class Active<T extends AutoCloseable> {
    private enum Way {
        UNDECIDED,
        ONE_SHOT,
        IN_PARTS
    }

    private final OperationKind kind;
    private @Nullable T operation;
    private Way way = Way.UNDECIDED;
    // Output that was made and did not fit the buffer: the call is made again with a larger one.
    private byte @Nullable [] pending;

    Active(OperationKind kind) {
        this.kind = kind;
    }

    OperationKind kind() {
        return kind;
    }

    @Nullable T operation() {
        return operation;
    }

    /** Starts an operation; no mechanism ends the one that is active. */
    void init(@Nullable Mechanism mechanism, Supplier<T> starter) {
        if (mechanism == null) {
            end();
            return;
        }
        start(starter);
    }

    /** Starts an operation. */
    void start(Supplier<T> starter) {
        if (operation != null) {
            throw new HsmException(
                    ReturnCode.CKR_OPERATION_ACTIVE,
                    "an operation of kind " + kind + " is active in this session");
        }
        operation = starter.get();
    }

    /** The active operation, in one call. */
    T oneShot() {
        return go(Way.ONE_SHOT);
    }

    /** The active operation, in parts. */
    T inParts() {
        T active = go(Way.IN_PARTS);
        if (active instanceof Partial partial && !partial.multiPart()) {
            throw new HsmException(
                    ReturnCode.CKR_OPERATION_NOT_INITIALIZED,
                    "the mechanism of the operation of kind "
                            + kind
                            + " takes its data in one call only");
        }
        return active;
    }

    /** Goes on with an operation that is in parts. */
    void resume(T restored) {
        operation = restored;
        way = Way.IN_PARTS;
    }

    /**
     * The active operation.
     *
     * @throws HsmException {@code CKR_OPERATION_NOT_INITIALIZED}
     */
    T required() {
        T active = operation;
        if (active == null) {
            throw new HsmException(
                    ReturnCode.CKR_OPERATION_NOT_INITIALIZED,
                    "no operation of kind " + kind + " is active in this session");
        }
        return active;
    }

    private T go(Way wanted) {
        T active = required();
        if (way != Way.UNDECIDED && way != wanted) {
            throw new HsmException(
                    ReturnCode.CKR_OPERATION_ACTIVE,
                    "the operation of kind "
                            + kind
                            + " was begun "
                            + (way == Way.ONE_SHOT
                                    ? "in one call and cannot go on in parts"
                                    : "in parts and cannot end in one call"));
        }
        way = wanted;
        return active;
    }

    /** Makes a call; every error but {@code CKR_BUFFER_TOO_SMALL} ends the operation. */
    <R> R call(Supplier<R> work) {
        try {
            return work.get();
        } catch (HsmException e) {
            if (e.code() != ReturnCode.CKR_BUFFER_TOO_SMALL) {
                end();
            }
            throw e;
        }
    }

    /**
     * Gives output of a call.
     *
     * @param out where to, or null to ask for the length
     * @param bound an upper bound of the length
     * @param exact whether the bound is the length
     * @param last whether the call ends the operation
     * @param work makes the output; called once for one output, however often the caller tries
     */
    int give(
            @Nullable ByteBuffer out,
            int bound,
            boolean exact,
            boolean last,
            Supplier<byte[]> work) {
        byte[] waiting = pending;
        if (out == null) {
            return waiting == null ? bound : waiting.length;
        }
        if (waiting == null) {
            if (exact && out.remaining() < bound) {
                throw tooSmall(bound);
            }
            waiting = work.get();
        }
        if (out.remaining() < waiting.length) {
            pending = waiting;
            throw tooSmall(waiting.length);
        }
        out.put(waiting);
        int length = waiting.length;
        Arrays.fill(waiting, (byte) 0);
        pending = null;
        if (last) {
            end();
        }
        return length;
    }

    static HsmException tooSmall(int needed) {
        return new HsmException(
                ReturnCode.CKR_BUFFER_TOO_SMALL, "the buffer needs " + needed + " bytes");
    }

    /** Ends the operation, if there is one. */
    void end() {
        T active = operation;
        operation = null;
        way = Way.UNDECIDED;
        if (pending != null) {
            Arrays.fill(pending, (byte) 0);
            pending = null;
        }
        if (active != null) {
            try {
                active.close();
            } catch (Exception e) {
                throw new HsmException(
                        ReturnCode.CKR_OPERATION_CANCEL_FAILED,
                        "the operation could not be ended",
                        e);
            }
        }
    }
}

package io.craton.hsm.core.function;

import io.craton.hsm.HsmException;
import io.craton.hsm.Mechanism;
import io.craton.hsm.OperationKind;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.core.token.operation.Partial;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one place in a session for the active operation of one kind, with the rules of PKCS#11 v3.2
 * section 5.2 on what ends it. Guarded by the lock of {@link Functions}.
 *
 * @param <T> the operation
 */
final class Active<T extends AutoCloseable> {
    private enum Way {
        UNDECIDED,
        ONE_SHOT,
        IN_PARTS;

        String words() {
            return this == ONE_SHOT
                    ? "in one call and cannot go on in parts"
                    : "in parts and cannot end in one call";
        }
    }

    /** Output that waits, and the call that it belongs to. */
    private record Pending(CallOutput.Step step, byte[] data, byte[] output) {
        boolean isOf(CallOutput other) {
            return step == other.step() && MessageDigest.isEqual(data, other.data());
        }

        void wipe() {
            Arrays.fill(data, (byte) 0);
            Arrays.fill(output, (byte) 0);
        }

        @Override
        public String toString() {
            return "Pending[" + step + "]";
        }
    }

    private final OperationKind kind;
    private @Nullable T operation;
    private Way way = Way.UNDECIDED;
    // Output that did not fit the buffer: the same call is made again with a larger one.
    private @Nullable Pending pending;

    Active(OperationKind kind) {
        this.kind = kind;
    }

    OperationKind kind() {
        return kind;
    }

    @Nullable T operation() {
        return operation;
    }

    /** Starts an operation; no mechanism ends the one that is active, and needs one. */
    void init(@Nullable Mechanism mechanism, Supplier<T> starter) {
        if (mechanism == null) {
            if (operation == null) {
                throw new HsmException(
                        ReturnCode.CKR_ARGUMENTS_BAD,
                        "there is no mechanism, and no operation of kind "
                                + kind
                                + " that its absence could end");
            }
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
                    "the operation of kind " + kind + " was begun " + way.words());
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

    /** Makes a call that gives nothing, as {@link #call} does. */
    void run(Runnable work) {
        call(
                () -> {
                    work.run();
                    return true;
                });
    }

    /**
     * Makes a call in a process of many messages: every error but {@code CKR_BUFFER_TOO_SMALL} ends
     * the message under way, none the process.
     */
    <R> R inMessages(Supplier<R> work) {
        try {
            return work.get();
        } catch (HsmException e) {
            if (e.code() != ReturnCode.CKR_BUFFER_TOO_SMALL) {
                forgetPending();
                if (operation instanceof MessageSeries series) {
                    series.abandon();
                }
            }
            throw e;
        }
    }

    /**
     * Gives output of a call that does not end the operation.
     *
     * @param out where to, or null to ask for the length
     */
    int give(@Nullable ByteBuffer out, CallOutput call) {
        Pending waiting = pending;
        if (waiting != null && !waiting.isOf(call)) {
            throw new HsmException(
                    ReturnCode.CKR_OPERATION_ACTIVE,
                    "the call whose buffer was too small is made again, with the same data, before any other");
        }
        if (out == null) {
            return waiting == null ? call.bound().getAsInt() : waiting.output().length;
        }
        if (waiting == null && call.exact() && out.remaining() < call.bound().getAsInt()) {
            throw tooSmall(call.bound().getAsInt());
        }
        byte[] output = waiting == null ? call.work().get() : waiting.output();
        if (out.remaining() < output.length) {
            if (waiting == null) {
                pending = new Pending(call.step(), call.data().clone(), output);
            }
            throw tooSmall(output.length);
        }
        out.put(output);
        int length = output.length;
        Arrays.fill(output, (byte) 0);
        forgetPending();
        return length;
    }

    /** {@link #give} of a call that ends the operation, unless it only asks for the length. */
    int last(@Nullable ByteBuffer out, CallOutput call) {
        int length = give(out, call);
        if (out != null) {
            end();
        }
        return length;
    }

    /** Makes a call that gives nothing, as {@link #inMessages} does. */
    void runInMessages(Runnable work) {
        inMessages(
                () -> {
                    work.run();
                    return true;
                });
    }

    private void forgetPending() {
        Pending waiting = pending;
        pending = null;
        if (waiting != null) {
            waiting.wipe();
        }
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
        forgetPending();
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

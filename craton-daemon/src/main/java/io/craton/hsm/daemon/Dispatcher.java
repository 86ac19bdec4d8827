package io.craton.hsm.daemon;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Session;
import io.craton.hsm.SessionFunctions.EncapsulatedKey;
import io.craton.hsm.Slot;
import io.craton.hsm.daemon.GuessBudget.Outcome;
import io.craton.hsm.spi.Causes;
import io.craton.hsm.wire.WireCall;
import io.craton.hsm.wire.WireDoor;
import io.craton.hsm.wire.WireFunction;
import io.craton.hsm.wire.WireReply;
import io.craton.hsm.wire.form.WireReader;
import io.craton.hsm.wire.form.WireWriter;
import io.craton.hsm.wire.value.Room;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the calls of one connection: reads a message, asks whether the client may, calls the method
 * of the API, writes the answer. What a function means is the module's affair. For one thread.
 *
 * <ol>
 *   <li>The function is found, and the client's right to it.
 *   <li>The arguments are read; sessions and operations are those of the connection's application.
 *       What is refused until then is recorded in the audit log.
 *   <li>The method is called, with a buffer of the size that the result has.
 *   <li>The result is written, or the return code with a sentence.
 * </ol>
 */
final class Dispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    /** A buffer up to this size is made without asking for the length. */
    private static final int SMALL_ROOM = 1 << 16;

    private final ClientIdentity client;
    private final Admission admission;
    private final ConnectionDoor door;
    private final DaemonLimits limits;
    private final OutputStream pieces;
    private long workedOnSince;
    private volatile boolean isWorking;

    /**
     * @param grants what the client may do now; empty if nothing any more
     * @param pieces where pieces of a long result go
     */
    Dispatcher(
            ClientIdentity client,
            Supplier<Optional<Grant>> grants,
            ConnectionDoor door,
            DaemonLimits limits,
            OutputStream pieces) {
        this.client = client;
        this.admission = new Admission(client, grants, limits);
        this.door = door;
        this.limits = limits;
        this.pieces = pieces;
    }

    /**
     * What came of a message.
     *
     * @param function which was called; null if the message names none that there is
     * @param code what the client got
     */
    record Answered(@Nullable WireFunction function, ReturnCode code) {}

    /**
     * Whether the module has been at work on a call for longer; asked by another thread.
     *
     * @param limit nothing is longer than 0
     */
    boolean worksLongerThan(Duration limit) {
        return isWorking && !limit.isZero() && System.nanoTime() - workedOnSince > limit.toNanos();
    }

    /** Answers a message. */
    Answered answer(WireReader message, WireWriter out) {
        WireFunction function = null;
        try {
            function = WireCall.function(message);
            return new Answered(function, dispatch(function, message, out));
        } catch (HsmException e) {
            return new Answered(function, fail(e.code(), Causes.of(e), out));
        } catch (OutOfMemoryError e) {
            String full = "the daemon has no memory left for this call";
            return new Answered(function, fail(ReturnCode.CKR_HOST_MEMORY, full, out));
        } catch (RuntimeException e) {
            LOG.error("A call failed in the daemon itself", e);
            String failed = "the daemon failed; its log says why";
            return new Answered(function, fail(ReturnCode.CKR_GENERAL_ERROR, failed, out));
        }
    }

    private static ReturnCode fail(ReturnCode code, String sentence, WireWriter out) {
        out.clear();
        WireReply.writeError(code, sentence, 0, out);
        return code;
    }

    private ReturnCode dispatch(WireFunction function, WireReader message, WireWriter out) {
        ConnectionHandles handles = new ConnectionHandles(door, this::spool);
        WireCall call = admission.read(function, message, handles);
        try {
            ReturnCode code = call(call, handles, out);
            send(handles.spool());
            return code;
        } finally {
            call.wipe();
            close(handles.spool());
        }
    }

    /** Where a long result waits for the client. */
    private PieceSpool spool() {
        HsmConfig config = door.application().hsm().config();
        boolean onDisk = config.flag(ConfigKey.TOKEN_PERSIST_OBJECTS);
        return new PieceSpool(onDisk ? config.path(ConfigKey.TOKEN_STORAGE_PATH) : null);
    }

    private void send(@Nullable PieceSpool spool) {
        try {
            if (spool != null) {
                spool.sendTo(pieces);
            }
        } catch (IOException e) {
            throw new HsmException(
                    ReturnCode.CKR_DEVICE_ERROR, "the result could not be sent to the client", e);
        }
    }

    private static void close(@Nullable PieceSpool spool) {
        try {
            if (spool != null) {
                spool.close();
            }
        } catch (IOException e) {
            LOG.warn("A file of an answer could not be closed: {}", Causes.of(e));
        }
    }

    private ReturnCode call(WireCall call, ConnectionHandles handles, WireWriter out) {
        WireFunction function = call.function();
        @Nullable Object[] arguments = call.arguments().toArray();
        int buffer = roomOf(arguments);
        Object receiver = receiver(call);
        handles.on(receiver);
        try {
            if (buffer >= 0) {
                arguments[buffer] = buffer(call, receiver, arguments.clone(), buffer);
            }
            Object result = admission.shown(function, counted(call, handles, receiver, arguments));
            try {
                WireReply.write(function, result, Arrays.asList(arguments), out, handles);
            } finally {
                wipe(result);
            }
            GuessedPin.replacedBy(function, handles.lastFound())
                    .forEach(limits.guesses()::replaced);
            forgetClosed(call, receiver);
            return ReturnCode.CKR_OK;
        } catch (HsmException e) {
            if (e.code() != ReturnCode.CKR_BUFFER_TOO_SMALL || buffer < 0) {
                throw e;
            }
            out.clear();
            arguments[buffer] = null;
            long needed = length(invoke(function.method(), receiver, arguments));
            WireReply.writeError(e.code(), Causes.of(e), needed, out);
            return e.code();
        } finally {
            wipe(buffer >= 0 ? arguments[buffer] : null);
        }
    }

    /** What a call gave, such as a plaintext: it has been written for the client. */
    private static void wipe(@Nullable Object given) {
        if (given instanceof byte[] bytes) {
            Arrays.fill(bytes, (byte) 0);
        } else if (given instanceof ByteBuffer buffer) {
            buffer.clear().put(new byte[buffer.capacity()]);
        }
    }

    private static int roomOf(@Nullable Object[] arguments) {
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i] instanceof Room) {
                return i;
            }
        }
        return -1;
    }

    /** As large as the client's, but not larger than the result is. */
    private ByteBuffer buffer(
            WireCall call, Object receiver, @Nullable Object[] arguments, int place) {
        long room = ((Room) Objects.requireNonNull(arguments[place])).bytes();
        if (room > SMALL_ROOM) {
            arguments[place] = null;
            long needed = length(invoke(call.function().method(), receiver, arguments));
            room = Math.min(room, Math.max(needed, SMALL_ROOM));
        }
        return ByteBuffer.allocate((int) room);
    }

    private static long length(@Nullable Object result) {
        return result instanceof EncapsulatedKey made
                ? made.length()
                : Objects.requireNonNull((Integer) result);
    }

    private Object receiver(WireCall call) {
        Object receiver = call.receiver();
        if (receiver != null) {
            return receiver;
        }
        return call.function().owner() == WireDoor.class ? door : door.application().hsm();
    }

    /** A wrong PIN is counted against the client, too. */
    private @Nullable Object counted(
            WireCall call,
            ConnectionHandles handles,
            Object receiver,
            @Nullable Object[] arguments) {
        GuessedPin pin = GuessedPin.of(client, call, handles);
        if (pin == null) {
            return made(call.function(), receiver, arguments);
        }
        beginGuess(call.function(), pin, handles);
        Outcome outcome = Outcome.UNKNOWN;
        try {
            Object result = invoke(call.function().method(), receiver, arguments);
            outcome = GuessedPin.isShownRightBy(call.function()) ? Outcome.RIGHT : Outcome.UNKNOWN;
            return result;
        } catch (HsmException e) {
            // A PIN that is locked was not looked at.
            boolean wrong = e.code() == ReturnCode.CKR_PIN_INCORRECT;
            outcome = wrong ? Outcome.WRONG : Outcome.UNKNOWN;
            throw e;
        } finally {
            limits.guesses().end(pin, outcome);
        }
    }

    private void beginGuess(WireFunction function, GuessedPin pin, ConnectionHandles handles) {
        try {
            limits.guesses().begin(pin, admission.right(), door::isGone);
        } catch (HsmException e) {
            Admission.record(function, e, handles);
            throw e;
        }
    }

    private @Nullable Object made(
            WireFunction function, Object receiver, @Nullable Object[] arguments) {
        return switch (function) {
            // It waits without a turn: nobody else has to wait for it.
            case WAIT_FOR_SLOT_EVENT -> door.waitForSlotEvent((Duration) arguments[0]);
            case OPEN_SESSION, OPEN_RESIDENT_SESSION -> opened(function, receiver, arguments);
            default -> invoke(function.method(), receiver, arguments);
        };
    }

    private Session opened(WireFunction function, Object receiver, @Nullable Object[] arguments) {
        ServedHandles handles = door.application().handles();
        handles.requireRoom();
        Session session = null;
        try {
            session = (Session) invoke(function.method(), receiver, arguments);
            return Objects.requireNonNull(session);
        } finally {
            if (session == null) {
                handles.notOpened();
            }
        }
    }

    private @Nullable Object invoke(Method method, Object receiver, @Nullable Object[] arguments) {
        limits.turns().begin(client.user());
        workedOnSince = System.nanoTime();
        isWorking = true;
        try {
            return method.invoke(receiver, arguments);
        } catch (InvocationTargetException e) {
            throw thrown(e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("a method of the API cannot be called", e);
        } finally {
            isWorking = false;
            limits.turns().end(client.user());
        }
    }

    private static RuntimeException thrown(@Nullable Throwable cause) {
        if (cause instanceof RuntimeException unchecked) {
            return unchecked;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return new HsmException(ReturnCode.CKR_DEVICE_ERROR, "the call failed", cause);
    }

    private void forgetClosed(WireCall call, Object receiver) {
        switch (call.function()) {
            case FINALIZE -> door.finished();
            case CLOSE_SESSION,
                    SIGNING_CLOSE,
                    VERIFYING_CLOSE,
                    CIPHER_CLOSE,
                    DIGESTING_CLOSE,
                    MESSAGES_CLOSE ->
                    door.application().handles().forget(receiver);
            case DESTROY_OBJECT -> {
                ObjectHandle gone = (ObjectHandle) call.arguments().get(0);
                door.application().handles().shortHandles().forget(gone.value());
            }
            case CLOSE_ALL_SESSIONS -> door.application().handles().forgetSessions((Slot) receiver);
            default -> {}
        }
    }
}

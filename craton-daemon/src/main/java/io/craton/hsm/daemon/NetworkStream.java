package io.craton.hsm.daemon;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.grpc.GrpcFailure;
import io.craton.hsm.grpc.GrpcFunction;
import io.craton.hsm.grpc.GrpcStream;
import io.craton.hsm.spi.Causes;
import io.craton.hsm.wire.form.WireReader;
import io.craton.hsm.wire.form.WireWriter;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stream of the network door: each message is worked on, and what comes of it is taken, before
 * the next one is asked for, so that little is in memory however long the data are. A client that
 * does not go on is cut off.
 */
final class NetworkStream extends ServerCall.Listener<byte[]> {
    private static final Logger LOG = LoggerFactory.getLogger(NetworkStream.class);
    private static final long NONE = 0;

    private final GrpcStream stream;
    private final ServerCall<byte[], byte[]> call;
    private final NetworkCaller caller;
    private final GrpcDoor door;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private long operation = NONE;

    @GuardedBy("lock")
    private byte[] signature = {};

    /** Whether the next message has been asked for. */
    @GuardedBy("lock")
    private boolean asked = true;

    @GuardedBy("lock")
    private boolean over;

    @GuardedBy("lock")
    private long moved = System.nanoTime();

    NetworkStream(
            GrpcStream stream,
            ServerCall<byte[], byte[]> call,
            NetworkCaller caller,
            GrpcDoor door) {
        this.stream = stream;
        this.call = call;
        this.caller = caller;
        this.door = door;
    }

    /** Begins: the first message comes next. */
    NetworkStream begin() {
        call.sendHeaders(new Metadata());
        call.request(1);
        return this;
    }

    @Override
    public void onMessage(byte[] message) {
        lock.lock();
        try {
            if (!over) {
                take(message);
                moved = System.nanoTime();
                askForNext();
            }
        } catch (HsmException e) {
            close(GrpcFailure.of(e, Causes.of(e)));
        } catch (RuntimeException e) {
            closeUnexpected(e);
        } finally {
            Arrays.fill(message, (byte) 0);
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void take(byte[] message) {
        if (operation == NONE) {
            operation = begin(message);
        }
        if (stream.hasData(message)) {
            update(message);
        }
        byte[] given = stream.signature(message);
        signature = given.length == 0 ? signature : given;
    }

    private long begin(byte[] message) {
        try (WireWriter in = new WireWriter(GrpcFunction.FORM)) {
            stream.writeBegin(message, in);
            return ask(in, result -> result.present() ? result.ulong() : NONE);
        }
    }

    @GuardedBy("lock")
    private void update(byte[] message) {
        try (WireWriter in = new WireWriter(GrpcFunction.FORM)) {
            stream.writeUpdate(operation, message, in);
            byte[] piece = ask(in, this::piece);
            if (piece != null) {
                send(piece);
            }
        }
    }

    /** What comes of a piece of data; null if nothing comes before the end. */
    private byte @Nullable [] piece(WireReader result) {
        return stream.answersPieces() ? stream.atOnce().response(result) : null;
    }

    /**
     * Makes a call.
     *
     * @param read what takes the result, which is wiped when it has
     */
    private <T extends @Nullable Object> T ask(WireWriter in, Function<WireReader, T> read) {
        try (WireWriter out = new WireWriter(GrpcFunction.FORM)) {
            caller.answer(in.toBytes(), out);
            byte[] answer = out.toBytes();
            try {
                WireReader result = new WireReader(answer, GrpcFunction.FORM);
                GrpcFailure failure = GrpcFailure.read(result);
                if (failure != null) {
                    throw new HsmException(failure.code(), failure.sentence());
                }
                return read.apply(result);
            } finally {
                Arrays.fill(answer, (byte) 0);
            }
        }
    }

    private void send(byte[] response) {
        if (!call.isCancelled()) {
            call.sendMessage(response);
        }
        Arrays.fill(response, (byte) 0);
    }

    /** Not before the client has taken what came of this one. */
    @GuardedBy("lock")
    private void askForNext() {
        asked = call.isReady() || !stream.answersPieces();
        if (asked) {
            call.request(1);
        }
    }

    @Override
    public void onReady() {
        lock.lock();
        try {
            if (!asked && !over) {
                askForNext();
                moved = System.nanoTime();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onHalfClose() {
        lock.lock();
        try {
            if (!over) {
                end();
            }
        } catch (HsmException e) {
            close(GrpcFailure.of(e, Causes.of(e)));
        } catch (RuntimeException e) {
            closeUnexpected(e);
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void end() {
        if (operation == NONE) {
            close(Status.INVALID_ARGUMENT.withDescription("the stream has no message"));
            return;
        }
        try (WireWriter in = new WireWriter(GrpcFunction.FORM)) {
            stream.writeEnd(operation, signature, in);
            send(ask(in, stream.atOnce()::response));
        }
        close(Status.OK);
    }

    @GuardedBy("lock")
    private void close(Status status) {
        over = true;
        call.close(status, new Metadata());
    }

    @GuardedBy("lock")
    private void close(GrpcFailure failure) {
        StatusRuntimeException status = failure.toStatus();
        Metadata trailers = status.getTrailers();
        over = true;
        call.close(status.getStatus(), trailers == null ? new Metadata() : trailers);
    }

    @GuardedBy("lock")
    private void closeUnexpected(RuntimeException failure) {
        LOG.error("A stream of the network failed in the daemon itself", failure);
        String sentence = "the daemon failed; its log says why";
        close(new GrpcFailure(ReturnCode.CKR_GENERAL_ERROR, sentence, 0));
    }

    /** Ends it if the client has kept it waiting for so long; not while it is worked on. */
    void endIfLate(Duration patience) {
        if (!lock.tryLock()) {
            return;
        }
        try {
            if (!over && System.nanoTime() - moved > patience.toNanos()) {
                String late =
                        "the stream did not go on within " + patience.toSeconds() + " seconds";
                close(Status.DEADLINE_EXCEEDED.withDescription(late));
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onCancel() {
        ended();
    }

    @Override
    public void onComplete() {
        ended();
    }

    private void ended() {
        lock.lock();
        try (WireWriter in = new WireWriter(GrpcFunction.FORM);
                WireWriter out = new WireWriter(GrpcFunction.FORM)) {
            over = true;
            if (operation != NONE) {
                stream.writeClose(operation, in);
                caller.answer(in.toBytes(), out);
            }
        } catch (HsmException e) {
            LOG.debug("A stream was not closed: {}", Causes.of(e));
        } finally {
            lock.unlock();
            door.end(this);
        }
    }
}

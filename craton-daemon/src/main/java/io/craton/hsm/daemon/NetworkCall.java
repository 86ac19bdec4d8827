package io.craton.hsm.daemon;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.grpc.GrpcFailure;
import io.craton.hsm.grpc.GrpcFunction;
import io.craton.hsm.spi.Causes;
import io.craton.hsm.wire.form.WireReader;
import io.craton.hsm.wire.form.WireWriter;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call of the network door: the request is turned into the message of the wire that it is, the
 * dispatcher answers that, and the answer is turned back. For one thread at a time.
 */
final class NetworkCall extends ServerCall.Listener<byte[]> {
    private static final Logger LOG = LoggerFactory.getLogger(NetworkCall.class);

    private final GrpcFunction function;
    private final ServerCall<byte[], byte[]> call;
    private final NetworkCaller caller;
    private final GrpcDoor door;
    private byte @Nullable [] request;
    private boolean headersSent;

    NetworkCall(
            GrpcFunction function,
            ServerCall<byte[], byte[]> call,
            Metadata headers,
            GrpcDoor door) {
        this.function = function;
        this.call = call;
        this.caller = new NetworkCaller(call, headers, door);
        this.door = door;
    }

    /** Begins: the request comes next. */
    NetworkCall begin() {
        call.request(2);
        return this;
    }

    @Override
    public void onMessage(byte[] message) {
        if (request != null) {
            close(Status.INVALID_ARGUMENT.withDescription("the call has two requests"), null);
            return;
        }
        request = message;
    }

    @Override
    public void onHalfClose() {
        byte[] message = request;
        if (message == null) {
            close(Status.INVALID_ARGUMENT.withDescription("the call has no request"), null);
            return;
        }
        if (!door.begin(caller.connection())) {
            close(GrpcDoor.FULL, null);
            return;
        }
        try (WireWriter in = new WireWriter(GrpcFunction.FORM);
                WireWriter out = new WireWriter(GrpcFunction.FORM)) {
            function.writeCall(message, in);
            caller.answer(in.toBytes(), out, new Pieces());
            send(out);
        } catch (HsmException e) {
            close(GrpcFailure.of(e, Causes.of(e)));
        } catch (RuntimeException e) {
            LOG.error("A call of the network failed in the daemon itself", e);
            String sentence = "the daemon failed; its log says why";
            close(new GrpcFailure(ReturnCode.CKR_GENERAL_ERROR, sentence, 0));
        } finally {
            Arrays.fill(message, (byte) 0);
            door.end();
        }
    }

    private void send(WireWriter answer) {
        byte[] bytes = answer.toBytes();
        try {
            WireReader in = new WireReader(bytes, GrpcFunction.FORM);
            GrpcFailure failure = GrpcFailure.read(in);
            if (failure != null) {
                close(failure);
                return;
            }
            byte[] response = function.response(in);
            send(response);
            close(Status.OK, null);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /** The message is bytes on the way when this returns. */
    private void send(byte[] message) {
        if (!call.isCancelled()) {
            if (!headersSent) {
                call.sendHeaders(new Metadata());
                headersSent = true;
            }
            call.sendMessage(message);
        }
        Arrays.fill(message, (byte) 0);
    }

    private void close(GrpcFailure failure) {
        StatusRuntimeException status = failure.toStatus();
        close(status.getStatus(), status.getTrailers());
    }

    private void close(Status status, @Nullable Metadata trailers) {
        call.close(status, trailers == null ? new Metadata() : trailers);
    }

    /** A long result, a message for each piece, no faster than the client takes them. */
    private final class Pieces extends OutputStream {
        private static final int PIECE = 1 << 16;
        private static final long PAUSE_MILLIS = 2;

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            for (int done = 0; done < length; done += PIECE) {
                awaitReady();
                int end = offset + Math.min(length, done + PIECE);
                byte[] piece = Arrays.copyOfRange(bytes, offset + done, end);
                send(function.piece(piece));
                Arrays.fill(piece, (byte) 0);
            }
        }

        private void awaitReady() throws IOException {
            long latest = System.nanoTime() + door.served().limits().patience().toNanos();
            while (!call.isReady()) {
                if (call.isCancelled() || System.nanoTime() > latest) {
                    throw new IOException("the client does not take the result");
                }
                pause();
            }
        }

        private static void pause() throws IOException {
            try {
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("the daemon ends");
            }
        }
    }
}

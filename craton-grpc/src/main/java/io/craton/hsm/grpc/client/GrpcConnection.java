package io.craton.hsm.grpc.client;

import io.craton.hsm.ReturnCode;
import io.craton.hsm.grpc.GrpcFailure;
import io.craton.hsm.grpc.GrpcFunction;
import io.craton.hsm.grpc.GrpcMethods;
import io.craton.hsm.wire.WireCall;
import io.craton.hsm.wire.WireFunction;
import io.craton.hsm.wire.WireReply;
import io.craton.hsm.wire.carrier.WireConnection;
import io.craton.hsm.wire.form.WireForm;
import io.craton.hsm.wire.form.WireReader;
import io.craton.hsm.wire.form.WireWriter;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One call after the other on a channel of gRPC, each of the same application. */
final class GrpcConnection implements WireConnection {
    /** Their result is the application. */
    private static final Set<WireFunction> BEGINNING =
            EnumSet.of(WireFunction.INITIALIZE, WireFunction.INITIALIZE_PROCESS);

    private final GrpcConnector connector;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Metadata headers = new Metadata();
    private Duration longest;
    private volatile @Nullable Answers answers;

    /**
     * @param longest how long an answer may take
     */
    GrpcConnection(GrpcConnector connector, Duration longest) {
        this.connector = connector;
        this.longest = longest;
    }

    @Override
    public WireForm form() {
        return GrpcFunction.FORM;
    }

    @Override
    public int longestMessage() {
        return GrpcConnector.longestMessage();
    }

    @Override
    public void waitFor(Duration given) {
        longest = given;
    }

    @Override
    public void send(ByteBuffer message) {
        byte[] call = new byte[message.remaining()];
        message.duplicate().get(call);
        WireReader in = new WireReader(call, form());
        GrpcFunction function = GrpcFunction.of(WireCall.function(in));
        byte[] request;
        try {
            request = function.request(in);
        } finally {
            Arrays.fill(call, (byte) 0);
        }
        Answers next =
                new Answers(
                        function,
                        connector.channel().newCall(GrpcMethods.of(function), CallOptions.DEFAULT));
        answers = next;
        if (function.function() == WireFunction.JOIN) {
            name(joined(request));
        }
        next.send(request, headers);
    }

    private static byte[] joined(byte[] request) {
        try (WireWriter out = new WireWriter(GrpcFunction.FORM)) {
            GrpcFunction.of(WireFunction.JOIN).writeCall(request, out);
            WireReader in = new WireReader(out.toBytes(), GrpcFunction.FORM);
            in.ulong();
            return in.bytesOrNone();
        }
    }

    /** Further calls say whose they are. */
    private void name(byte[] application) {
        headers.discardAll(GrpcMethods.APPLICATION);
        headers.put(GrpcMethods.APPLICATION, HexFormat.of().formatHex(application));
    }

    @Override
    public byte[] receive() throws IOException {
        Answers now = Objects.requireNonNull(answers);
        Answer answer = now.next(longest);
        try (WireWriter out = new WireWriter(form())) {
            byte[] message = answer.message();
            if (message == null) {
                failure(answer).write(out);
                return out.toBytes();
            }
            try {
                write(now, message, out);
            } finally {
                Arrays.fill(message, (byte) 0);
            }
            return out.toBytes();
        }
    }

    private void write(Answers now, byte[] message, WireWriter out) throws IOException {
        GrpcFunction function = now.function();
        Optional<byte[]> piece = function.pieceOf(message);
        if (piece.isPresent()) {
            WireReply.writePiece(piece.get(), out);
            return;
        }
        now.requireOk(longest);
        try (WireWriter result = new WireWriter(form())) {
            function.writeResult(message, result);
            byte[] bytes = result.toBytes();
            if (BEGINNING.contains(function.function())) {
                name(new WireReader(bytes, form()).bytesOrNone());
            }
            out.octet(0).ulong(ReturnCode.CKR_OK.code()).text(null).raw(bytes);
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private static GrpcFailure failure(Answer answer) throws IOException {
        Status status = Objects.requireNonNull(answer.status());
        GrpcFailure failure =
                GrpcFailure.of(
                        status, Objects.requireNonNullElseGet(answer.trailers(), Metadata::new));
        if (failure == null) {
            throw lost(status);
        }
        return failure;
    }

    private static IOException lost(Status status) {
        return new IOException(
                "the connection was lost: " + status.getCode(), status.asRuntimeException());
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            Answers now = answers;
            if (now != null) {
                now.cancel();
            }
            connector.released();
        }
    }

    /** A message, or the end of a call with its status. */
    private record Answer(
            byte @Nullable [] message, @Nullable Status status, @Nullable Metadata trailers) {}

    /** What comes back from one call, in its order. */
    private static final class Answers extends ClientCall.Listener<byte[]> {
        private final GrpcFunction function;
        private final ClientCall<byte[], byte[]> call;
        private final BlockingQueue<Answer> queue = new LinkedBlockingQueue<>();

        /** Wiped at the end: until a connection is made it waits to be sent. */
        private byte[] request = {};

        Answers(GrpcFunction function, ClientCall<byte[], byte[]> call) {
            this.function = function;
            this.call = call;
        }

        GrpcFunction function() {
            return function;
        }

        void send(byte[] message, Metadata headers) {
            request = message;
            Metadata mine = new Metadata();
            mine.merge(headers);
            call.start(this, mine);
            call.request(2);
            call.sendMessage(message);
            call.halfClose();
        }

        @Override
        public void onMessage(byte[] message) {
            queue.add(new Answer(message, null, null));
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            Arrays.fill(request, (byte) 0);
            queue.add(new Answer(null, status, trailers));
        }

        Answer next(Duration longest) throws IOException {
            Answer answer = poll(longest);
            if (answer == null) {
                cancel();
                throw new SocketTimeoutException(
                        "there was no answer within " + longest.toSeconds() + " seconds");
            }
            if (answer.message() != null) {
                call.request(1);
            }
            return answer;
        }

        void requireOk(Duration longest) throws IOException {
            Status status = next(longest).status();
            if (status == null || !status.isOk()) {
                throw status == null ? new IOException("a call has two answers") : lost(status);
            }
        }

        /** An interrupt does not end the call, of which nobody would know whether it was made. */
        private @Nullable Answer poll(Duration longest) {
            long end = System.nanoTime() + longest.toNanos();
            boolean interrupted = false;
            try {
                while (true) {
                    try {
                        return longest.isZero()
                                ? queue.take()
                                : queue.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                    } catch (InterruptedException e) {
                        interrupted = true;
                    }
                }
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        void cancel() {
            call.cancel("the client does not wait", null);
        }
    }
}

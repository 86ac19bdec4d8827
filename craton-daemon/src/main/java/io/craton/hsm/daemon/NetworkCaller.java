package io.craton.hsm.daemon;

import io.craton.hsm.HsmException;
import io.craton.hsm.grpc.GrpcFunction;
import io.craton.hsm.grpc.GrpcMethods;
import io.craton.hsm.wire.WireCall;
import io.craton.hsm.wire.WireFunction;
import io.craton.hsm.wire.form.WireReader;
import io.craton.hsm.wire.form.WireWriter;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who makes a call of the network door, and of which application: hands messages of the wire to the
 * dispatcher. For one thread at a time.
 */
final class NetworkCaller {
    /** They begin or join an application: they are of none before. */
    private static final Set<WireFunction> BEGINNING =
            EnumSet.of(WireFunction.INITIALIZE, WireFunction.INITIALIZE_PROCESS, WireFunction.JOIN);

    private final ServerCall<byte[], byte[]> call;
    private final @Nullable String application;
    private final NetworkConnection connection;
    private final GrpcDoor door;

    NetworkCaller(ServerCall<byte[], byte[]> call, Metadata headers, GrpcDoor door) {
        this.call = call;
        this.application = headers.get(GrpcMethods.APPLICATION);
        this.connection =
                Objects.requireNonNull(call.getAttributes().get(NetworkConnections.CONNECTION));
        this.door = door;
    }

    NetworkConnection connection() {
        return connection;
    }

    /**
     * Answers a message, which is wiped.
     *
     * @param pieces where pieces of a long result go
     * @throws HsmException {@code CKR_ARGUMENTS_BAD} if the client has not the application that the
     *     call names, {@code CKR_FUNCTION_REJECTED} if its certificate is not accepted any more
     */
    void answer(byte[] message, WireWriter out, OutputStream pieces) {
        try {
            WireFunction function = WireCall.function(new WireReader(message, GrpcFunction.FORM));
            answer(function, message, out, pieces);
        } finally {
            Arrays.fill(message, (byte) 0);
        }
    }

    /** Answers a message whose result comes as a whole. */
    void answer(byte[] message, WireWriter out) {
        answer(message, out, OutputStream.nullOutputStream());
    }

    private void answer(
            WireFunction function, byte[] message, WireWriter out, OutputStream pieces) {
        DaemonService served = door.served();
        requireTrusted(function, served);
        ConnectionDoor mine =
                new ConnectionDoor(
                        served.applications(),
                        connection.client(),
                        () -> call.isCancelled() || door.isDraining(),
                        served::activity);
        ServedApplication before =
                BEGINNING.contains(function) ? null : connection.application(application);
        mine.attach(before);
        try {
            long begun = System.nanoTime();
            WireReader in = new WireReader(message, GrpcFunction.FORM);
            Dispatcher.Answered answered = dispatcher(mine, pieces).answer(in, out);
            long nanos = System.nanoTime() - begun;
            served.metrics().answered(answered.function(), answered.code(), nanos);
        } finally {
            settle(before, mine.attached());
        }
    }

    private Dispatcher dispatcher(ConnectionDoor mine, OutputStream pieces) {
        DaemonService served = door.served();
        ClientIdentity client = connection.client();
        return new Dispatcher(client, () -> served.rightsOf(client), mine, served.limits(), pieces);
    }

    private void requireTrusted(WireFunction function, DaemonService served) {
        try {
            connection.requireTrusted();
        } catch (HsmException e) {
            served.metrics().answered(function, e.code(), 0);
            throw e;
        }
    }

    private void settle(@Nullable ServedApplication before, @Nullable ServedApplication after) {
        if (before == null && after != null) {
            connection.keep(after);
        } else if (before != null && after == null) {
            connection.forget(before);
        }
    }
}

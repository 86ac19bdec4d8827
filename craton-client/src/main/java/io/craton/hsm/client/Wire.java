package io.craton.hsm.client;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.wire.WireCall;
import io.craton.hsm.wire.WireFunction;
import io.craton.hsm.wire.WireReply;
import io.craton.hsm.wire.carrier.WireConnection;
import io.craton.hsm.wire.form.WireReader;
import io.craton.hsm.wire.form.WireWriter;
import io.craton.hsm.wire.value.Handles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One connection to a daemon. For one thread at a time. */
final class Wire implements AutoCloseable {
    private final WireConnection connection;
    private final int generation;
    private final Duration longestSilence;
    private boolean served;

    /** Whether the next bytes that come are the answer to the next call. */
    private boolean inSync = true;

    private Wire(WireConnection connection, int generation, Duration longestSilence) {
        this.connection = connection;
        this.generation = generation;
        this.longestSilence = longestSilence;
    }

    /**
     * Connects. Until {@link #served} all of it is to be done within the time for a welcome.
     *
     * @param generation which of the daemons, one after the other, this is
     * @throws HsmException {@code CKR_DEVICE_ERROR} if it is not to be trusted or does not want us
     * @throws FullDaemonException if it has no room for another connection
     */
    static Wire connect(Target target, int generation) throws IOException {
        WireConnection connection = target.connector().connect(target.longestWelcome());
        return new Wire(connection, generation, target.longestSilence());
    }

    int generation() {
        return generation;
    }

    /** Whether another call can be made here: the answer to the last one has come to its end. */
    boolean isInSync() {
        return inSync;
    }

    /** The daemon has found this end its application: from now on calls are made. */
    void served() {
        served = true;
    }

    /** A wait for an event says itself how long it may take. */
    private void listen(WireFunction function) {
        if (!served) {
            return;
        }
        boolean forEver = function == WireFunction.WAIT_FOR_SLOT_EVENT;
        connection.waitFor(forEver ? Duration.ZERO : longestSilence);
    }

    /**
     * Makes a call.
     *
     * @param pieces where pieces of the result go
     * @throws HsmException what the call failed with
     * @throws IOException if the connection is lost: whether the call was made is not known
     */
    @Nullable Object call(
            WireFunction function,
            Object receiver,
            @Nullable Object[] arguments,
            Handles handles,
            Pieces pieces)
            throws IOException {
        try (WireWriter out = new WireWriter(connection.form())) {
            WireCall.write(function, receiver, arguments, out, handles);
            if (out.length() > connection.longestMessage()) {
                throw new HsmException(
                        ReturnCode.CKR_DATA_LEN_RANGE,
                        "the arguments are longer than the "
                                + connection.longestMessage()
                                + " bytes that the daemon takes; hand the data over in parts");
            }
            listen(function);
            send(out.written());
        }
        return answer(function, arguments, handles, pieces);
    }

    private void send(ByteBuffer message) throws IOException {
        inSync = false;
        try {
            connection.send(message);
        } catch (HsmException e) {
            // Nothing was sent.
            inSync = true;
            throw e;
        }
    }

    private @Nullable Object answer(
            WireFunction function, @Nullable Object[] arguments, Handles handles, Pieces pieces)
            throws IOException {
        while (true) {
            byte[] message = connection.receive();
            try {
                WireReader in = new WireReader(message, connection.form());
                if (!WireReply.isPiece(in)) {
                    inSync = true;
                    return WireReply.read(function, arguments, in, handles);
                }
                pieces.write(in.rest());
                listen(function);
            } finally {
                Arrays.fill(message, (byte) 0);
            }
        }
    }

    @Override
    public void close() {
        connection.close();
    }
}

package io.craton.hsm.client;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.wire.ChunkedChannel;
import io.craton.hsm.wire.Frames;
import io.craton.hsm.wire.Hello;
import io.craton.hsm.wire.Welcome;
import io.craton.hsm.wire.WireCall;
import io.craton.hsm.wire.WireFunction;
import io.craton.hsm.wire.WireReply;
import io.craton.hsm.wire.form.WireForm;
import io.craton.hsm.wire.form.WireReader;
import io.craton.hsm.wire.form.WireWriter;
import io.craton.hsm.wire.value.Handles;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.ByteChannel;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One connection to a daemon. For one thread at a time. */
final class Wire implements AutoCloseable {
    private static final WireForm FORM = WireForm.JAVA;

    private final SteadyChannel channel;
    private final ChunkedChannel messages;
    private final int generation;
    private final int longest;
    private final Duration longestSilence;
    private boolean served;

    /** Whether the next bytes that come are the answer to the next call. */
    private boolean inSync = true;

    private Wire(
            SteadyChannel channel,
            ChunkedChannel messages,
            int generation,
            int longest,
            Duration longestSilence) {
        this.channel = channel;
        this.messages = messages;
        this.generation = generation;
        this.longest = longest;
        this.longestSilence = longestSilence;
    }

    /**
     * Connects, after it has looked at whose socket it is. Until {@link #served} all of it is to be
     * done within the time for a welcome.
     *
     * @param generation which of the daemons, one after the other, this is
     * @throws HsmException {@code CKR_DEVICE_ERROR} if it is not to be trusted or does not want us,
     *     {@code CKR_FUNCTION_REJECTED} if this user has no rights there
     * @throws FullDaemonException if it has no room for another connection
     */
    static Wire connect(Target target, int generation) throws IOException {
        SocketCheck check = new SocketCheck(target.user());
        check.requireDirectory(target.socket());
        SteadyChannel channel = SteadyChannel.connect(target.socket(), target.longestWelcome());
        try {
            check.requirePeer(channel.channel());
            ChunkedChannel messages = new ChunkedChannel(channel);
            Welcome welcome = greet(messages);
            requireWelcome(welcome);
            return new Wire(
                    channel, messages, generation, welcome.maxFrame(), target.longestSilence());
        } catch (IOException | HsmException e) {
            channel.close();
            throw e;
        }
    }

    /** A daemon that refuses does not wait for the hello, but has said why. */
    private static Welcome greet(ByteChannel channel) throws IOException {
        try {
            Frames.writeExactly(channel, Hello.of(FORM).bytes());
        } catch (IOException e) {
            return refusal(channel, e);
        }
        return welcome(channel);
    }

    private static Welcome refusal(ByteChannel channel, IOException failure) throws IOException {
        try {
            return welcome(channel);
        } catch (IOException e) {
            failure.addSuppressed(e);
            throw failure;
        }
    }

    private static Welcome welcome(ByteChannel channel) throws IOException {
        return Welcome.read(present(Frames.readExactly(channel, Welcome.LENGTH)), FORM.order());
    }

    private static void requireWelcome(Welcome welcome) throws FullDaemonException {
        if (welcome.status() == Welcome.Status.WELCOME) {
            return;
        }
        HsmException refusal =
                new HsmException(
                        welcome.status().code(),
                        "the daemon does not serve this client: " + welcome.status().words());
        if (welcome.status() == Welcome.Status.FULL) {
            throw new FullDaemonException(refusal);
        }
        throw refusal;
    }

    private static byte[] present(byte @Nullable [] bytes) throws EOFException {
        if (bytes == null) {
            throw new EOFException("the daemon closed the connection");
        }
        return bytes;
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
        if (longestSilence.isZero() || function == WireFunction.WAIT_FOR_SLOT_EVENT) {
            channel.waitForever();
        } else {
            channel.waitFor(longestSilence);
        }
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
        try (WireWriter out = new WireWriter(FORM)) {
            WireCall.write(function, receiver, arguments, out, handles);
            if (out.length() > longest) {
                throw new HsmException(
                        ReturnCode.CKR_DATA_LEN_RANGE,
                        "the arguments are longer than the "
                                + longest
                                + " bytes that the daemon takes; hand the data over in parts");
            }
            inSync = false;
            listen(function);
            Frames.write(messages, FORM.order(), out.written());
        }
        return answer(function, arguments, handles, pieces);
    }

    private @Nullable Object answer(
            WireFunction function, @Nullable Object[] arguments, Handles handles, Pieces pieces)
            throws IOException {
        while (true) {
            byte[] message = present(Frames.read(messages, FORM.order(), Integer.MAX_VALUE - 8));
            try {
                WireReader in = new WireReader(message, FORM);
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
        try {
            channel.close();
        } catch (IOException e) {
            // It is of no use any more, and nothing is lost with it.
            return;
        }
    }
}

package io.craton.hsm.client;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
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
import java.io.OutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One connection to a daemon. For one thread at a time. */
final class Wire implements AutoCloseable {
    private static final WireForm FORM = WireForm.JAVA;

    private final SocketChannel channel;
    private final int generation;
    private final int longest;

    private Wire(SocketChannel channel, int generation, int longest) {
        this.channel = channel;
        this.generation = generation;
        this.longest = longest;
    }

    /**
     * Connects, after it has looked at whose socket it is.
     *
     * @param generation which of the daemons, one after the other, this is
     * @throws HsmException {@code CKR_DEVICE_ERROR} if it is not to be trusted or does not want us
     */
    static Wire connect(Path socket, int generation) throws IOException {
        SocketCheck.requireDirectory(socket);
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        try {
            SocketCheck.requirePeer(channel);
            Frames.writeExactly(channel, Hello.of(FORM).bytes());
            byte[] answer = Frames.readExactly(channel, Welcome.LENGTH);
            Welcome welcome = Welcome.read(present(answer), FORM.order());
            requireWelcome(welcome);
            return new Wire(channel, generation, welcome.maxFrame());
        } catch (IOException | HsmException e) {
            channel.close();
            throw e;
        }
    }

    private static void requireWelcome(Welcome welcome) {
        if (welcome.status() != Welcome.Status.WELCOME) {
            throw new HsmException(
                    ReturnCode.CKR_DEVICE_ERROR,
                    "the daemon does not serve this client: " + welcome.status().words());
        }
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
            OutputStream pieces)
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
            Frames.write(channel, FORM.order(), out.written());
        }
        return answer(function, arguments, handles, pieces);
    }

    private @Nullable Object answer(
            WireFunction function,
            @Nullable Object[] arguments,
            Handles handles,
            OutputStream pieces)
            throws IOException {
        while (true) {
            byte[] message = present(Frames.read(channel, FORM.order(), Integer.MAX_VALUE - 8));
            try {
                WireReader in = new WireReader(message, FORM);
                if (!WireReply.isPiece(in)) {
                    return WireReply.read(function, arguments, in, handles);
                }
                pieces.write(in.rest());
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

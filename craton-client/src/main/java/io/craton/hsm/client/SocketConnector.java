package io.craton.hsm.client;

import io.craton.hsm.HsmException;
import io.craton.hsm.wire.ChunkedChannel;
import io.craton.hsm.wire.Frames;
import io.craton.hsm.wire.Hello;
import io.craton.hsm.wire.Welcome;
import io.craton.hsm.wire.carrier.WireConnection;
import io.craton.hsm.wire.carrier.WireConnector;
import io.craton.hsm.wire.form.WireForm;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A daemon at a Unix socket of this host.
 *
 * @param socket where it serves
 * @param user whom it may run as, beside root and this user; null for nobody else
 */
record SocketConnector(Path socket, @Nullable String user) implements WireConnector {
    private static final WireForm FORM = WireForm.JAVA;

    @Override
    public String place() {
        return socket.toString();
    }

    /**
     * Connects, after it has looked at whose socket it is.
     *
     * @throws FullDaemonException if it has no room for another connection
     */
    @Override
    public WireConnection connect(Duration longest) throws IOException {
        SocketCheck check = new SocketCheck(user);
        check.requireDirectory(socket);
        SteadyChannel channel = SteadyChannel.connect(socket, longest);
        try {
            check.requirePeer(channel.channel());
            ChunkedChannel messages = new ChunkedChannel(channel);
            Welcome welcome = greet(messages);
            requireWelcome(welcome);
            return new Connected(channel, messages, welcome.maxFrame());
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

    private record Connected(SteadyChannel channel, ChunkedChannel messages, int longestMessage)
            implements WireConnection {
        @Override
        public WireForm form() {
            return FORM;
        }

        @Override
        public void waitFor(Duration longest) {
            if (longest.isZero()) {
                channel.waitForever();
            } else {
                channel.waitFor(longest);
            }
        }

        @Override
        public void send(ByteBuffer message) throws IOException {
            Frames.write(messages, FORM.order(), message);
        }

        @Override
        public byte[] receive() throws IOException {
            return present(Frames.read(messages, FORM.order(), Integer.MAX_VALUE - 8));
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
}

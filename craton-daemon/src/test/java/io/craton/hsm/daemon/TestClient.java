package io.craton.hsm.daemon;

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
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.function.Consumer;

/** A client that knows sessions and operations by their numbers, and can do what none should. */
final class TestClient implements Handles, AutoCloseable {
    private final SocketChannel channel;
    private final WireForm form;
    private final ByteArrayOutputStream pieces = new ByteArrayOutputStream();

    private TestClient(SocketChannel channel, WireForm form) {
        this.channel = channel;
        this.form = form;
    }

    /** One with an application. */
    static TestClient open(Path socket) throws IOException {
        return open(socket, WireForm.JAVA);
    }

    static TestClient open(Path socket, WireForm form) throws IOException {
        TestClient client = connect(socket, form);
        try {
            Frames.writeExactly(client.channel, Hello.of(form).bytes());
        } catch (IOException e) {
            // A refusal comes before the hello, and what it says can still be read.
        }
        byte[] said = Frames.readExactly(client.channel, Welcome.LENGTH);
        Welcome.Status status = Welcome.read(said, form.order()).status();
        if (status != Welcome.Status.WELCOME) {
            client.close();
            throw new IOException(status.toString());
        }
        client.call(WireFunction.INITIALIZE, 0);
        return client;
    }

    /** One that has said nothing yet. */
    static TestClient connect(Path socket, WireForm form) throws IOException {
        return new TestClient(SocketChannel.open(UnixDomainSocketAddress.of(socket)), form);
    }

    SocketChannel channel() {
        return channel;
    }

    /** Makes a call on the slot, session or operation with this number. */
    Object call(WireFunction function, long receiver, Object... arguments) throws IOException {
        send(function, receiver, arguments);
        return answer(function, arguments);
    }

    void send(WireFunction function, long receiver, Object... arguments) throws IOException {
        try (WireWriter out = new WireWriter(form)) {
            WireCall.write(function, receiver, arguments, out, this);
            Frames.write(channel, form.order(), out.written());
        }
    }

    /** Makes a call with arguments that are none. */
    void sendRaw(WireFunction function, long receiver, Consumer<WireWriter> arguments)
            throws IOException {
        try (WireWriter out = new WireWriter(form)) {
            arguments.accept(out.ulong(function.number()).ulong(receiver));
            Frames.write(channel, form.order(), out.written());
        }
    }

    Object answer(WireFunction function, Object... arguments) throws IOException {
        while (true) {
            byte[] message = Frames.read(channel, form.order(), Frames.MAX_LENGTH);
            if (message == null) {
                throw new IOException("the daemon has closed the connection");
            }
            WireReader in = new WireReader(message, form);
            if (!WireReply.isPiece(in)) {
                return WireReply.read(function, arguments, in, this);
            }
            pieces.write(in.rest());
        }
    }

    /** Waits for the first piece of a long answer. */
    void readPiece() throws IOException {
        WireReader in = new WireReader(Frames.read(channel, form.order(), Frames.MAX_LENGTH), form);
        if (!WireReply.isPiece(in)) {
            throw new IOException("the answer has no pieces");
        }
        pieces.write(in.rest());
    }

    byte[] piecesSoFar() {
        return pieces.toByteArray();
    }

    @Override
    public long number(Object object) {
        return (Long) object;
    }

    @Override
    public Object object(Class<?> type, long number) {
        return number;
    }

    @Override
    public OutputStream pieces() {
        return pieces;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

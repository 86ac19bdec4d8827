package io.craton.hsm.daemon;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.spi.Causes;
import io.craton.hsm.wire.ChunkedChannel;
import io.craton.hsm.wire.Frames;
import io.craton.hsm.wire.Hello;
import io.craton.hsm.wire.Welcome;
import io.craton.hsm.wire.WireReply;
import io.craton.hsm.wire.form.HandleNumbers;
import io.craton.hsm.wire.form.WireForm;
import io.craton.hsm.wire.form.WireReader;
import io.craton.hsm.wire.form.WireWriter;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of a client, on a thread of its own: hello, welcome, and one call after the other
 * until the client goes or the daemon drains.
 */
final class Connection implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    private final SocketChannel socket;
    private final TimedChannel channel;
    private final ChunkedChannel messages;
    private final ClientIdentity client;
    private final UnixDoor door;

    /** Whether a call is under way: a daemon that drains waits for it. */
    private volatile boolean busy;

    private volatile boolean draining;
    private volatile @Nullable Dispatcher dispatcher;

    Connection(SocketChannel socket, ClientIdentity client, UnixDoor door) {
        this.socket = socket;
        this.channel = new TimedChannel(socket, door.limits().patience());
        this.messages = new ChunkedChannel(channel);
        this.client = client;
        this.door = door;
    }

    @Override
    public void run() {
        try (channel) {
            byte[] first = Frames.readExactly(messages, Hello.LENGTH);
            channel.whole();
            if (first != null) {
                greet(Hello.read(first));
            }
        } catch (HsmException | IOException e) {
            LOG.debug("A connection of {} ended: {}", client.client(), Causes.of(e));
        } finally {
            door.ended(this);
        }
    }

    private void greet(Hello hello) throws IOException {
        Welcome welcome = new Welcome(Hello.VERSION, status(hello), door.limits().longestMessage());
        Frames.writeExactly(messages, welcome.bytes(hello.form().order()));
        if (welcome.status() == Welcome.Status.WELCOME) {
            serve(hello.form());
        }
    }

    private static Welcome.Status status(Hello hello) {
        return hello.version() == Hello.VERSION
                ? Welcome.Status.WELCOME
                : Welcome.Status.OTHER_VERSION;
    }

    private void serve(WireForm form) throws IOException {
        ConnectionDoor mine =
                new ConnectionDoor(
                        door.served().applications(),
                        client,
                        this::waitEnds,
                        door.served()::activity);
        Dispatcher calls =
                new Dispatcher(
                        client, this::grant, mine, door.limits(), new PieceStream(messages, form));
        dispatcher = calls;
        Answers answers = new Answers(calls, form, mine.numbers(form));
        boolean goesOn = true;
        try {
            while (goesOn && !draining) {
                goesOn = answerOne(answers);
            }
        } finally {
            mine.close();
        }
    }

    /**
     * How the calls of a connection are answered.
     *
     * @param dispatcher who makes them
     * @param form how numbers are written
     * @param handles what handles are called
     */
    private record Answers(Dispatcher dispatcher, WireForm form, HandleNumbers handles) {}

    private Optional<Grant> grant() {
        return door.served().rightsOf(client);
    }

    /**
     * False at the end of the connection. The answer has a buffer of its own: a client that is idle
     * after a long one holds no memory.
     */
    private boolean answerOne(Answers answers) throws IOException {
        try (MessageMemory.Share memory = door.limits().memory().share(client.user());
                WireWriter out = new WireWriter(answers.form(), answers.handles())) {
            return answerOne(answers, memory, out);
        }
    }

    private boolean answerOne(Answers answers, Frames.Memory memory, WireWriter out)
            throws IOException {
        ByteOrder order = answers.form().order();
        byte[] message;
        try {
            message = Frames.read(messages, order, door.limits().longestMessage(), memory);
            channel.whole();
        } catch (HsmException e) {
            WireReply.writeError(e.code(), Causes.of(e), 0, out);
            Frames.write(messages, order, out.written());
            // A message without memory has been read to its end; one that is too long has not.
            return e.code() == ReturnCode.CKR_DEVICE_MEMORY;
        }
        if (message == null) {
            return false;
        }
        busy = true;
        try {
            WireReader in = new WireReader(message, answers.form(), answers.handles());
            answered(answers.dispatcher(), in, out);
            Frames.write(messages, order, out.written());
            return true;
        } finally {
            busy = false;
            Arrays.fill(message, (byte) 0);
        }
    }

    private void answered(Dispatcher dispatcher, WireReader in, WireWriter out) {
        long begun = System.nanoTime();
        Dispatcher.Answered answered = dispatcher.answer(in, out);
        long nanos = System.nanoTime() - begun;
        door.served().metrics().answered(answered.function(), answered.code(), nanos);
    }

    /**
     * Whether a call that waits has to end: the daemon drains, the client is gone, or has sent
     * something else. Asked by the connection's own thread.
     */
    private boolean waitEnds() {
        if (draining) {
            return true;
        }
        try {
            socket.configureBlocking(false);
            try (Selector selector = socket.provider().openSelector()) {
                socket.register(selector, SelectionKey.OP_READ);
                return selector.selectNow() > 0;
            } finally {
                socket.configureBlocking(true);
            }
        } catch (IOException e) {
            LOG.debug("A connection cannot be looked at: {}", Causes.of(e));
            return true;
        }
    }

    /** Whether a call is under way. */
    boolean isBusy() {
        return busy;
    }

    /** Ends it after the call that is under way; at once if there is none. */
    void drain() {
        draining = true;
        if (!busy) {
            close();
        }
    }

    /**
     * Ends it if the client has begun something and does not go on, or if a call takes too long.
     * Nobody interrupts what is computed then; it counts as a connection and a call until it is
     * done, and nobody gets what came of it.
     */
    void endIfLate() {
        if (!socket.isOpen()) {
            return;
        }
        Dispatcher calls = dispatcher;
        Duration longest = door.limits().longestCall();
        if (calls != null && calls.worksLongerThan(longest)) {
            LOG.warn(
                    "A connection of {} ended: a call took longer than the {} seconds of {}",
                    client.client(),
                    longest.toSeconds(),
                    ConfigKey.DAEMON_CALL_TIMEOUT_SECS.path());
            close();
            return;
        }
        if (channel.isLate()) {
            LOG.debug("A connection of {} ended: it kept the daemon waiting", client.client());
            close();
        }
    }

    ClientIdentity client() {
        return client;
    }

    /** Ends it at once. */
    void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("A connection could not be closed: {}", Causes.of(e));
        }
    }
}

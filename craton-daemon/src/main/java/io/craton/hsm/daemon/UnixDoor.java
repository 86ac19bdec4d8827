package io.craton.hsm.daemon;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.spi.Causes;
import io.craton.hsm.wire.Frames;
import io.craton.hsm.wire.Hello;
import io.craton.hsm.wire.Welcome;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import jdk.net.ExtendedSocketOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Unix socket at which the programs of this host reach a module. Who calls is what the operating
 * system says of the peer. Each connection has a thread; as many are served as {@code
 * daemon.max_connections} permits, and who comes then is closed.
 */
public final class UnixDoor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UnixDoor.class);

    private final DaemonService served;
    private final SocketPlace place;
    private final ServerSocketChannel server;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final OnceAMinute refusals = new OnceAMinute();
    private final Thread acceptor;
    private final Thread deadlines;

    private UnixDoor(DaemonService served, SocketPlace place, ServerSocketChannel server) {
        this.served = served;
        this.place = place;
        this.server = server;
        this.acceptor = new Thread(new Acceptor(server::accept, this::serve), "craton-hsm-socket");
        this.deadlines =
                new Thread(new Deadlines(connections, limits().patience()), "craton-hsm-deadlines");
        deadlines.setDaemon(true);
    }

    /**
     * Refuses a place where no door could be made, without making one: for whoever asks before a
     * module is opened.
     *
     * @throws HsmException as {@link #open} does
     */
    static void check(HsmConfig config, Path path) {
        String user = OwnUser.name();
        ClientRights.check(config);
        try {
            SocketPlace.of(path, user).requireFree();
        } catch (IOException e) {
            throw cannotBeMade(path, e);
        }
    }

    /**
     * Opens a door to a module and serves at once.
     *
     * @param module an open module; closed by whoever opened it, after the door
     * @param path where the socket is made; its directory is there, and nobody else can write it,
     *     or those above it. A socket that nobody serves any more is replaced
     * @throws HsmException {@code CKR_CANT_LOCK} if another process serves there, {@code
     *     CKR_ARGUMENTS_BAD} if others can write a directory, if something else than a socket is at
     *     the path, or if a user has two rows of rights, {@code CKR_DEVICE_ERROR} if the socket
     *     cannot be made
     */
    public static UnixDoor open(Hsm module, Path path) {
        return open(new DaemonService(module), path);
    }

    /** Opens a door beside others to the same module. */
    static UnixDoor open(DaemonService served, Path path) {
        try {
            SocketPlace place = SocketPlace.of(path, OwnUser.name());
            UnixDoor door = new UnixDoor(served, place, place.bind());
            door.acceptor.start();
            door.deadlines.start();
            return door;
        } catch (IOException e) {
            throw cannotBeMade(path, e);
        }
    }

    private static HsmException cannotBeMade(Path path, IOException cause) {
        return new HsmException(
                ReturnCode.CKR_DEVICE_ERROR,
                "the socket " + path + " cannot be made; its directory has to be there",
                cause);
    }

    private void serve(SocketChannel channel) throws IOException {
        String user = channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
        ClientIdentity client = new ClientIdentity(user);
        Optional<Grant> grant = served.rightsOf(client);
        if (grant.isEmpty()) {
            refuse(channel, client, Welcome.Status.NOT_PERMITTED);
            return;
        }
        if (!served.enter(client, grant.get().right())) {
            refuse(channel, client, Welcome.Status.FULL);
            return;
        }
        Connection connection = new Connection(channel, client, this);
        Thread thread = new Thread(connection, "craton-hsm-client");
        thread.setDaemon(true);
        connections.add(connection);
        boolean begun = false;
        try {
            thread.start();
            begun = true;
        } finally {
            if (!begun) {
                ended(connection);
            }
        }
    }

    /** Without waiting for a hello, so that nobody can keep the door busy. */
    private void refuse(SocketChannel channel, ClientIdentity client, Welcome.Status status)
            throws IOException {
        served.metrics().refused();
        long times = refusals.happened();
        if (times > 0) {
            LOG.info(
                    "A connection of {} was refused ({} of all since the last such line): {}",
                    client.client(),
                    times,
                    status);
        }
        try (channel) {
            Welcome refusal = new Welcome(Hello.VERSION, status, 0);
            Frames.writeExactly(channel, refusal.bytes(ByteOrder.BIG_ENDIAN));
        }
    }

    void ended(Connection connection) {
        if (connections.remove(connection)) {
            served.leave(connection.client());
        }
    }

    DaemonService served() {
        return served;
    }

    DaemonLimits limits() {
        return served.limits();
    }

    /**
     * Takes the rows {@code [[daemon.client]]} of another configuration, for the next call of every
     * connection (decision B4). Everything else of it needs another door.
     *
     * @throws HsmException {@code CKR_ARGUMENTS_BAD} if a user has two rows; nothing has changed
     */
    public void replaceRights(HsmConfig config) {
        served.replaceRights(config);
    }

    /** How many connections there are. */
    public int connections() {
        return connections.size();
    }

    /** Takes nobody any more, lets calls under way end in time, and ends the rest. */
    @Override
    public void close() {
        try {
            server.close();
            place.remove();
        } catch (IOException e) {
            LOG.warn("The socket could not be closed: {}", Causes.of(e));
        }
        boolean interrupted = drain(System.nanoTime() + limits().drainTime().toNanos());
        warnOfCallsCutOff();
        connections.forEach(Connection::close);
        deadlines.interrupt();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void warnOfCallsCutOff() {
        long calls = connections.stream().filter(Connection::isBusy).count();
        if (calls > 0) {
            LOG.warn(
                    "Calls that had not ended within {} get no answer: {}",
                    ConfigKey.DAEMON_DRAIN_TIMEOUT_SECS.path(),
                    calls);
        }
    }

    /**
     * Whether the thread was interrupted meanwhile: calls under way get their time all the same.
     */
    private boolean drain(long end) {
        boolean interrupted = false;
        connections.forEach(Connection::drain);
        while (!connections.isEmpty() && System.nanoTime() < end) {
            try {
                TimeUnit.MILLISECONDS.sleep(5);
            } catch (InterruptedException e) {
                interrupted = true;
            }
            // One that was taken at the last moment.
            connections.forEach(Connection::drain);
        }
        return interrupted;
    }
}

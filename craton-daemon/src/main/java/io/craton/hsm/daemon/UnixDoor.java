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
import java.time.Duration;
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

    private final ServedApplications applications;
    private final ClientRights rights;
    private final GuessBudget budget;
    private final int mostConnections;
    private final Duration patience;
    private final SocketPlace place;
    private final ServerSocketChannel server;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final Thread acceptor;

    private UnixDoor(
            Hsm module, ClientRights rights, SocketPlace place, ServerSocketChannel server) {
        HsmConfig config = module.config();
        this.applications = new ServedApplications(module);
        this.rights = rights;
        this.budget = new GuessBudget(config);
        this.mostConnections = config.integer(ConfigKey.DAEMON_MAX_CONNECTIONS);
        this.patience = Duration.ofSeconds(config.integer(ConfigKey.DAEMON_DRAIN_TIMEOUT_SECS));
        this.place = place;
        this.server = server;
        this.acceptor = new Thread(new Acceptor(server::accept, this::serve), "craton-hsm-socket");
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
        String user = System.getProperty("user.name");
        ClientRights rights = new ClientRights(module.config(), user);
        try {
            SocketPlace place = SocketPlace.of(path, user);
            UnixDoor door = new UnixDoor(module, rights, place, place.bind());
            door.acceptor.start();
            return door;
        } catch (IOException e) {
            throw new HsmException(
                    ReturnCode.CKR_DEVICE_ERROR,
                    "the socket " + path + " cannot be made; its directory has to be there",
                    e);
        }
    }

    private void serve(SocketChannel channel) throws IOException {
        Optional<ClientIdentity> client =
                rights.of(channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName());
        if (client.isEmpty()) {
            refuse(channel, Welcome.Status.NOT_PERMITTED);
            return;
        }
        if (connections.size() >= mostConnections) {
            refuse(channel, Welcome.Status.FULL);
            return;
        }
        Connection connection = new Connection(channel, client.get(), this);
        Thread thread = new Thread(connection, "craton-hsm-client");
        thread.setDaemon(true);
        connections.add(connection);
        boolean begun = false;
        try {
            thread.start();
            begun = true;
        } finally {
            if (!begun) {
                connections.remove(connection);
            }
        }
    }

    /** Without waiting for a hello, so that nobody can keep the door busy. */
    private static void refuse(SocketChannel channel, Welcome.Status status) throws IOException {
        LOG.info("A connection was refused: {}", status);
        try (channel) {
            Welcome refusal = new Welcome(Hello.VERSION, status, 0);
            Frames.writeExactly(channel, refusal.bytes(ByteOrder.BIG_ENDIAN));
        }
    }

    void ended(Connection connection) {
        connections.remove(connection);
    }

    ServedApplications applications() {
        return applications;
    }

    GuessBudget budget() {
        return budget;
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
        connections.forEach(Connection::drain);
        long end = System.nanoTime() + patience.toNanos();
        while (!connections.isEmpty() && System.nanoTime() < end) {
            pause();
            // One that was taken at the last moment.
            connections.forEach(Connection::drain);
        }
        connections.forEach(Connection::close);
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(5);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

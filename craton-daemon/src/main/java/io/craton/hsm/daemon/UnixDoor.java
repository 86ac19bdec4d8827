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
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.EnumSet;
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
    private final Path path;
    private final ServerSocketChannel server;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final Thread acceptor;

    private UnixDoor(Hsm module, Path path, ServerSocketChannel server) {
        HsmConfig config = module.config();
        this.applications = new ServedApplications(module);
        this.rights = new ClientRights(config, System.getProperty("user.name"));
        this.budget = new GuessBudget(config);
        this.mostConnections = config.integer(ConfigKey.DAEMON_MAX_CONNECTIONS);
        this.patience = Duration.ofSeconds(config.integer(ConfigKey.DAEMON_DRAIN_TIMEOUT_SECS));
        this.path = path;
        this.server = server;
        this.acceptor = new Thread(this::accept, "craton-hsm-socket");
    }

    /**
     * Opens a door to a module and serves at once.
     *
     * @param module an open module; closed by whoever opened it, after the door
     * @param path where the socket is made; its directory is there, and nobody else can write it. A
     *     socket that nobody serves any more is replaced
     * @throws HsmException {@code CKR_CANT_LOCK} if another process serves there, {@code
     *     CKR_ARGUMENTS_BAD} if others can write the directory, {@code CKR_DEVICE_ERROR} if the
     *     socket cannot be made
     */
    public static UnixDoor open(Hsm module, Path path) {
        try {
            requireOwnDirectory(path);
            removeStale(path);
            ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(path));
            // Who may connect is for the directory and the rights to say.
            Files.setPosixFilePermissions(path, EnumSet.allOf(PosixFilePermission.class));
            UnixDoor door = new UnixDoor(module, path, server);
            door.acceptor.start();
            return door;
        } catch (IOException e) {
            throw new HsmException(
                    ReturnCode.CKR_DEVICE_ERROR,
                    "the socket " + path + " cannot be made; its directory has to be there",
                    e);
        }
    }

    private static void requireOwnDirectory(Path path) throws IOException {
        Path directory = path.toAbsolutePath().getParent();
        Set<PosixFilePermission> modes = Files.getPosixFilePermissions(directory);
        if (modes.contains(PosixFilePermission.GROUP_WRITE)
                || modes.contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new HsmException(
                    ReturnCode.CKR_ARGUMENTS_BAD,
                    "others can write the directory "
                            + directory
                            + ", and could put a socket of theirs there; make it 0755 or less");
        }
    }

    private static void removeStale(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        try {
            SocketChannel.open(UnixDomainSocketAddress.of(path)).close();
        } catch (ConnectException e) {
            Files.delete(path);
            return;
        }
        throw new HsmException(
                ReturnCode.CKR_CANT_LOCK, "another process serves at the socket " + path);
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                serve(server.accept());
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                LOG.warn("A connection could not be taken: {}", Causes.of(e));
            }
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
        connections.add(connection);
        Thread thread = new Thread(connection, "craton-hsm-client");
        thread.setDaemon(true);
        thread.start();
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
            Files.deleteIfExists(path);
        } catch (IOException e) {
            LOG.warn("The socket could not be closed: {}", Causes.of(e));
        }
        connections.forEach(Connection::drain);
        long end = System.nanoTime() + patience.toNanos();
        while (!connections.isEmpty() && System.nanoTime() < end) {
            pause();
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

package io.craton.hsm.daemon;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.daemon.metrics.MetricsDoor;
import io.craton.hsm.daemon.tls.BindAddress;
import io.craton.hsm.daemon.tls.TlsSettings;
import io.craton.hsm.spi.Causes;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A module and the door in front of it: opened and closed once. Safe for use by several threads.
 */
final class Daemon implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);

    private final Supervisor supervisor;

    @GuardedBy("this")
    private @Nullable Hsm module;

    @GuardedBy("this")
    private @Nullable DaemonService served;

    @GuardedBy("this")
    private @Nullable UnixDoor door;

    @GuardedBy("this")
    private @Nullable GrpcDoor networkDoor;

    @GuardedBy("this")
    private @Nullable MetricsDoor metrics;

    @GuardedBy("this")
    private boolean closed;

    Daemon(Supervisor supervisor) {
        this.supervisor = supervisor;
    }

    /**
     * Opens the module, which tests itself, and then the door. A socket that cannot be made is
     * found out before the module is opened, which takes the store.
     *
     * @return where it serves, for people
     * @throws HsmException if one of them cannot be opened: none is then
     */
    synchronized String open(HsmConfig config) {
        if (closed) {
            throw new HsmException(ReturnCode.CKR_FUNCTION_CANCELED, "the daemon was ended");
        }
        Path socket = DaemonConfig.socket(config);
        BindAddress network = DaemonConfig.network(config);
        UnixDoor.check(config, socket);
        boolean whole = false;
        try {
            module = Hsm.open(config);
            served = new DaemonService(module);
            door = UnixDoor.open(served, socket);
            String places = socket.toString();
            if (network != null) {
                networkDoor = openNetwork(served, network, config);
                places += networkWords() + network.withPort(networkDoor.port());
            }
            metrics = openMetrics(served, config);
            module.announce("unix:" + socket);
            whole = true;
            return places;
        } finally {
            if (!whole) {
                end();
            }
        }
    }

    private static GrpcDoor openNetwork(
            DaemonService served, BindAddress address, HsmConfig config) {
        boolean insecure = TlsSettings.isInsecure(config);
        return GrpcDoor.open(served, address, config, insecure ? null : served.openTls(config));
    }

    @GuardedBy("this")
    private String networkWords() {
        boolean isInsecure = served == null || served.tls() == null;
        return isInsecure ? " and without TLS at " : " and with TLS at ";
    }

    private static @Nullable MetricsDoor openMetrics(DaemonService served, HsmConfig config) {
        ConfigKey key = ConfigKey.DAEMON_METRICS_BIND;
        if (!config.isSet(key)) {
            return null;
        }
        BindAddress address = BindAddress.of(key, config.string(key));
        MetricsDoor opened = MetricsDoor.open(address.socketAddress(), served.metrics());
        if (!address.isLoopback()) {
            LOG.warn("Figures are shown to everybody who reaches {}", opened.address());
        }
        return opened;
    }

    /** Takes what is taken without a restart (decision B4), all of it or nothing. */
    void reload(HsmConfig config) {
        DaemonService serving = served();
        if (serving != null) {
            serving.reload(config);
        }
    }

    private synchronized @Nullable DaemonService served() {
        return served;
    }

    /** Tells the supervisor from time to time that the module works, for as long as it does. */
    void watch() {
        Optional<Supervisor.Watchdog> watchdog = supervisor.watchdog();
        if (watchdog.isPresent()) {
            watchdog.get().start(this::works);
        }
    }

    private boolean works() {
        Hsm served = module();
        if (served == null) {
            return false;
        }
        try {
            served.info();
            return true;
        } catch (HsmException e) {
            LOG.error("The module does not work any more: {}", Causes.of(e));
            return false;
        }
    }

    private synchronized @Nullable Hsm module() {
        return module;
    }

    /** Lets calls under way end in time, and closes the store. */
    @Override
    public synchronized void close() {
        closed = true;
        end();
    }

    @GuardedBy("this")
    private void end() {
        if (metrics != null) {
            metrics.close();
            metrics = null;
        }
        if (networkDoor != null) {
            networkDoor.close();
            networkDoor = null;
        }
        if (door != null) {
            door.close();
            door = null;
        }
        if (module != null) {
            module.close();
            module = null;
        }
    }
}

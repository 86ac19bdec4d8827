package io.craton.hsm.daemon;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
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
    private @Nullable UnixDoor door;

    @GuardedBy("this")
    private boolean closed;

    Daemon(Supervisor supervisor) {
        this.supervisor = supervisor;
    }

    /**
     * Opens the module, which tests itself, and then the door. A socket that cannot be made is
     * found out before the module is opened, which takes the store.
     *
     * @return where the socket is
     * @throws HsmException if one of them cannot be opened: neither is then
     */
    synchronized Path open(HsmConfig config) {
        if (closed) {
            throw new HsmException(ReturnCode.CKR_FUNCTION_CANCELED, "the daemon was ended");
        }
        Path socket = DaemonConfig.socket(config);
        UnixDoor.check(config, socket);
        Hsm opened = Hsm.open(config);
        try {
            opened.announce("unix:" + socket);
            door = UnixDoor.open(opened, socket);
            module = opened;
            opened = null;
            return socket;
        } finally {
            if (opened != null) {
                opened.close();
            }
        }
    }

    /** Takes what is taken without a restart (decision B4): the rows of rights. */
    void reload(HsmConfig config) {
        UnixDoor serving = door();
        if (serving != null) {
            serving.replaceRights(config);
        }
    }

    private synchronized @Nullable UnixDoor door() {
        return door;
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

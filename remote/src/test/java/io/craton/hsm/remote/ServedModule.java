package io.craton.hsm.remote;

import io.craton.hsm.HsmConfig;

/** A module with a store of its own in the daemon's process, which can be ended and begun again. */
public final class ServedModule implements AutoCloseable {
    private final DaemonProcess daemon = DaemonProcess.OF_THIS_RUN;
    private final long number = daemon.nextModule();
    private final HsmConfig config;
    private final String socket;

    /** Opens it. */
    public ServedModule(HsmConfig config) {
        this.config = config;
        this.socket = open();
    }

    private String open() {
        return (String) call("openAsItIs", DaemonPlace.values(config));
    }

    /** The path of its socket. */
    public String socket() {
        return socket;
    }

    /** What a new daemon on the same store at the same place is to its clients. */
    public void restart() {
        close();
        open();
    }

    @Override
    public void close() {
        call("close");
    }

    private Object call(String method, Object... arguments) {
        try {
            return daemon.call(new Control(number, Control.Part.MODULE, method, arguments));
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}

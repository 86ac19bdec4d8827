package io.craton.hsm.daemon;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.config.ConfigFile;
import io.craton.hsm.spi.Causes;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * The program that serves a module to others, in the foreground: {@code craton-hsm-daemon [CONFIG]}
 * or {@code --config CONFIG} (decision B2). SIGTERM and SIGINT end it: calls under way are
 * finished.
 *
 * <p>Exit codes: 0 after a signal; 1 if the module or the socket cannot be opened; 2 for arguments
 * or a configuration that cannot be used; 4 if another process has the store.
 */
public final class DaemonMain {
    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int USAGE = 2;
    private static final int IN_USE = 4;

    private DaemonMain() {}

    /** Runs until a signal. */
    public static void main(String[] arguments) {
        PrintStream errors = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        Path file = file(arguments, errors);
        try {
            HsmConfig config = file == null ? ConfigFile.discover() : ConfigFile.load(file);
            serve(config, errors);
        } catch (HsmException e) {
            errors.println("craton-hsm-daemon: " + Causes.of(e));
            System.exit(code(e));
        }
    }

    private static @Nullable Path file(String[] arguments, PrintStream errors) {
        boolean named = arguments.length == 2 && arguments[0].equals("--config");
        if (arguments.length > 1 && !named) {
            errors.println(
                    "Usage: craton-hsm-daemon [CONFIG], or craton-hsm-daemon --config CONFIG");
            System.exit(USAGE);
        }
        return arguments.length == 0 ? null : Path.of(arguments[arguments.length - 1]);
    }

    private static int code(HsmException e) {
        if (e.code() == ReturnCode.CKR_CANT_LOCK) {
            return IN_USE;
        }
        return e.code() == ReturnCode.CKR_ARGUMENTS_BAD ? USAGE : FAILED;
    }

    /** Opens the module, which tests itself, and then the door. */
    private static void serve(HsmConfig config, PrintStream errors) {
        String socket = config.string(ConfigKey.DAEMON_BIND_UNIX);
        Path path = config.baseDirectory().resolve(socket).toAbsolutePath();
        Hsm hsm = Hsm.open(config);
        UnixDoor door;
        try {
            hsm.announce("unix:" + path);
            door = UnixDoor.open(hsm, path);
        } catch (HsmException e) {
            hsm.close();
            throw e;
        }
        Thread end = new Thread(() -> end(door, hsm, errors), "craton-hsm-end");
        Runtime.getRuntime().addShutdownHook(end);
        errors.println("craton-hsm-daemon: serves at " + path);
        wait(new CountDownLatch(1));
    }

    private static void end(UnixDoor door, Hsm hsm, PrintStream errors) {
        errors.println("craton-hsm-daemon: ends");
        door.close();
        hsm.close();
        // A signal alone would be another code than 0.
        Runtime.getRuntime().halt(DONE);
    }

    private static void wait(CountDownLatch never) {
        try {
            never.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

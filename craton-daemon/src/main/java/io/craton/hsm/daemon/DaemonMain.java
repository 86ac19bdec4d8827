package io.craton.hsm.daemon;

import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.daemon.tls.TrialFiles;
import io.craton.hsm.spi.Causes;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * The program that serves a module to others, in the foreground: {@code craton-hsm-daemon [CONFIG]}
 * or {@code --config CONFIG} (decision B2). SIGTERM and SIGINT end it: calls under way are
 * finished. SIGHUP has it read again who may do what, and how much is logged (B4). What it says
 * goes to standard error, and to systemd if that started it.
 *
 * <ol>
 *   <li>The configuration is read.
 *   <li>The module is opened, which tests itself, and then the door: {@link Daemon}.
 *   <li>It serves until a signal.
 * </ol>
 */
public final class DaemonMain {
    private static final String PROGRAM =
            System.getenv().getOrDefault("CRATON_HSM_PROGRAM", "craton-hsm-daemon");

    private static final Set<String> HELP = Set.of("--help", "-h");
    private static final String CONFIG = "--config=";

    private final DaemonLog log = new DaemonLog(PROGRAM);
    private final Supervisor supervisor = new Supervisor(System.getenv());
    private volatile DaemonExit exit = DaemonExit.DONE;

    private DaemonMain() {}

    /** Runs until a signal. */
    public static void main(String[] arguments) {
        String usage = "Usage: " + PROGRAM + " [CONFIG], or " + PROGRAM + " --config CONFIG";
        if (arguments.length == 1 && HELP.contains(arguments[0])) {
            System.out.println(usage);
            return;
        }
        if (!areUsable(arguments)) {
            System.err.println(usage);
            System.exit(DaemonExit.USAGE.code());
        }
        new DaemonMain().run(arguments.length == 0 ? null : file(arguments[arguments.length - 1]));
    }

    private static String file(String argument) {
        return argument.startsWith(CONFIG) ? argument.substring(CONFIG.length()) : argument;
    }

    private static boolean areUsable(String[] arguments) {
        return switch (arguments.length) {
            case 0 -> true;
            case 1 -> !arguments[0].startsWith("-") || arguments[0].startsWith(CONFIG);
            case 2 -> arguments[0].equals("--config");
            default -> false;
        };
    }

    private void run(@Nullable String argument) {
        Daemon daemon = new Daemon(supervisor);
        // First of all: a signal while the module opens ends it as one does later.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(daemon), "craton-hsm-end"));
        try {
            Path file = argument == null ? null : DaemonConfig.file(argument);
            HsmConfig config = DaemonConfig.read(file);
            log.set(config);
            if (DaemonConfig.lacksTls(config)) {
                // To be copied: not as a line of the log.
                System.err.println(TrialFiles.advice());
            }
            // Before it serves: a SIGHUP that nobody handles ends the process.
            Hangup.handle(() -> reload(daemon, file, config));
            String places = daemon.open(config);
            DaemonConfig.unknownUsers(config).forEach(log::warn);
            log.say("serves at " + places);
            supervisor.ready("serves at " + places);
            daemon.watch();
        } catch (HsmException e) {
            log.fail(Causes.of(e));
            exit = DaemonExit.of(e.code());
            System.exit(exit.code());
        } catch (RuntimeException | Error e) {
            log.fail("an unexpected error ended it: " + Causes.of(e));
            exit = DaemonExit.FAILED;
            System.exit(exit.code());
        }
        sleepForEver();
    }

    /** What goes wrong leaves everything as it was. */
    private void reload(Daemon daemon, @Nullable Path file, HsmConfig first) {
        supervisor.reloading();
        try {
            HsmConfig config = DaemonConfig.read(file);
            daemon.reload(config);
            log.set(config);
            DaemonConfig.warnings(first, config).forEach(log::warn);
            log.say("has read the rows of [[daemon.client]] and the log's level again");
        } catch (HsmException e) {
            log.fail("goes on with the rows and the log's level of before: " + Causes.of(e));
        } finally {
            supervisor.ready("serves");
        }
    }

    /** A signal alone would be another code than 0. */
    private void end(Daemon daemon) {
        DaemonExit code = exit;
        try {
            if (code == DaemonExit.DONE) {
                log.say("ends");
                supervisor.stopping();
            }
            daemon.close();
        } catch (HsmException e) {
            log.fail(Causes.of(e));
            code = DaemonExit.FAILED;
        } finally {
            Runtime.getRuntime().halt(code.code());
        }
    }

    private static void sleepForEver() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

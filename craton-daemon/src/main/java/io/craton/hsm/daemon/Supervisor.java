package io.craton.hsm.daemon;

import io.craton.hsm.spi.Causes;
import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells systemd how the daemon is, if that started it with {@code Type=notify}: by its program
 * {@code systemd-notify}, which every host has that has systemd. Java has no datagrams over Unix
 * sockets; with native calls it would need Java 22 or another library. The unit needs {@code
 * NotifyAccess=all}, for it is a child process that speaks.
 */
final class Supervisor {
    private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);
    private static final long PATIENCE_SECONDS = 5;

    private final Map<String, String> environment;

    Supervisor(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** It serves. */
    void ready(String status) {
        say("READY=1", "STATUS=" + status);
    }

    /** It reads its configuration again; {@link #ready} follows. */
    void reloading() {
        // On Linux this is the monotonic clock that systemd compares with.
        long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime());
        say("RELOADING=1", "MONOTONIC_USEC=" + micros);
    }

    /** It ends. */
    void stopping() {
        say("STOPPING=1");
    }

    /** False if there is nobody to tell, or it did not work. */
    private boolean say(String... words) {
        if (environment.getOrDefault("NOTIFY_SOCKET", "").isEmpty()) {
            return false;
        }
        List<String> command = new ArrayList<>();
        command.add("systemd-notify");
        command.addAll(List.of(words));
        try {
            return run(command);
        } catch (IOException e) {
            LOG.warn("systemd was not told {}: {}", words[0], Causes.of(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    private static boolean run(List<String> command) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        if (process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0) {
            return true;
        }
        process.destroyForcibly();
        LOG.warn("systemd was not told {}: systemd-notify has failed", command.get(1));
        return false;
    }

    /** The watchdog of this process, if there is one. */
    Optional<Watchdog> watchdog() {
        String pid = environment.getOrDefault("WATCHDOG_PID", "");
        String micros = environment.getOrDefault("WATCHDOG_USEC", "");
        boolean mine = pid.isEmpty() || pid.equals(Long.toString(ProcessHandle.current().pid()));
        if (!mine || !micros.matches("[1-9][0-9]{0,17}")) {
            return Optional.empty();
        }
        return Optional.of(new Watchdog(Duration.of(Long.parseLong(micros), ChronoUnit.MICROS)));
    }

    /** Says that the daemon lives, twice in the time in which it has to be said once. */
    final class Watchdog {
        private final long pause;

        private Watchdog(Duration longest) {
            this.pause = longest.dividedBy(2).toNanos();
        }

        /** On a thread of its own, for as long as that holds. */
        void start(BooleanSupplier lives) {
            Thread thread = new Thread(() -> run(lives), "craton-hsm-watchdog");
            thread.setDaemon(true);
            thread.start();
        }

        private void run(BooleanSupplier lives) {
            try {
                while (lives.getAsBoolean()) {
                    say("WATCHDOG=1");
                    TimeUnit.NANOSECONDS.sleep(pause);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

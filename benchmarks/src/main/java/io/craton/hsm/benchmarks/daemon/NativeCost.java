package io.craton.hsm.benchmarks.daemon;

import io.craton.hsm.benchmarks.Scratch;
import io.craton.hsm.benchmarks.compare.SoftHsm;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * A plain program that says what a call of a native program costs, through {@code libcraton_hsm.so}
 * and the daemon: beside a bare echo of messages as long over the same kind of socket, and beside
 * SoftHSM in the program itself. The three take turns; what counts is the processor time of client
 * and server, all threads; a figure is the median of the rounds.
 *
 * <pre>./craton bench native</pre>
 *
 * <p>Takes four minutes.
 */
public final class NativeCost {
    private static final int ROUNDS = 5;
    private static final double ROUND_NANOS = 400e6;

    /** Java compiles meanwhile what it has seen. */
    private static final double WARM_UP_NANOS = 4e9;

    private static final String[] OPERATIONS = {
        "SESSION_INFO",
        "RANDOM_32",
        "ED25519_SIGN",
        "P384_SIGN",
        "GCM_64",
        "GCM_1M",
        "TOKEN_OBJECT",
        "TOKEN_KEY"
    };

    private NativeCost() {}

    /**
     * Runs and prints.
     *
     * @param arguments the library
     */
    public static void main(String[] arguments) throws Exception {
        String missing = SoftHsm.missing();
        if (missing != null) {
            System.err.println("bench native: left out: " + missing);
            System.exit(1);
        }
        Path directory = Scratch.create();
        List<String> softHsm = SoftHsm.worker(directory);
        String socket = directory.resolve("hsm.sock").toString();
        Map<String, String> place = Map.of("CRATON_HSM_SOCKET", socket);
        List<String> craton = List.of(softHsm.get(0), arguments[0], softHsm.get(2));
        try (Echo echo = Echo.start(directory, 0);
                Served served = Served.start(directory, 0);
                NativeWorker bare =
                        NativeWorker.start(echoClient(directory), Map.of(), echo.server());
                NativeWorker ours = NativeWorker.start(craton, place, served.server());
                NativeWorker theirs =
                        NativeWorker.start(softHsm, SoftHsm.environment(directory), null)) {
            System.out.printf(
                    Locale.ROOT,
                    "Java %s; medians of %d rounds; microseconds of processor time a call%n",
                    Runtime.version(),
                    ROUNDS);
            System.out.println(
                    "call            client  daemon     sum    echo  of echo   SoftHSM  times as"
                            + " fast");
            for (String operation : OPERATIONS) {
                System.out.println(row(operation, bare, ours, theirs));
            }
        } finally {
            Scratch.delete(directory);
        }
    }

    private static List<String> echoClient(Path directory)
            throws IOException, InterruptedException {
        Path source = directory.resolve("echo.c");
        try (InputStream in = NativeCost.class.getResourceAsStream("echo.c")) {
            if (in == null) {
                throw new IllegalStateException("echo.c is not in the jar");
            }
            Files.copy(in, source);
        }
        Path program = directory.resolve("echo");
        List<String> command =
                List.of("cc", "-O2", "-D_GNU_SOURCE", "-o", program.toString(), source.toString());
        if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
            throw new IOException("echo.c could not be compiled");
        }
        return List.of(program.toString(), directory.resolve("echo.sock").toString());
    }

    private static String row(
            String operation, NativeWorker bare, NativeWorker ours, NativeWorker theirs)
            throws IOException {
        long ofBare = warmedUp(operation, bare);
        long ofOurs = warmedUp(operation, ours);
        long ofTheirs = warmedUp(operation, theirs);
        List<Cost> echo = new ArrayList<>();
        List<Cost> craton = new ArrayList<>();
        List<Cost> softHsm = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            echo.add(bare.call(operation, ofBare));
            craton.add(ours.call(operation, ofOurs));
            softHsm.add(theirs.call(operation, ofTheirs));
        }
        double sum = micros(craton, Cost::processor);
        return String.format(
                Locale.ROOT,
                "%-14s %7.1f %7.1f %7.1f %7.1f %8.2f %9.1f %14.2f",
                operation,
                micros(craton, Cost::client),
                micros(craton, Cost::server),
                sum,
                micros(echo, Cost::processor),
                sum / micros(echo, Cost::processor),
                micros(softHsm, Cost::processor),
                micros(softHsm, Cost::processor) / sum);
    }

    /** Calls until compilers have seen it; how many calls are a round. */
    private static long warmedUp(String operation, NativeWorker worker) throws IOException {
        long count = 1;
        double wall = worker.call(operation, count).wall();
        while (wall * count < WARM_UP_NANOS) {
            count *= 2;
            wall = worker.call(operation, count).wall();
        }
        return Math.max(1, (long) (ROUND_NANOS / wall));
    }

    private static double micros(List<Cost> costs, ToDoubleFunction<Cost> part) {
        double[] sorted = costs.stream().mapToDouble(part).sorted().toArray();
        return sorted[sorted.length / 2] / 1000;
    }
}

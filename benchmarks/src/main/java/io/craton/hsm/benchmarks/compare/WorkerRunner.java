package io.craton.hsm.benchmarks.compare;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** A rival in a process that answers commands; see {@link Worker}. */
final class WorkerRunner implements Runner {
    private static final long WARM_UP_NANOS = 1_500_000_000;
    private static final long HANDSHAKE_WARM_UP_NANOS = 6_000_000_000L;

    /** Who is warm is hardly faster than before; compilers count as processor time, too. */
    private static final double STEADY = 0.9;

    private static final int MORE_ROUNDS = 20;

    /** On Linux a JVM counts its processor time in steps of 10 ms: 2 percent of a round. */
    private static final long ROUND_NANOS = 500_000_000;

    private final Rival rival;
    private final Process process;
    private final PrintStream commands;
    private final BufferedReader answers;
    private final Set<Measured> operations;
    private final Map<Measured, Long> counts = new EnumMap<>(Measured.class);

    /**
     * Starts it, in a directory of its own.
     *
     * @param scratch where the keys of the run are
     */
    WorkerRunner(Rival rival, Path scratch) throws Exception {
        this.rival = rival;
        Path directory = Files.createDirectory(scratch.resolve(rival.name()));
        SoftwareKeys.copy(scratch, directory);
        ProcessBuilder builder = new ProcessBuilder(rival.command(directory));
        builder.environment().putAll(SoftHsm.environment(directory));
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        process = builder.start();
        commands = new PrintStream(process.getOutputStream(), true, UTF_8);
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        operations = ready();
    }

    private Set<Measured> ready() throws IOException {
        String line = answer();
        while (!line.startsWith("ready ")) {
            line = answer();
        }
        Set<Measured> found = EnumSet.noneOf(Measured.class);
        Arrays.stream(line.substring("ready ".length()).split(","))
                .map(Measured::valueOf)
                .forEach(found::add);
        return found;
    }

    private String answer() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("the process of " + rival + " has ended");
        }
        return line;
    }

    @Override
    public Set<Measured> operations() {
        return operations;
    }

    private long[] run(Measured operation, long count) throws IOException {
        commands.println(operation + " " + count);
        String answer = answer();
        if (answer.startsWith("failed")) {
            throw new IOException(rival.label() + ", " + operation.label() + ": " + answer);
        }
        String[] words = answer.split(" ");
        return new long[] {Long.parseLong(words[0]), Long.parseLong(words[1])};
    }

    @Override
    public void warmUp(Measured operation) throws IOException {
        long goal = operation.handshake() ? HANDSHAKE_WARM_UP_NANOS : WARM_UP_NANOS;
        long count = 1;
        long last = run(operation, count)[0];
        for (long spent = last; spent < goal; spent += last) {
            count = next(count, last);
            last = run(operation, count)[0];
        }
        double before = (double) last / count;
        for (int round = 0; round < MORE_ROUNDS; round++) {
            count = next(count, last);
            last = run(operation, count)[0];
            double now = (double) last / count;
            if (now > STEADY * before) {
                break;
            }
            before = now;
        }
        counts.put(operation, next(count, last));
    }

    /** How many calls to make next, so that they take a round: at most twice as many as before. */
    private static long next(long count, long nanos) {
        long fitting = count * ROUND_NANOS / Math.max(1, nanos);
        return Math.max(1, Math.min(2 * count, fitting));
    }

    @Override
    public void round(Measured operation, Figure figure) throws IOException {
        long count = counts.getOrDefault(operation, 1L);
        long[] nanos = run(operation, count);
        figure.add((double) nanos[0] / count, (double) nanos[1] / count);
    }

    @Override
    public void close() {
        commands.close();
        // Whoever comes next deletes its directory.
        process.destroyForcibly().onExit().join();
    }
}

package io.craton.hsm.benchmarks.compare;

import io.craton.hsm.benchmarks.Scratch;
import io.craton.hsm.spi.Causes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The program behind {@code ./craton bench compare}: it starts everybody, warms each operation up
 * and then lets them take turns, so that whatever else the machine does meets all alike.
 *
 * <pre>
 * ./craton bench compare [--rounds N] [--only WORD]... [--output DIRECTORY]
 * </pre>
 *
 * <p>{@code --only} takes a part of the name of an operation, such as {@code TLS}, or the name of a
 * rival, such as {@code SOFTHSM}. The result is printed as Markdown and written as {@code
 * compare.md}, {@code compare.json} and {@code compare.svg}.
 */
public final class Comparison {
    private final Options options;
    private final Path directory = Scratch.create();
    private final Map<Rival, Runner> runners = new EnumMap<>(Rival.class);
    private final Results results = new Results();

    private Comparison(Options options) {
        this.options = options;
    }

    /** Runs it. */
    public static void main(String[] arguments) throws Exception {
        Options options;
        try {
            options = Options.parse(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println("bench compare: " + e.getMessage());
            System.exit(2);
            return;
        }
        new Comparison(options).run();
    }

    private void run() throws Exception {
        try {
            SoftwareKeys.make(directory);
            start();
            for (Measured operation : options.operations()) {
                measure(operation);
            }
            Report report = new Report(results, options.rounds());
            System.out.println(report.markdown());
            write(report);
        } finally {
            for (Runner runner : runners.values()) {
                runner.close();
            }
            Scratch.delete(directory);
        }
    }

    private void start() throws Exception {
        for (Rival rival : options.rivals()) {
            String missing = rival.missing();
            if (missing != null) {
                System.err.println("left out: " + rival.label() + ": " + missing);
                continue;
            }
            System.err.println("starting " + rival.label());
            runners.put(
                    rival,
                    rival == Rival.OPENSSL
                            ? new OpenSslRunner()
                            : new WorkerRunner(rival, directory));
        }
    }

    private void measure(Measured operation) throws Exception {
        System.err.println(operation.label());
        Map<Rival, Runner> taking = new EnumMap<>(Rival.class);
        for (Map.Entry<Rival, Runner> each : runners.entrySet()) {
            Runner runner = each.getValue();
            if (runner.operations().contains(operation) && warm(runner, operation)) {
                taking.put(each.getKey(), runner);
            }
        }
        for (int round = 0; round < options.rounds(); round++) {
            round(operation, taking);
        }
    }

    /** Whose round fails has no figure for this operation, and the others go on. */
    private void round(Measured operation, Map<Rival, Runner> taking) throws Exception {
        for (Map.Entry<Rival, Runner> each : new EnumMap<>(taking).entrySet()) {
            Rival rival = each.getKey();
            try {
                each.getValue().round(operation, results.figure(operation, rival));
            } catch (IOException | RuntimeException e) {
                System.err.println("left out: " + rival.label() + ": " + Causes.of(e));
                results.leaveOut(operation, rival);
                taking.remove(rival);
            }
        }
    }

    /** Whether it can be measured; if not it is said why. */
    private static boolean warm(Runner runner, Measured operation) throws Exception {
        try {
            runner.warmUp(operation);
            return true;
        } catch (IOException | RuntimeException e) {
            System.err.println("left out: " + Causes.of(e));
            return false;
        }
    }

    private void write(Report report) throws IOException {
        Path output = Files.createDirectories(options.output());
        Files.writeString(output.resolve("compare.md"), report.markdown());
        Files.writeString(output.resolve("compare.json"), report.json());
        Files.writeString(output.resolve("compare.svg"), new Chart(results).svg());
        System.err.println("written: " + output.resolve("compare.{md,json,svg}"));
    }

    /**
     * What the command line asks for.
     *
     * @param rounds how many rounds, at least 1
     * @param operations which operations
     * @param rivals who takes part
     * @param output where the files go
     */
    record Options(int rounds, Set<Measured> operations, Set<Rival> rivals, Path output) {
        private static final int ROUNDS = 5;
        private static final List<String> NAMES = List.of("--rounds", "--only", "--output");

        /**
         * Reads it.
         *
         * @throws IllegalArgumentException with a sentence about what is wrong
         */
        static Options parse(String... arguments) {
            int rounds = ROUNDS;
            Path output = Programs.own().resolveSibling("compare");
            Set<Measured> operations = EnumSet.noneOf(Measured.class);
            Set<Rival> rivals = EnumSet.noneOf(Rival.class);
            for (int i = 0; i < arguments.length; i += 2) {
                String option = arguments[i];
                if (!NAMES.contains(option)) {
                    String names = String.join(", ", NAMES);
                    throw new IllegalArgumentException(
                            "there is no option " + option + "; there are " + names);
                }
                if (i + 1 == arguments.length) {
                    throw new IllegalArgumentException(option + " wants a value");
                }
                String value = arguments[i + 1];
                switch (option) {
                    case "--rounds" -> rounds = rounds(value);
                    case "--output" -> output = Path.of(value);
                    default -> only(value, operations, rivals);
                }
            }
            return new Options(
                    rounds,
                    operations.isEmpty() ? EnumSet.allOf(Measured.class) : operations,
                    rivals.isEmpty() ? EnumSet.allOf(Rival.class) : rivals,
                    output);
        }

        private static int rounds(String value) {
            int rounds = value.matches("[0-9]{1,3}") ? Integer.parseInt(value) : 0;
            if (rounds < 1) {
                throw new IllegalArgumentException("--rounds takes a number from 1 to 999");
            }
            return rounds;
        }

        private static void only(String word, Set<Measured> operations, Set<Rival> rivals) {
            List<Measured> parts =
                    Arrays.stream(Measured.values())
                            .filter(each -> each.name().contains(word))
                            .toList();
            List<Rival> named =
                    Arrays.stream(Rival.values()).filter(each -> each.name().equals(word)).toList();
            operations.addAll(parts);
            rivals.addAll(named);
            if (parts.isEmpty() && named.isEmpty()) {
                String all =
                        Arrays.toString(Measured.values()) + " " + Arrays.toString(Rival.values());
                throw new IllegalArgumentException(
                        "nothing is called " + word + "; there are " + all);
            }
        }
    }
}

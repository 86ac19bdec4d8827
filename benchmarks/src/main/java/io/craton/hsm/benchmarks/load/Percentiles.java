package io.craton.hsm.benchmarks.load;

import io.craton.hsm.benchmarks.load.Load.Outcome;
import java.lang.management.ManagementFactory;
import java.security.KeyPair;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A plain program: how long calls take while 1 to 1,000 threads make them, how many get done, and
 * whether each thread gets its share; and beside it, in the same minutes, the same mix on the JDK
 * alone, which is what the machine gives. Wall time, so on a quiet machine.
 *
 * <pre>./craton bench percentiles [THREADS ...]</pre>
 */
public final class Percentiles {
    private static final List<Integer> THREADS = List.of(1, 10, 100, 1000);
    private static final long RUN_NANOS = 5_000_000_000L;
    private static final long WARM_UP_NANOS = 10_000_000_000L;

    /** What even a slow processor has to spare for. */
    private static final int PACE = 2_000;

    private static final double MICROS = 1_000;

    private Percentiles() {}

    /**
     * Runs and prints.
     *
     * @param arguments how many threads, one number for each row; 1, 10, 100 and 1000 if none
     */
    public static void main(String[] arguments) throws Exception {
        List<Integer> counts =
                arguments.length == 0
                        ? THREADS
                        : Arrays.stream(arguments).map(Integer::valueOf).toList();
        System.out.printf(
                Locale.ROOT,
                "Java %s, %d processors, load %.1f; at %,d calls a second:%n%n",
                Runtime.version(),
                Runtime.getRuntime().availableProcessors(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                PACE);
        try (LoadedToken token = new LoadedToken()) {
            KeyPair pair = JdkCaller.newPair();
            warmUp(token::caller);
            warmUp(() -> new JdkCaller(pair));
            System.out.println(
                    "| threads | kind | calls | median µs | 99 % | 99.9 % | longest | at full speed,"
                            + " per second | least share of a thread |");
            System.out.println("|---|---|---|---|---|---|---|---|---|");
            for (ThreadKind kind : kinds()) {
                for (int threads : counts) {
                    row("module", threads, kind, token::caller);
                    row("JDK alone", threads, kind, () -> new JdkCaller(pair));
                }
            }
        }
    }

    private static List<ThreadKind> kinds() {
        return Stream.of(ThreadKind.values()).filter(ThreadKind::available).toList();
    }

    private static void warmUp(LoadCaller.Maker maker) throws Exception {
        new Load(2, ThreadKind.PLATFORM, 0, WARM_UP_NANOS).run(maker);
    }

    private static void row(String who, int threads, ThreadKind kind, LoadCaller.Maker maker)
            throws Exception {
        Outcome paced = new Load(threads, kind, PACE, RUN_NANOS).run(maker);
        Outcome full = new Load(threads, kind, 0, RUN_NANOS).run(maker);
        Latencies latencies = paced.latencies();
        System.out.printf(
                Locale.ROOT,
                "| %d | %s | %s | %.0f | %.0f | %.0f | %.0f | %,.0f | %.2f |%n",
                threads,
                kind.label(),
                who,
                latencies.percentile(0.5) / MICROS,
                latencies.percentile(0.99) / MICROS,
                latencies.percentile(0.999) / MICROS,
                latencies.longest() / MICROS,
                full.perSecond(),
                full.leastShare());
    }
}

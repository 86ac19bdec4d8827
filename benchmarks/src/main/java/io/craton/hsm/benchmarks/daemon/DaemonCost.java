package io.craton.hsm.benchmarks.daemon;

import com.sun.management.OperatingSystemMXBean;
import io.craton.hsm.benchmarks.Scratch;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * A plain program that says what a call through a daemon costs, beside a bare echo of messages of
 * the same length: processor time of both processes, all threads, and wall time. The two take
 * turns, so that whatever else the machine does meets both; a figure is the median of the rounds.
 *
 * <pre>./craton bench daemon [CLIENTS ...]</pre>
 *
 * <p>Takes three minutes.
 */
public final class DaemonCost {
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private static final int ROUNDS = 11;
    private static final long ROUND_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long WARM_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(2000);

    private DaemonCost() {}

    /**
     * Runs and prints.
     *
     * @param arguments how many clients there are, one number for each part of the table; 1 and 64
     *     if none
     */
    public static void main(String[] arguments) throws Exception {
        List<Integer> clients = new ArrayList<>();
        for (String argument : arguments.length == 0 ? new String[] {"1", "64"} : arguments) {
            clients.add(Integer.parseInt(argument));
        }
        int most = clients.stream().mapToInt(count -> count).max().orElseThrow();
        Path directory = Scratch.create();
        try (Echo echo = Echo.start(directory, most);
                Served served = Served.start(directory, most)) {
            print(echo, served, clients);
        } finally {
            Scratch.delete(directory);
        }
    }

    private static void print(Echo echo, Served served, List<Integer> clients)
            throws InterruptedException {
        System.out.printf(
                Locale.ROOT,
                "Java %s, %d processors, load %.1f; medians of %d rounds; microseconds a call%n",
                Runtime.version(),
                SYSTEM.getAvailableProcessors(),
                SYSTEM.getSystemLoadAverage(),
                ROUNDS);
        System.out.println(
                "                              processor time               wall      of the echo's");
        System.out.println(
                "call                 clients   client  server    echo   daemon    echo   processor   wall");
        for (int count : clients) {
            for (ServedCall call : ServedCall.values()) {
                System.out.println(Row.measure(echo, served, call, count));
            }
        }
    }

    /** What one call cost in each round, by both. */
    private record Row(ServedCall call, int clients, List<Cost> echoes, List<Cost> served) {
        static Row measure(Echo echo, Served served, ServedCall call, int clients)
                throws InterruptedException {
            List<Runnable> echoing = echo.callers(call, clients);
            List<Runnable> calling = served.callers(call, clients);
            Cost.measure(echoing, echo.server(), WARM_UP_NANOS);
            Cost.measure(calling, served.server(), WARM_UP_NANOS);
            Row row = new Row(call, clients, new ArrayList<>(), new ArrayList<>());
            for (int round = 0; round < ROUNDS; round++) {
                row.echoes.add(Cost.measure(echoing, echo.server(), ROUND_NANOS));
                row.served.add(Cost.measure(calling, served.server(), ROUND_NANOS));
            }
            return row;
        }

        /** The median of what each round says of the daemon, as a multiple of the echo. */
        private double ratio(ToDoubleFunction<Cost> part) {
            List<Double> ratios = new ArrayList<>();
            for (int i = 0; i < served.size(); i++) {
                double ofEcho = part.applyAsDouble(echoes.get(i));
                ratios.add(part.applyAsDouble(served.get(i)) / ofEcho);
            }
            return median(ratios);
        }

        private static double micros(List<Cost> costs, ToDoubleFunction<Cost> part) {
            return median(costs.stream().map(part::applyAsDouble).toList()) / 1000;
        }

        private static double median(List<Double> values) {
            return values.stream().sorted().toList().get(values.size() / 2);
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%-20s %7d %8.1f %7.1f %7.1f %8.1f %7.1f %11.2f %6.2f",
                    call.words(),
                    clients,
                    micros(served, Cost::client),
                    micros(served, Cost::server),
                    micros(echoes, Cost::processor),
                    micros(served, Cost::wall),
                    micros(echoes, Cost::wall),
                    ratio(Cost::processor),
                    ratio(Cost::wall));
        }
    }
}

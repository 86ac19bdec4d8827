package io.craton.hsm.benchmarks.daemon;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * What a call costs, in nanoseconds.
 *
 * @param client processor time of the clients' process, all threads
 * @param server that of the server's
 * @param wall the median of how long a call takes
 */
record Cost(double client, double server, double wall) {
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    /** Of both processes. */
    double processor() {
        return client + server;
    }

    /** Has all callers call for so long, each on a thread of its own. */
    static Cost measure(List<Runnable> calls, ServerProcess server, long nanos)
            throws InterruptedException {
        long end = System.nanoTime() + nanos;
        List<Caller> callers = calls.stream().map(call -> new Caller(call, end)).toList();
        long ofServer = server.processorTime().toNanos();
        long ofClients = SYSTEM.getProcessCpuTime();
        List<Thread> threads = new ArrayList<>();
        for (Caller caller : callers) {
            threads.add(new Thread(caller));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        ofClients = SYSTEM.getProcessCpuTime() - ofClients;
        ofServer = server.processorTime().toNanos() - ofServer;
        long[] times = callers.stream().flatMapToLong(Caller::times).sorted().toArray();
        return new Cost(
                (double) ofClients / times.length,
                (double) ofServer / times.length,
                times[times.length / 2]);
    }

    /** Calls until a moment, and remembers how long each took. */
    private static final class Caller implements Runnable {
        private final Runnable call;
        private final long end;
        private long[] times = new long[1 << 12];
        private int count;

        Caller(Runnable call, long end) {
            this.call = call;
            this.end = end;
        }

        @Override
        public void run() {
            long now = System.nanoTime();
            do {
                call.run();
                long after = System.nanoTime();
                add(after - now);
                now = after;
            } while (now < end);
        }

        private void add(long time) {
            if (count == times.length) {
                times = Arrays.copyOf(times, 2 * count);
            }
            times[count] = time;
            count++;
        }

        LongStream times() {
            return Arrays.stream(times, 0, count);
        }
    }
}

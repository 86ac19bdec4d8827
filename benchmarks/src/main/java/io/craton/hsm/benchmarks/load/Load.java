package io.craton.hsm.benchmarks.load;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads that call at once, for some time. At full speed it is asked how much they get done
 * together and whether each gets its share; at a pace that the machine can keep, how long a call
 * takes. A call that could not begin when it was due, since the one before it took too long, counts
 * from when it was due.
 *
 * @param threads how many
 * @param kind of which kind
 * @param perSecond how many calls all of them make in a second; 0 for as many as they can
 * @param nanos how long they call
 */
record Load(int threads, ThreadKind kind, int perSecond, long nanos) {
    private static final long SECOND = 1_000_000_000;

    /** In the first part of the time, one of so many, threads are started: it does not count. */
    private static final long PARTS = 5;

    /**
     * What came of it.
     *
     * @param latencies of all threads
     * @param perSecond how many calls they made in a second
     * @param leastShare of the calls of the thread that made the fewest, 1 if all made as many
     */
    record Outcome(Latencies latencies, double perSecond, double leastShare) {
        private static Outcome of(List<Latencies> each, long nanos) {
            Latencies all = new Latencies();
            each.forEach(all::add);
            long fewest = each.stream().mapToLong(Latencies::count).min().orElse(0);
            double share = (double) fewest * each.size() / Math.max(1, all.count());
            return new Outcome(all, all.count() * (double) SECOND / nanos, share);
        }
    }

    /** Runs it, with a caller for each thread. */
    Outcome run(LoadCaller.Maker maker) throws Exception {
        List<Callable<Latencies>> work = new ArrayList<>();
        List<LoadCaller> callers = new ArrayList<>();
        try {
            for (int i = 0; i < threads; i++) {
                callers.add(maker.make());
            }
            long start = System.nanoTime();
            for (int i = 0; i < threads; i++) {
                Turn turn = new Turn(callers.get(i), new SplittableRandom(i), start + offset(i));
                work.add(() -> turns(turn, start + nanos));
            }
            return Outcome.of(results(work), nanos - nanos / PARTS);
        } finally {
            callers.forEach(LoadCaller::close);
        }
    }

    private List<Latencies> results(List<Callable<Latencies>> work)
            throws InterruptedException, ExecutionException {
        ExecutorService pool = kind.pool(threads);
        try {
            List<Latencies> results = new ArrayList<>();
            for (Future<Latencies> done : pool.invokeAll(work)) {
                results.add(done.get());
            }
            return results;
        } finally {
            pool.shutdown();
        }
    }

    /** How long a thread has for a call, in nanoseconds; 0 at full speed. */
    private long interval() {
        return perSecond == 0 ? 0 : threads * SECOND / perSecond;
    }

    /** Threads do not begin all at once. */
    private long offset(int thread) {
        return interval() * thread / threads;
    }

    /**
     * What a thread begins with.
     *
     * @param first when its first call is due
     */
    private record Turn(LoadCaller caller, SplittableRandom random, long first) {}

    private Latencies turns(Turn turn, long end) throws Exception {
        Latencies latencies = new Latencies();
        long counted = end - nanos + nanos / PARTS;
        long due = turn.first();
        long free = System.nanoTime();
        while (free - end < 0 && due - end < 0) {
            MixPart part = MixPart.next(turn.random());
            boolean late = perSecond > 0 && free - due > 0;
            awaitDue(due);
            long begun = late ? due : System.nanoTime();
            turn.caller().run(part);
            free = System.nanoTime();
            if (begun - counted >= 0) {
                latencies.add(free - begun);
            }
            due = perSecond == 0 ? free : due + interval();
        }
        return latencies;
    }

    private static void awaitDue(long due) {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}

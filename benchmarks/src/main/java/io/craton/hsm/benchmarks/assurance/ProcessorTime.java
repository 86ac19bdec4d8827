package io.craton.hsm.benchmarks.assurance;

import io.craton.hsm.core.process.ProcessGuard;
import io.craton.hsm.core.random.HsmRandom;
import io.craton.hsm.core.runtime.Gate;
import io.craton.hsm.engine.memory.SecretBytes;
import io.craton.hsm.spi.SecretAccess;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * A plain program that measures in processor time what the benchmarks beside it measure by the
 * clock: on a machine that others use, too, only this can be compared.
 *
 * <pre>java -cp target/benchmarks.jar io.craton.hsm.benchmarks.assurance.ProcessorTime</pre>
 */
public final class ProcessorTime {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int ROUNDS = 7;
    private static final int BATCH = 1_000;
    private static final long ROUND_NANOS = 400_000_000;

    private ProcessorTime() {}

    /** Runs once and prints nanoseconds for each call. */
    public static void main(String[] arguments) {
        ProcessGuard guard = ProcessGuard.capture();
        Gate gate = new Gate(guard::require);
        SecretBytes key = SecretBytes.take(new byte[32]);
        byte[] buffer = new byte[32];
        byte[] long1024 = new byte[1024];
        try (HsmRandom random = HsmRandom.open(what -> {})) {
            print("entry check, " + guard.method(), gate::enter);
            print("read a kept key of 32 bytes", () -> key.copyTo(SecretAccess.READ, buffer, 0));
            print("random, 32 bytes", () -> random.nextBytes(buffer));
            print("random, 1024 bytes", () -> random.nextBytes(long1024));
        }
    }

    /** The best of the rounds: whatever disturbs makes it longer. */
    private static void print(String what, Runnable call) {
        double best = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long calls = 0;
            long processor = THREADS.getCurrentThreadCpuTime();
            long end = System.nanoTime() + ROUND_NANOS;
            while (System.nanoTime() < end) {
                for (int i = 0; i < BATCH; i++) {
                    call.run();
                }
                calls += BATCH;
            }
            best = Math.min(best, (THREADS.getCurrentThreadCpuTime() - processor) / (double) calls);
        }
        System.out.printf("%-60s %8.1f ns%n", what, best);
    }
}

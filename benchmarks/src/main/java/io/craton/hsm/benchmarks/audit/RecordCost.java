package io.craton.hsm.benchmarks.audit;

import com.sun.management.OperatingSystemMXBean;
import io.craton.hsm.benchmarks.Scratch;
import io.craton.hsm.spi.AuditLog;
import io.craton.hsm.spi.AuditRecord;
import io.craton.hsm.spi.AuditSettings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A plain program that says what a record costs the whole process: every thread counts, the log's
 * own and the collector's too, which JMH does not see. Beside it, in the same rounds, the SHA-256
 * of its line: a line is chained before its call returns, so no record costs less.
 *
 * <pre>./craton bench records</pre>
 *
 * <p>The log is in the working directory, or in that which {@code -Daudit.directory} names.
 */
public final class RecordCost {
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private static final int WARM_UP = 500_000;
    private static final int CALLS = 1_000_000;
    private static final int BATCH = 500;
    private static final int ROUNDS = 5;

    private RecordCost() {}

    /**
     * Runs and prints.
     *
     * @param arguments how many callers there are, one number for each row; 1, 8 and 64 if none
     */
    public static void main(String[] arguments) throws Exception {
        List<String> callers =
                arguments.length == 0 ? List.of("1", "8", "64") : Arrays.asList(arguments);
        System.out.printf(
                Locale.ROOT,
                "Java %s, %d processors, load %.1f; medians of %d rounds%n",
                Runtime.version(),
                SYSTEM.getAvailableProcessors(),
                SYSTEM.getSystemLoadAverage(),
                ROUNDS);
        System.out.println(
                "record          bytes    callers   processor ns    of them SHA    wall ns");
        for (AuditRecord record : List.of(AuditRecords.ENCRYPT, AuditRecords.RANDOM)) {
            for (String count : callers) {
                Row row = Row.measure(record, Integer.parseInt(count));
                System.out.printf(
                        Locale.ROOT,
                        "%-14s %6d %10s %14.0f %14.0f %10.0f%n",
                        record.event().eventName(),
                        row.bytes(),
                        count,
                        row.cost().processor(),
                        row.hash().processor(),
                        row.cost().wall());
            }
        }
    }

    /** The costs of a record and of the hash of its line. */
    private record Row(int bytes, Cost cost, Cost hash) {
        static Row measure(AuditRecord record, int callers) throws Exception {
            int bytes = lineOf(record);
            List<Cost> costs = new ArrayList<>();
            List<Cost> hashes = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                costs.add(ofRecords(record, callers));
                hashes.add(ofHashes(bytes));
            }
            return new Row(bytes, Cost.median(costs), Cost.median(hashes));
        }

        private static int lineOf(AuditRecord record) throws IOException {
            Path directory = AuditRecords.directory();
            try {
                try (AuditLog log = AuditRecords.open(directory, AuditSettings.Durability.SYNC)) {
                    log.record(record);
                }
                return (int) Files.size(AuditRecords.log(directory)) - 1;
            } finally {
                Scratch.delete(directory);
            }
        }
    }

    private static Cost ofRecords(AuditRecord record, int callers) throws InterruptedException {
        Path directory = AuditRecords.directory();
        try (AuditLog log = AuditRecords.open(directory, AuditSettings.Durability.ORDERED)) {
            return cost(callers, () -> log.record(record));
        } finally {
            Scratch.delete(directory);
        }
    }

    private static Cost ofHashes(int bytes) throws InterruptedException, NoSuchAlgorithmException {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        byte[] line = new byte[bytes];
        return cost(1, () -> hash(sha256, line));
    }

    /** Hashes, and leaves the hash in the line. */
    private static void hash(MessageDigest sha256, byte[] line) {
        sha256.update(line, 0, line.length);
        try {
            sha256.digest(line, 0, sha256.getDigestLength());
        } catch (DigestException e) {
            throw new IllegalStateException("a line is longer than its hash", e);
        }
    }

    private static Cost cost(int callers, Runnable call) throws InterruptedException {
        run(callers, WARM_UP, call);
        long processor = SYSTEM.getProcessCpuTime();
        long wall = System.nanoTime();
        run(callers, CALLS, call);
        double calls = CALLS;
        return new Cost(
                (SYSTEM.getProcessCpuTime() - processor) / calls,
                (System.nanoTime() - wall) / calls);
    }

    private static void run(int callers, int calls, Runnable call) throws InterruptedException {
        AtomicInteger batches = new AtomicInteger(calls / BATCH);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            threads.add(new Thread(() -> runBatches(batches, call)));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static void runBatches(AtomicInteger batches, Runnable call) {
        while (batches.decrementAndGet() >= 0) {
            for (int i = 0; i < BATCH; i++) {
                call.run();
            }
        }
    }

    /** Nanoseconds of all threads together, and on the wall, for each call. */
    private record Cost(double processor, double wall) {
        static Cost median(List<Cost> costs) {
            List<Cost> sorted = new ArrayList<>(costs);
            sorted.sort((one, other) -> Double.compare(one.processor, other.processor));
            return sorted.get(sorted.size() / 2);
        }
    }
}

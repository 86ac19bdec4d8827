package io.craton.hsm.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import io.craton.hsm.audit.line.Sha256;
import io.craton.hsm.spi.AuditLog;
import java.io.IOException;
import java.lang.Thread.State;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a record costs, as far as it can be counted: garbage, writes, forced writes, wakes. Of times
 * only the ratio of two, measured side by side, and with a wide margin.
 */
class RecordCostTest {
    private static final ThreadMXBean THREADS =
            ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
    private static final int RECORDS = 20_000;

    /** In bytes: what a record would make at least, if it made one. */
    private static final long SMALLEST_OBJECT = 16;

    /** Measured: about 2.2; with a write or a wake for each record 4 and more. */
    private static final double MOST_HASHES = 8;

    @TempDir Path directory;

    private static void sign(AuditLog log, int records) {
        for (int i = 0; i < records; i++) {
            log.record(TestLog.SIGN);
        }
    }

    @Test
    void record_makesNoGarbage() {
        // a clock that stands makes none either, compiled or not
        TestLog test = TestLog.in(directory).clock(Clock.fixed(Instant.now(), ZoneOffset.UTC));
        try (AuditLog log = test.open()) {
            sign(log, RECORDS);
            long before = allocated();
            sign(log, RECORDS);
            long bytes = allocated() - before;

            // once in a while the two threads wait for each other, or the ring is full
            assertThat(bytes / RECORDS).isLessThan(SMALLEST_OBJECT);
        }
    }

    private static long allocated() {
        return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
    }

    @Test
    void recordsThatComeWhileTheDiskIsAtWork_areWrittenAndForcedTogether() throws Exception {
        TestLog test = TestLog.in(directory);
        CountingFile file = new CountingFile(test.file());
        try (AuditLog log = new FileAuditLogProvider().open(test.settings(), () -> file)) {
            file.holdForces();
            List<Thread> callers = new ArrayList<>();
            callers.add(durableCaller(log));
            file.awaitHeld();
            long writes = file.appends();
            long forces = file.forces();
            for (int i = 0; i < 63; i++) {
                callers.add(durableCaller(log));
            }
            file.releaseForces();
            for (Thread caller : callers) {
                caller.join();
            }

            assertThat(file.appends() - writes).isEqualTo(1);
            assertThat(file.forces() - forces).isEqualTo(1);
        }
        assertThat(test.verify().lines()).isEqualTo(64);
    }

    /** A thread whose record waits for the disk. */
    private static Thread durableCaller(AuditLog log) {
        Thread caller = new Thread(() -> log.record(TestLog.GENERATE));
        caller.start();
        while (caller.getState() != State.WAITING) {
            Thread.onSpinWait();
        }
        return caller;
    }

    @Test
    void burst_isForcedTwentyTimesASecond_andWrittenInGroups() throws Exception {
        TestLog test = TestLog.in(directory);
        CountingFile file = new CountingFile(test.file());
        try (AuditLog log = new FileAuditLogProvider().open(test.settings(), () -> file)) {
            sign(log, RECORDS);
            long forces = file.forces();
            long start = System.nanoTime();
            sign(log, 5 * RECORDS);
            long millis = (System.nanoTime() - start) / 1_000_000;

            assertThat(file.forces() - forces).isLessThanOrEqualTo(millis / 50 + 2);
            assertThat(file.appends()).isLessThan(RECORDS);
        }
    }

    @Test
    void burst_wakesTheWriterForItsGroupsOnly() throws IOException {
        assumeTrue(Files.isDirectory(Path.of("/proc/self/task")), "only Linux counts the wakes");
        try (AuditLog log = TestLog.in(directory).open()) {
            sign(log, RECORDS);
            long before = wakes();
            sign(log, 5 * RECORDS);

            // groups, and what their thread waits for locks and the disk: none for a record
            assertThat(wakes() - before).isLessThan(5 * RECORDS / 50);
        }
    }

    /** How often the threads of logs have waited and gone on. */
    private static long wakes() throws IOException {
        long wakes = 0;
        try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
            for (Path task : tasks.toList()) {
                if (Files.readString(task.resolve("comm")).startsWith("craton-audit")) {
                    wakes += wakes(task);
                }
            }
        }
        return wakes;
    }

    private static long wakes(Path task) throws IOException {
        String counter = "voluntary_ctxt_switches:";
        for (String line : Files.readAllLines(task.resolve("status"))) {
            if (line.startsWith(counter)) {
                return Long.parseLong(line.substring(counter.length()).strip());
            }
        }
        throw new IOException("no " + counter + " in " + task);
    }

    @Test
    void record_costsAFewHashesOfItsLine() {
        TestLog test = TestLog.in(directory);
        try (AuditLog log = test.open()) {
            log.record(TestLog.SIGN);
            byte[] line = test.entries().get(0).line();
            byte[] hash = new byte[Sha256.LENGTH];
            Sha256 sha256 = new Sha256();
            double best = Double.MAX_VALUE;
            for (int round = 0; round < 7; round++) {
                long start = THREADS.getCurrentThreadCpuTime();
                for (int i = 0; i < RECORDS; i++) {
                    sha256.hash(line, 0, line.length, hash);
                }
                long between = THREADS.getCurrentThreadCpuTime();
                sign(log, RECORDS);
                long end = THREADS.getCurrentThreadCpuTime();
                best = Math.min(best, (double) (end - between) / (between - start));
            }

            assertThat(best).isLessThan(MOST_HASHES);
        }
    }
}

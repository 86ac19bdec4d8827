package io.craton.hsm.benchmarks.audit;

import io.craton.hsm.benchmarks.Scratch;
import io.craton.hsm.spi.AuditLog;
import io.craton.hsm.spi.AuditSettings;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What a record costs the thread that makes an operation, in each mode, with so much work between
 * two records as an operation is ({@code workTokens}; the cost of the work alone is the benchmark
 * {@code work}).
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 1, time = 10) // of several, JMH would add up the processor times
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH fills the fields
public class AuditRecordBenchmark {
    /** The mode. */
    @Param({"ORDERED", "ASYNC", "SYNC"})
    public AuditSettings.Durability durability;

    /** Work between two records; 300 is about the time of AES-GCM over 4 KiB. */
    @Param({"0", "300"})
    public int workTokens;

    private Path directory;
    private AuditLog log;

    /** A fresh log for each iteration, so that it does not fill the disk. */
    @Setup(Level.Iteration)
    public void open() {
        directory = AuditRecords.directory();
        log = AuditRecords.open(directory, durability);
    }

    /** Deletes it. */
    @TearDown(Level.Iteration)
    public void close() {
        log.close();
        Scratch.delete(directory);
    }

    /**
     * The processor time of the calling thread alone: on a busy machine the wall clock tells
     * little.
     */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Processor {
        private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        private long start;
        private long calls;

        /** Starts the clock. */
        @Setup(Level.Iteration)
        public void start() {
            calls = 0;
            start = threads.getCurrentThreadCpuTime();
        }

        /** Nanoseconds of the calling thread for one call. */
        public double cpuNanos() {
            return (double) (threads.getCurrentThreadCpuTime() - start) / calls;
        }
    }

    /** The work and its record. */
    @Benchmark
    public void record(Processor processor) {
        Blackhole.consumeCPU(workTokens);
        log.record(AuditRecords.ENCRYPT);
        processor.calls++;
    }

    /** The work alone. */
    @Benchmark
    public void work(Processor processor) {
        Blackhole.consumeCPU(workTokens);
        processor.calls++;
    }
}

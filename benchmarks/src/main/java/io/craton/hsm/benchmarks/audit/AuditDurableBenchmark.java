package io.craton.hsm.benchmarks.audit;

import io.craton.hsm.benchmarks.Scratch;
import io.craton.hsm.spi.AuditLog;
import io.craton.hsm.spi.AuditSettings;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How many durable records a second there can be: each call waits for the disk, and shares the
 * wait.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 3)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH fills the fields
public class AuditDurableBenchmark {
    private Path directory;
    private AuditLog log;

    /** Opens a log. */
    @Setup(Level.Trial)
    public void open() {
        directory = AuditRecords.directory();
        log = AuditRecords.open(directory, AuditSettings.Durability.ORDERED);
    }

    /** Deletes it. */
    @TearDown(Level.Trial)
    public void close() {
        log.close();
        Scratch.delete(directory);
    }

    /** One caller. */
    @Benchmark
    @Threads(1)
    public void callers1() {
        log.record(AuditRecords.GENERATE);
    }

    /** Eight callers. */
    @Benchmark
    @Threads(8)
    public void callers8() {
        log.record(AuditRecords.GENERATE);
    }

    /** Sixty-four callers. */
    @Benchmark
    @Threads(64)
    public void callers64() {
        log.record(AuditRecords.GENERATE);
    }
}

package io.craton.hsm.benchmarks.audit;

import io.craton.hsm.audit.verify.ChainVerification;
import io.craton.hsm.audit.verify.ChainVerifier;
import io.craton.hsm.benchmarks.Scratch;
import io.craton.hsm.spi.AuditLog;
import io.craton.hsm.spi.AuditSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** How many lines a second are verified. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH fills the fields
public class AuditVerifyBenchmark {
    private static final int LINES = 500_000;

    private Path directory;

    /** Writes the log. */
    @Setup
    public void write() {
        directory = AuditRecords.directory();
        try (AuditLog log = AuditRecords.open(directory, AuditSettings.Durability.ORDERED)) {
            for (int i = 0; i < LINES; i++) {
                log.record(AuditRecords.ENCRYPT);
            }
        }
    }

    /** Deletes it. */
    @TearDown
    public void delete() {
        Scratch.delete(directory);
    }

    /** Verifies all lines. */
    @Benchmark
    @OperationsPerInvocation(LINES)
    public ChainVerification verify() throws IOException {
        ChainVerification verification = ChainVerifier.create().verify(AuditRecords.log(directory));
        if (!verification.valid()) {
            throw new IllegalStateException(verification.summary());
        }
        return verification;
    }
}

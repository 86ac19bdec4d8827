package io.craton.hsm.benchmarks.assurance;

import io.craton.hsm.core.process.ProcessGuard;
import io.craton.hsm.core.runtime.Gate;
import io.craton.hsm.engine.memory.SecretBytes;
import io.craton.hsm.spi.SecretAccess;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What every call pays first: the check of process and state; and what a read of a kept key costs.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class EntryBenchmark {
    private final Gate gate = new Gate(ProcessGuard.capture()::require);
    private final SecretBytes key = SecretBytes.take(new byte[32]);
    private final byte[] buffer = new byte[32];

    /** With a way to the C library: Java 22 and newer. */
    @Benchmark
    @Fork(1)
    public void enter() {
        gate.enter();
    }

    /** Without one: /proc/self. */
    @Benchmark
    @Fork(value = 1, jvmArgsAppend = "-Dcraton.hsm.native=off")
    public void enterWithoutCLibrary() {
        gate.enter();
    }

    /** A key of 32 bytes into an array that is there. */
    @Benchmark
    @Fork(1)
    public byte[] readKey() {
        key.copyTo(SecretAccess.READ, buffer, 0);
        return buffer;
    }

    /** A key of 32 bytes as a copy that is wiped. */
    @Benchmark
    @Fork(1)
    public int useKey() {
        return key.use(SecretAccess.READ, bytes -> bytes[0]);
    }
}

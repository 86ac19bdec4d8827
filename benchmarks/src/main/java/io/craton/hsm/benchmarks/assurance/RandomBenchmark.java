package io.craton.hsm.benchmarks.assurance;

import io.craton.hsm.core.random.HmacDrbg;
import io.craton.hsm.core.random.HsmRandom;
import java.io.FileInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** The module's generator, what it is made of, and the JDK's. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH calls the methods with @Setup first
public class RandomBenchmark {
    /** Bytes a request. */
    @Param({"32", "1024"})
    public int length;

    private HsmRandom random;
    private HmacDrbg drbg;
    private SecureRandom nativePrng;
    private FileInputStream device;

    /** A buffer for each thread. */
    @State(Scope.Thread)
    public static class Buffer {
        private byte[] bytes;

        /** Makes it. */
        @Setup
        public void make(RandomBenchmark benchmark) {
            bytes = new byte[benchmark.length];
        }
    }

    /** Opens everything. */
    @Setup(Level.Trial)
    public void open() throws IOException, GeneralSecurityException {
        random = HsmRandom.open(what -> {});
        drbg = new HmacDrbg(random.bytes(32), random.bytes(16), new byte[0]);
        nativePrng = SecureRandom.getInstance("NativePRNGNonBlocking", "SUN");
        device = new FileInputStream("/dev/urandom");
    }

    /** Closes it. */
    @TearDown(Level.Trial)
    public void close() throws IOException {
        random.close();
        device.close();
    }

    /** The module, one thread. */
    @Benchmark
    public byte[] module(Buffer buffer) {
        random.nextBytes(buffer.bytes);
        return buffer.bytes;
    }

    /** The module, two threads. */
    @Benchmark
    @Threads(2)
    public byte[] moduleTwoThreads(Buffer buffer) {
        random.nextBytes(buffer.bytes);
        return buffer.bytes;
    }

    /** The part of the operating system: one read of the device. */
    @Benchmark
    public int device(Buffer buffer) throws IOException {
        return device.read(buffer.bytes);
    }

    /** A bare HMAC_DRBG without entropy, with its update after each request. */
    @Benchmark
    public byte[] bareDrbg(Buffer buffer) {
        drbg.generate(buffer.bytes);
        return buffer.bytes;
    }

    /** The JDK's generator, which keeps bytes back. */
    @Benchmark
    public byte[] nativePrng(Buffer buffer) {
        nativePrng.nextBytes(buffer.bytes);
        return buffer.bytes;
    }
}

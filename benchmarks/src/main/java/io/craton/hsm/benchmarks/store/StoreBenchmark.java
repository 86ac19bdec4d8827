package io.craton.hsm.benchmarks.store;

import io.craton.hsm.benchmarks.Scratch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
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

/** One durable commit, one read of a secret, one reservation of nonces. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@State(Scope.Benchmark)
@Fork(1)
@Warmup(iterations = 2, time = 3)
@Measurement(iterations = 3, time = 5)
public class StoreBenchmark {
    private static final int PRESENT = 10_000;

    /** Which store. */
    @Param({"craton", "mvstore", "sqlite"})
    public String store = "craton";

    private final List<UUID> known = new ArrayList<>();
    private final byte[] attributes = new byte[400];
    private final byte[] secret = new byte[1600];
    private Path directory = Path.of("");
    private Contender contender = new Nothing();

    /** Until the store is open. */
    private static final class Nothing implements Contender {
        @Override
        public void put(List<Item> items) {
            throw new IllegalStateException("not open");
        }

        @Override
        public byte[] secret(UUID id) {
            throw new IllegalStateException("not open");
        }

        @Override
        public long scan() {
            throw new IllegalStateException("not open");
        }

        @Override
        public void close() {
            // nothing is open
        }
    }

    /** Opens a store and puts records into it. */
    @Setup(Level.Trial)
    public void open() throws Exception {
        directory = Files.createTempDirectory(Path.of("").toAbsolutePath(), "store-benchmark-");
        contender =
                switch (store) {
                    case "craton" -> new CratonContender(directory);
                    case "mvstore" -> new MvStoreContender(directory);
                    default -> new SqliteContender(directory);
                };
        for (int done = 0; done < PRESENT; done += 500) {
            List<Contender.Item> items = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                items.add(item());
            }
            contender.put(items);
            items.forEach(item -> known.add(item.id()));
        }
    }

    private Contender.Item item() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new Contender.Item(
                new UUID(random.nextLong(), random.nextLong()), attributes, secret);
    }

    /** One caller commits one object at a time. */
    @Benchmark
    @Threads(1)
    public void commit() throws Exception {
        contender.put(List.of(item()));
    }

    /** 64 callers commit one object at a time each. */
    @Benchmark
    @Threads(64)
    public void commitBy64() throws Exception {
        contender.put(List.of(item()));
    }

    /** One caller reads secrets. */
    @Benchmark
    @Threads(1)
    public byte[] secret() throws Exception {
        return contender.secret(known.get(ThreadLocalRandom.current().nextInt(known.size())));
    }

    /** Removes everything. */
    @TearDown(Level.Trial)
    public void close() throws Exception {
        contender.close();
        Scratch.delete(directory);
    }
}

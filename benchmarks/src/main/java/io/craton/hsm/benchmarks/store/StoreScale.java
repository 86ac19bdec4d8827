package io.craton.hsm.benchmarks.store;

import io.craton.hsm.benchmarks.Scratch;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * Loads stores with many records and says what that takes, the three stores one after the other in
 * one run.
 *
 * <pre>
 * java -cp benchmarks.jar io.craton.hsm.benchmarks.store.StoreScale [craton,mvstore,sqlite] [records ...]
 * </pre>
 */
public final class StoreScale {
    private static final int ATTRIBUTES = 400;
    private static final int SECRET = 1600;
    private static final int LOAD_BATCH = 200;
    private static final int COMMITS = 500;
    private static final int CALLERS = 64;
    private static final int READS = 20_000;

    private final Random random = new Random(1);
    private final byte[] attributes = new byte[ATTRIBUTES];
    private final byte[] secret = new byte[SECRET];
    private final List<UUID> known = new ArrayList<>();

    private StoreScale() {}

    /** Which stores, then how many records. */
    public static void main(String[] args) throws Exception {
        List<String> names =
                List.of((args.length > 0 ? args[0] : "craton,mvstore,sqlite").split(","));
        int[] sizes =
                args.length > 1
                        ? Stream.of(args).skip(1).mapToInt(Integer::parseInt).toArray()
                        : new int[] {10_000, 100_000};
        System.out.println(
                "store    records   load s  commit/s 1  commit/s 64  read/s  open ms  scan s  MB  heap MB  gc s");
        for (int size : sizes) {
            for (String name : names) {
                new StoreScale().measure(name, size);
            }
        }
    }

    private static Contender open(String name, Path directory) throws Exception {
        return switch (name) {
            case "craton" -> new CratonContender(directory);
            case "mvstore" -> new MvStoreContender(directory);
            case "sqlite" -> new SqliteContender(directory);
            default -> throw new IllegalArgumentException("craton, mvstore or sqlite, not " + name);
        };
    }

    private List<Contender.Item> items(int count) {
        List<Contender.Item> items = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            items.add(
                    new Contender.Item(
                            new UUID(random.nextLong(), random.nextLong()), attributes, secret));
        }
        return items;
    }

    interface Step {
        void run() throws Exception;
    }

    static double seconds(Step step) throws Exception {
        long start = System.nanoTime();
        step.run();
        return (System.nanoTime() - start) / 1e9;
    }

    private void measure(String name, int size) throws Exception {
        random.nextBytes(attributes);
        random.nextBytes(secret);
        Path directory = Files.createTempDirectory(Path.of("").toAbsolutePath(), "store-scale-");
        try {
            double load;
            double single;
            double many;
            double reads;
            try (Contender store = open(name, directory)) {
                load = seconds(() -> load(store, size));
                single = COMMITS / seconds(() -> commits(store, COMMITS));
                many = CALLERS * COMMITS / 10.0 / seconds(() -> manyCallers(store));
                reads = READS / seconds(() -> reads(store));
            }
            double bytes = size(directory) / 1e6;
            Contender[] again = new Contender[1];
            double open = seconds(() -> again[0] = open(name, directory)) * 1000;
            double scan = seconds(again[0]::scan);
            System.gc();
            long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20;
            again[0].close();
            System.out.printf(
                    "%-8s %8d %8.1f %11.0f %12.0f %7.0f %8.0f %7.2f %5.0f %6d %6.1f%n",
                    name, size, load, single, many, reads, open, scan, bytes, heap, gcSeconds());
        } finally {
            Scratch.delete(directory);
        }
    }

    private void load(Contender store, int size) throws Exception {
        for (int done = 0; done < size; done += LOAD_BATCH) {
            List<Contender.Item> items = items(Math.min(LOAD_BATCH, size - done));
            store.put(items);
            if (known.size() < 100_000) {
                items.forEach(item -> known.add(item.id()));
            }
        }
    }

    private void commits(Contender store, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            store.put(items(1));
        }
    }

    private static Void putOneByOne(Contender store, List<Contender.Item> items) throws Exception {
        for (Contender.Item item : items) {
            store.put(List.of(item));
        }
        return null;
    }

    private void manyCallers(Contender store) throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        try {
            List<Callable<Void>> work = new ArrayList<>();
            for (int caller = 0; caller < CALLERS; caller++) {
                List<Contender.Item> mine = items(COMMITS / 10);
                work.add(() -> putOneByOne(store, mine));
            }
            for (Future<Void> future : callers.invokeAll(work)) {
                future.get();
            }
        } finally {
            callers.shutdown();
        }
    }

    private void reads(Contender store) throws Exception {
        for (int i = 0; i < READS; i++) {
            store.secret(known.get(random.nextInt(known.size())));
        }
    }

    private static double gcSeconds() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                        .mapToLong(bean -> Math.max(0, bean.getCollectionTime()))
                        .sum()
                / 1000.0;
    }

    static long size(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            long total = 0;
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                total += Files.size(file);
            }
            return total;
        }
    }
}

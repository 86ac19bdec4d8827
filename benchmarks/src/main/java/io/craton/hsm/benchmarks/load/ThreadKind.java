package io.craton.hsm.benchmarks.load;

import java.lang.reflect.Method;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The kinds of threads. */
enum ThreadKind {
    /** One of the operating system for each. */
    PLATFORM("platform"),
    /** Those of Java 21 and newer. */
    VIRTUAL("virtual");

    private static final int FIRST_WITH_VIRTUAL = 21;

    private final String label;

    ThreadKind(String label) {
        this.label = label;
    }

    /** What it is called in a table. */
    String label() {
        return label;
    }

    /** Whether this Java has them. */
    boolean available() {
        return this == PLATFORM || Runtime.version().feature() >= FIRST_WITH_VIRTUAL;
    }

    /** So many of them. */
    ExecutorService pool(int threads) {
        return this == PLATFORM ? Executors.newFixedThreadPool(threads) : perTask();
    }

    /** {@code Executors.newVirtualThreadPerTaskExecutor()}, which Java 17 has not. */
    private static ExecutorService perTask() {
        try {
            Method maker = Executors.class.getMethod("newVirtualThreadPerTaskExecutor");
            return (ExecutorService) maker.invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this Java has no virtual threads", e);
        }
    }
}

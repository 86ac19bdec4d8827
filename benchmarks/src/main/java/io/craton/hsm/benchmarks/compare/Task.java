package io.craton.hsm.benchmarks.compare;

/** One operation, done once. */
@FunctionalInterface
interface Task {
    /** Does it. */
    void run() throws Exception;
}

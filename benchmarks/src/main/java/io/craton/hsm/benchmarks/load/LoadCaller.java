package io.craton.hsm.benchmarks.load;

/** What one thread calls. */
interface LoadCaller extends AutoCloseable {
    /** Does a part of the mix once. */
    void run(MixPart part) throws Exception;

    @Override
    default void close() {}

    /** Makes a caller for each thread. */
    @FunctionalInterface
    interface Maker {
        /** A new one. */
        LoadCaller make() throws Exception;
    }
}

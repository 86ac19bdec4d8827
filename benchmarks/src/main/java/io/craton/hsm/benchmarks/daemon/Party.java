package io.craton.hsm.benchmarks.daemon;

import java.util.List;

/** A server in another process, with its clients in this one. */
interface Party extends AutoCloseable {
    /** What makes a call, for so many clients at once. */
    List<Runnable> callers(ServedCall call, int clients);

    ServerProcess server();

    @Override
    void close();
}

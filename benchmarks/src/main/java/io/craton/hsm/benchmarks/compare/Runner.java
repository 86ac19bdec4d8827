package io.craton.hsm.benchmarks.compare;

import java.io.IOException;
import java.util.Set;

/** Measures one contender; {@link #close} ends it. */
interface Runner extends AutoCloseable {
    /** What it does. */
    Set<Operation> operations();

    /** Brings an operation to its steady state and finds out how many calls make a round. */
    void warmUp(Operation operation) throws IOException;

    /** Runs a round into the figure. */
    void round(Operation operation, Figure figure) throws Exception;

    @Override
    void close();
}

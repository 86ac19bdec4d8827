package io.craton.hsm.benchmarks.compare;

import java.util.Set;

/** Measures one rival; {@link #close} ends it. */
interface Runner extends AutoCloseable {
    /** What it does. */
    Set<Measured> operations();

    /**
     * Brings an operation to its steady state and finds out how many calls make a round.
     *
     * @throws Exception if it cannot be measured
     */
    void warmUp(Measured operation) throws Exception;

    /** Runs a round into the figure. */
    void round(Measured operation, Figure figure) throws Exception;

    @Override
    void close();
}

package io.craton.hsm.benchmarks.compare;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** What was measured of one operation of one rival: nanoseconds for each call, a round each. */
final class Figure {
    private final List<Double> processor = new ArrayList<>();
    private final List<Double> wall = new ArrayList<>();

    /** Adds a round of which the processor time alone is known. */
    void add(double processorNanos) {
        processor.add(processorNanos);
    }

    /** Adds a round. */
    void add(double processorNanos, double wallNanos) {
        add(processorNanos);
        wall.add(wallNanos);
    }

    /** Processor time of a call in nanoseconds, the median of the rounds. */
    double processor() {
        return median(processor);
    }

    /** Wall time of a call in nanoseconds, the median of the rounds, if it was measured. */
    Optional<Double> wall() {
        return wall.isEmpty() ? Optional.empty() : Optional.of(median(wall));
    }

    /** How far the rounds lie apart: the largest less the smallest, in parts of the median. */
    double spread() {
        return (Collections.max(processor) - Collections.min(processor)) / processor();
    }

    /** The rounds' processor times, in nanoseconds. */
    List<Double> rounds() {
        return List.copyOf(processor);
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1
                ? sorted.get(middle)
                : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}

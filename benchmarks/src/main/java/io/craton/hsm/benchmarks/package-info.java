/**
 * Benchmarks, run by {@code ./craton bench PATTERN}: those of JMH in the packages below, programs
 * with a {@code main} where one run is the measurement. What is measured, and how to read it, is in
 * docs/performance.md.
 */
@NullMarked
package io.craton.hsm.benchmarks;

import org.jspecify.annotations.NullMarked;

/**
 * Benchmarks, run by {@code ./craton bench PATTERN}: those of JMH in the packages below, programs
 * with a {@code main} where one run is the measurement. How to run them is in docs/cli.md.
 */
@NullMarked
package io.craton.hsm.benchmarks;

import org.jspecify.annotations.NullMarked;

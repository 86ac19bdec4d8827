/**
 * What many threads at once feel: {@link io.craton.hsm.benchmarks.load.Percentiles} prints it, and
 * {@link io.craton.hsm.benchmarks.load.Load} is the run behind it, also for tests.
 */
@NullMarked
package io.craton.hsm.benchmarks.load;

import org.jspecify.annotations.NullMarked;

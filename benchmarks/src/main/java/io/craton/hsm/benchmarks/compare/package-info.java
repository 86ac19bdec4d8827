/**
 * One command, {@code ./craton bench compare}, that measures this product beside its rivals: the
 * same operations, in turns, each rival in a process of its own whose whole processor time counts.
 *
 * <p>{@link io.craton.hsm.benchmarks.compare.Measured} is the table of what is measured, {@link
 * io.craton.hsm.benchmarks.compare.Rival} the table of who takes part.
 */
@NullMarked
package io.craton.hsm.benchmarks.compare;

import org.jspecify.annotations.NullMarked;

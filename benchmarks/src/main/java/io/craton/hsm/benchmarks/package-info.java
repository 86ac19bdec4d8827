/** JMH benchmarks. */
@NullMarked
package io.craton.hsm.benchmarks;

import org.jspecify.annotations.NullMarked;

/** Random numbers, the check at every entry, secrets outside the heap, and the start from cold. */
@NullMarked
package io.craton.hsm.benchmarks.assurance;

import org.jspecify.annotations.NullMarked;

/** The store: commits, reads, opening, size, beside H2 MVStore and SQLite. */
@NullMarked
package io.craton.hsm.benchmarks.store;

import org.jspecify.annotations.NullMarked;

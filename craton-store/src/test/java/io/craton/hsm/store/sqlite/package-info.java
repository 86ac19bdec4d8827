/** A second place for headers and records, to hold the seam against: SQLite. */
@NullMarked
package io.craton.hsm.store.sqlite;

import org.jspecify.annotations.NullMarked;

/**
 * The commands {@code backup ...} and {@code restore}. What looks into an archive opens it with the
 * SO PIN of its time and touches no store.
 */
@NullMarked
package io.craton.hsm.cli.backup;

import org.jspecify.annotations.NullMarked;

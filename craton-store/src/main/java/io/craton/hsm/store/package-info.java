/** Encrypted records in MapDB over a journalled volume. */
@NullMarked
package io.craton.hsm.store;

import org.jspecify.annotations.NullMarked;

/**
 * A volume of pages under MapDB: each commit goes to a journal first, and is there whole or not at
 * all. Used by {@code mapdb} alone. One thread writes at a time, readers do not wait for the disk.
 */
@NullMarked
package io.craton.hsm.store.page;

import org.jspecify.annotations.NullMarked;

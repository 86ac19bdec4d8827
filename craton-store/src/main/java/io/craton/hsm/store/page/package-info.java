/**
 * A volume of pages under MapDB: each commit goes to a journal first, and is there whole or not at
 * all.
 */
@NullMarked
package io.craton.hsm.store.page;

import org.jspecify.annotations.NullMarked;

/** Records in MapDB, over the volume of pages. */
@NullMarked
package io.craton.hsm.store.mapdb;

import org.jspecify.annotations.NullMarked;

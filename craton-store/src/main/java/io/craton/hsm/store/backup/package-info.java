/**
 * Archives: written, read, looked into, and the shares that open one. Used by the module's own
 * package alone. An archive is read from the first release that wrote it on, checked from end to
 * end before anything is believed, and in a memory that does not grow with it.
 */
@NullMarked
package io.craton.hsm.store.backup;

import org.jspecify.annotations.NullMarked;

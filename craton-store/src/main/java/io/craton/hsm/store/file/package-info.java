/**
 * Files: on a disk or in memory, whose they must be, the numbers of their formats, and the
 * sentences of what goes wrong with them. A test puts a {@link io.craton.hsm.store.file.FileSpace}
 * of its own in the place of a directory. An interrupted thread harms no file.
 */
@NullMarked
package io.craton.hsm.store.file;

import org.jspecify.annotations.NullMarked;

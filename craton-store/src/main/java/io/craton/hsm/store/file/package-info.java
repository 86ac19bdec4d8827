/**
 * Files: on a disk or in memory, whose they must be, the numbers of their formats, and the
 * sentences of what goes wrong with them.
 */
@NullMarked
package io.craton.hsm.store.file;

import org.jspecify.annotations.NullMarked;

/**
 * Where secrets live while they are in the module, and what the C library of the host does for
 * them.
 */
@NullMarked
package io.craton.hsm.engine.memory;

import org.jspecify.annotations.NullMarked;

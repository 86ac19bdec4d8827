/** Where secrets live while they are in the module. */
@NullMarked
package io.craton.hsm.core.memory;

import org.jspecify.annotations.NullMarked;

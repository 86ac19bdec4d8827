/** Wrapping and unwrapping of keys. */
@NullMarked
package io.craton.hsm.core.engine.wrap;

import org.jspecify.annotations.NullMarked;

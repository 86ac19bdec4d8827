/** Wrapping and unwrapping of keys. */
@NullMarked
package io.craton.hsm.engine.wrap;

import org.jspecify.annotations.NullMarked;

/** Derivation of keys. */
@NullMarked
package io.craton.hsm.core.engine.kdf;

import org.jspecify.annotations.NullMarked;

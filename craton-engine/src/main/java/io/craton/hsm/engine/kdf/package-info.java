/** Derivation of keys. */
@NullMarked
package io.craton.hsm.engine.kdf;

import org.jspecify.annotations.NullMarked;

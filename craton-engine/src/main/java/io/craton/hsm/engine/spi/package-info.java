/**
 * What an engine is to the module: key material, and the operations on it. A key is made here and
 * nowhere else, and its secret is read through {@link io.craton.hsm.engine.spi.KeyMaterial} alone.
 */
@NullMarked
package io.craton.hsm.engine.spi;

import org.jspecify.annotations.NullMarked;

/**
 * Computation: what each mechanism does with key material. Bouncy Castle is named here and below
 * only.
 */
@NullMarked
package io.craton.hsm.engine;

import org.jspecify.annotations.NullMarked;

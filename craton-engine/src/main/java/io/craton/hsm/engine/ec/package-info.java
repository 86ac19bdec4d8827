/** Elliptic curves: Weierstrass, Edwards and Montgomery. */
@NullMarked
package io.craton.hsm.engine.ec;

import org.jspecify.annotations.NullMarked;

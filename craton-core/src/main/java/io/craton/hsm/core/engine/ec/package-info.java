/** Elliptic curves: Weierstrass, Edwards and Montgomery. */
@NullMarked
package io.craton.hsm.core.engine.ec;

import org.jspecify.annotations.NullMarked;

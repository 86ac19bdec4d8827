/**
 * Elliptic curves: keys, ECDSA, EdDSA and Diffie-Hellman. A signature or agreement goes to the
 * preferred library through the JCA where that has the curve ({@code Jca...}), else to {@code
 * Weierstrass} and {@code EdwardsMontgomery}, which alone name a library's arithmetic.
 */
@NullMarked
package io.craton.hsm.engine.ec;

import org.jspecify.annotations.NullMarked;

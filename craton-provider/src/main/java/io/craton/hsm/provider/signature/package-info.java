/**
 * Signatures and message authentication codes. JCA makes {@link
 * io.craton.hsm.provider.signature.CratonSignature} and {@link
 * io.craton.hsm.provider.signature.CratonMac} by the rows of {@link
 * io.craton.hsm.provider.signature.SignatureScheme} and {@link
 * io.craton.hsm.provider.signature.MacAlgorithm}. Private keys sign in the token; a public key of
 * any provider verifies. A wrong signature is an answer, a broken one an exception, as JCA says.
 */
@NullMarked
package io.craton.hsm.provider.signature;

import org.jspecify.annotations.NullMarked;

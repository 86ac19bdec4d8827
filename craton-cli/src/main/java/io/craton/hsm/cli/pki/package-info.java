/**
 * X.509 certificates and certification requests that a key of a token signs, and PEM. For {@code
 * key csr} and the tour.
 */
@NullMarked
package io.craton.hsm.cli.pki;

import org.jspecify.annotations.NullMarked;

/** X.509 certificates and certification requests that are signed by a key in a token. */
@NullMarked
package io.craton.hsm.cli.pki;

import org.jspecify.annotations.NullMarked;

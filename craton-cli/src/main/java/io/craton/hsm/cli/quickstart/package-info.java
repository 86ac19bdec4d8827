/** The tour: a token from nothing to a TLS server and back. */
@NullMarked
package io.craton.hsm.cli.quickstart;

import org.jspecify.annotations.NullMarked;

/**
 * Files with keys that other programs have written: PKCS#8, PKCS#1, SEC1, PKCS#12 and JWK, plain
 * and encrypted. {@link io.craton.hsm.cli.keyfile.KeyFile} is what to use; it needs nothing but the
 * JDK, so that a command reads the file even where a daemon has the token. For the commands that
 * import keys, and for a fuzzer.
 */
@NullMarked
package io.craton.hsm.cli.keyfile;

import org.jspecify.annotations.NullMarked;

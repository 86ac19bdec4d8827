/**
 * Signature algorithms by their JCA names: the one table of them, the option that chooses one, and
 * how their signatures are written. For commands that sign or verify, and for what makes
 * certificates.
 */
@NullMarked
package io.craton.hsm.cli.signature;

import org.jspecify.annotations.NullMarked;

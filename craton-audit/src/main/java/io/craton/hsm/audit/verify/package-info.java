/**
 * Whether every line follows the one before it, and if not, why: {@link
 * io.craton.hsm.audit.verify.ChainVerifier}, for the commands and for {@code doctor}. Reads files
 * that others may be writing.
 */
@NullMarked
package io.craton.hsm.audit.verify;

import org.jspecify.annotations.NullMarked;

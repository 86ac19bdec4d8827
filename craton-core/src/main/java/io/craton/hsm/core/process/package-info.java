/**
 * The process and its host: which process this is, what the C library can do for secrets,
 * checkpoints.
 */
@NullMarked
package io.craton.hsm.core.process;

import org.jspecify.annotations.NullMarked;

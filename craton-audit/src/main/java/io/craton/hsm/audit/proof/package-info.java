/** The Merkle tree over the lines: checkpoints, who signs and cosigns them, and proofs. */
@NullMarked
package io.craton.hsm.audit.proof;

import org.jspecify.annotations.NullMarked;

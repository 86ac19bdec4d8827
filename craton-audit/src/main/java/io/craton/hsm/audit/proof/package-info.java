/**
 * The Merkle tree over the lines: checkpoints, who signs and cosigns them, and proofs that an entry
 * is in a log or that a log has only grown. {@link io.craton.hsm.audit.proof.AuditProver} makes the
 * proofs from the log; checking one takes neither log nor token.
 */
@NullMarked
package io.craton.hsm.audit.proof;

import org.jspecify.annotations.NullMarked;

/**
 * An open log: {@link io.craton.hsm.audit.log.FileAuditLog} is what the core has, {@link
 * io.craton.hsm.audit.log.LogQueue} is between its callers and the disk, {@link
 * io.craton.hsm.audit.log.LogDrain} has the file, and {@link io.craton.hsm.audit.log.Checkpointer}
 * signs. A call that has returned is chained; one that waits for the disk is on it.
 */
@NullMarked
package io.craton.hsm.audit.log;

import org.jspecify.annotations.NullMarked;

/**
 * Entries for others: {@link io.craton.hsm.audit.export.AuditExport} writes those that a filter
 * takes in one of its forms, {@link io.craton.hsm.audit.export.LogFollower} gives them as the log
 * grows. For the commands on the log; nothing here writes to one.
 */
@NullMarked
package io.craton.hsm.audit.export;

import org.jspecify.annotations.NullMarked;

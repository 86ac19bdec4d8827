/**
 * Files of lines: whose they must be, how they grow, are rotated, and read from either end. Who
 * writes opens a {@link io.craton.hsm.audit.file.LogFile}, who reads an {@link
 * io.craton.hsm.audit.file.AuditSource}. A file of somebody else, or one that others can write, is
 * refused.
 */
@NullMarked
package io.craton.hsm.audit.file;

import org.jspecify.annotations.NullMarked;

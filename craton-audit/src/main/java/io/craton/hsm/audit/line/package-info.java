/**
 * Lines: {@link io.craton.hsm.audit.line.LineEncoder} writes a record as one, {@link
 * io.craton.hsm.audit.line.EntryScanner} finds what is in one, {@link
 * io.craton.hsm.audit.line.Chain} links each to the one before. A line that was written once is
 * never written otherwise: whoever checks the chain has its bytes.
 */
@NullMarked
package io.craton.hsm.audit.line;

import org.jspecify.annotations.NullMarked;

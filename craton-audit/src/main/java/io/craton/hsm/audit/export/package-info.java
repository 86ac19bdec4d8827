/** Entries for others: which ones, in which form, and as the log grows. */
@NullMarked
package io.craton.hsm.audit.export;

import org.jspecify.annotations.NullMarked;

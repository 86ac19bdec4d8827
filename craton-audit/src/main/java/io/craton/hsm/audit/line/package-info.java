/** Lines: how a record is written as one, found in one, and linked to the one before. */
@NullMarked
package io.craton.hsm.audit.line;

import org.jspecify.annotations.NullMarked;

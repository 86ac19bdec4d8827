/** Files of lines: whose they must be, how they grow, are rotated, and read from either end. */
@NullMarked
package io.craton.hsm.audit.file;

import org.jspecify.annotations.NullMarked;

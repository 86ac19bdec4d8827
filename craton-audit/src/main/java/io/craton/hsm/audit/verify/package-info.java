/** Whether every line follows the one before it, and if not, why. */
@NullMarked
package io.craton.hsm.audit.verify;

import org.jspecify.annotations.NullMarked;

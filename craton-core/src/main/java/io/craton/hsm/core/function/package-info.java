/** The functions of the standard, one by one, on one session. */
@NullMarked
package io.craton.hsm.core.function;

import org.jspecify.annotations.NullMarked;

/** Commands that set PINs. */
@NullMarked
package io.craton.hsm.cli.pin;

import org.jspecify.annotations.NullMarked;

/** The commands {@code token ...} and {@code status} on tokens as a whole. */
@NullMarked
package io.craton.hsm.cli.token;

import org.jspecify.annotations.NullMarked;

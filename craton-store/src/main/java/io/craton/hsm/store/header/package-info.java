/** A token's header, in two copies: its name, its PINs, and the one place that tries a PIN. */
@NullMarked
package io.craton.hsm.store.header;

import org.jspecify.annotations.NullMarked;

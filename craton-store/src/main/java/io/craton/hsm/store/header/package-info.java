/**
 * A token's header: its name, its PINs, and the one place that tries a PIN ({@link
 * io.craton.hsm.store.header.PinGate}). An attempt is on the disk before the PIN is tried. Where
 * the header is kept is behind {@link io.craton.hsm.store.spi.HeaderStore}.
 */
@NullMarked
package io.craton.hsm.store.header;

import org.jspecify.annotations.NullMarked;

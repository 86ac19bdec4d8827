/**
 * The JCA providers {@code CratonHSM} and, for the first position, {@code CratonHSM-Keys}.
 * Applications use {@link io.craton.hsm.provider.CratonHsmProvider}, {@link
 * io.craton.hsm.provider.CratonKeysProvider}, {@link io.craton.hsm.provider.CratonKeySpec} for a
 * key with a name and attributes, and {@link io.craton.hsm.provider.CratonEntryAttribute} for what
 * an entry of the key store has; everything else of theirs is JCA's own. These four keep their
 * signatures within a major release; where they differ from the JDK's providers is in {@code
 * docs/differences.md}.
 *
 * <p>All services stand in one table, which registration and documentation are read from. The
 * packages below are not exported.
 */
@NullMarked
package io.craton.hsm.provider;

import org.jspecify.annotations.NullMarked;

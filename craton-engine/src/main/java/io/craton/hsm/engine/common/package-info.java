/**
 * What the families of mechanisms share: {@link io.craton.hsm.engine.common.Libraries} gives the
 * library for each primitive, by provider object and never by order, {@link
 * io.craton.hsm.engine.common.Guard} turns what it throws into a return code, and {@link
 * io.craton.hsm.engine.common.LibraryKey} lends it a secret key for one use. A new family
 * implements {@link io.craton.hsm.engine.common.MechanismFamily}.
 */
@NullMarked
package io.craton.hsm.engine.common;

import org.jspecify.annotations.NullMarked;

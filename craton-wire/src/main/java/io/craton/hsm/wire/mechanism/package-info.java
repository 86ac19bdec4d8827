/**
 * The byte form of mechanisms: {@link io.craton.hsm.wire.mechanism.MechanismCodec} writes the
 * parameters of every mechanism of {@link io.craton.hsm.MechanismType} and reads them again, {@link
 * io.craton.hsm.wire.mechanism.ParameterForm} is the table of their structures. Used by the values
 * of the wire, and by whoever stands between programs in C and this API. {@code docs/wire.md} has
 * the forms for those programs; they stay as they are.
 */
@NullMarked
package io.craton.hsm.wire.mechanism;

import org.jspecify.annotations.NullMarked;

/**
 * How the arguments and results of the module's functions travel: {@link
 * io.craton.hsm.wire.value.ValueCodecs} finds for each Java type the {@link
 * io.craton.hsm.wire.value.ValueCodec} that writes and reads it. Used by the table of functions and
 * by both ends of a connection, which give numbers to what stays where it is ({@link
 * io.craton.hsm.wire.value.Handles}).
 *
 * <p>One rule holds for all that can be null in Java: a byte before it says whether it is there. So
 * a null reaches the module, which refuses it where none may be. Values that are read are complete
 * or refused with a return code; nothing is trusted to be what it should.
 */
@NullMarked
package io.craton.hsm.wire.value;

import org.jspecify.annotations.NullMarked;

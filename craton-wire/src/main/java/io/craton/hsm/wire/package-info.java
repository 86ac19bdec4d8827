/**
 * The functions of the module as messages, for programs in other processes: {@link
 * io.craton.hsm.wire.WireFunction} is the table of the functions, {@link io.craton.hsm.wire.Hello}
 * opens a connection, {@link io.craton.hsm.wire.Frames} carries messages, and {@link
 * io.craton.hsm.wire.WireCall} and {@link io.craton.hsm.wire.WireReply} are those. Used by the
 * program that serves and by its clients in Java; {@code docs/wire.md} has all of it to the byte
 * for clients in other languages.
 *
 * <p>Promised: numbers and forms stay; whatever is sent is either understood or refused with a
 * return code; nothing is held in memory that was not sent. No cryptography, no files, no sockets.
 */
@NullMarked
package io.craton.hsm.wire;

import org.jspecify.annotations.NullMarked;

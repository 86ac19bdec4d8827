/**
 * How messages get to a daemon and answers back: the client makes calls of them and does not know
 * by which way they go. Beside the Unix socket, which the client knows by itself, a {@link
 * io.craton.hsm.wire.carrier.Carrier} is found as a service.
 */
@NullMarked
package io.craton.hsm.wire.carrier;

import org.jspecify.annotations.NullMarked;

/**
 * Serves a module to the programs of this host, over a Unix socket: {@link
 * io.craton.hsm.daemon.DaemonMain} is the program, {@link io.craton.hsm.daemon.UnixDoor} the door
 * that others can put in front of a module of theirs. It adds nothing to what the functions mean;
 * it says who calls, what they may do, and how much at once.
 */
@NullMarked
package io.craton.hsm.daemon;

import org.jspecify.annotations.NullMarked;

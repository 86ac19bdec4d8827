/**
 * The tests of the module once more, with the module in a daemon: {@link
 * io.craton.hsm.remote.DaemonPlace} opens it there for each of them, and {@link
 * io.craton.hsm.remote.Differences} holds the table of those that differ. One child process serves
 * all; what a test does to its store, clock and log goes there beside the daemon's socket.
 */
package io.craton.hsm.remote;

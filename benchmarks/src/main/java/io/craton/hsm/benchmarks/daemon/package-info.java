/**
 * What a call through a daemon costs: {@link io.craton.hsm.benchmarks.daemon.DaemonCost} is the
 * program, for people who change the client, the wire or the daemon.
 */
@NullMarked
package io.craton.hsm.benchmarks.daemon;

import org.jspecify.annotations.NullMarked;

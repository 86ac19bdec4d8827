/**
 * What a daemon counts, for Prometheus and for Java Flight Recorder: {@link
 * io.craton.hsm.daemon.metrics.DaemonMetrics} is told of each call, {@link
 * io.craton.hsm.daemon.metrics.MetricsDoor} shows the figures. Names of functions, return codes and
 * numbers are all that there is in them: no label of a key, no handle, no client.
 */
@NullMarked
package io.craton.hsm.daemon.metrics;

import org.jspecify.annotations.NullMarked;

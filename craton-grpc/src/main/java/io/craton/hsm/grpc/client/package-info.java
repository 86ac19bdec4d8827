/** The way of the client to a daemon on the network, found as a service. */
@NullMarked
package io.craton.hsm.grpc.client;

import org.jspecify.annotations.NullMarked;

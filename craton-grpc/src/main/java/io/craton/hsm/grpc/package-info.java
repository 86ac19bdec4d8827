/**
 * The functions of the module as the gRPC service {@code craton_hsm.HsmService}. The daemon's door
 * on the network and the client use {@link io.craton.hsm.grpc.GrpcFunction} (one for each row of
 * {@link io.craton.hsm.wire.WireFunction}) and {@link io.craton.hsm.grpc.GrpcSchema}; programs in
 * other languages take the file {@code craton_hsm.proto} that is printed from it. Names and numbers
 * of the schema stay as they are.
 */
@NullMarked
package io.craton.hsm.grpc;

import org.jspecify.annotations.NullMarked;

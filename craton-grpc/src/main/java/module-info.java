/** The functions of the module as a gRPC service. */
module io.craton.hsm.grpc {
    requires transitive io.craton.hsm.api;
    requires transitive io.craton.hsm.wire;
    requires transitive com.google.protobuf;
    requires transitive io.grpc;
    requires io.grpc.protobuf;
    requires static org.jspecify;
    requires io.grpc.netty.shaded;
    requires static com.google.errorprone.annotations;

    exports io.craton.hsm.grpc;

    provides io.craton.hsm.wire.carrier.Carrier with
            io.craton.hsm.grpc.client.GrpcCarrier;
}

import io.craton.hsm.clients.Program;
import io.craton.hsm.clients.TrialPlace;
import io.craton.hsm.clients.UsedToken;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.TlsChannelCredentials;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.protobuf.services.HealthStatusManager;

public class GrpcServer implements Program {
    @Override
    public void use(UsedToken token) throws Exception {
        SslContext tls =
                GrpcSslContexts.configure(SslContextBuilder.forServer(token.key(), token.chain()))
                        .build();
        Server server =
                NettyServerBuilder.forPort(0)
                        .sslContext(tls)
                        .addService(new HealthStatusManager().getHealthService())
                        .build()
                        .start();
        token.serve(server.getPort());
        server.shutdownNow();
    }

    @Override
    public String judge(TrialPlace place) throws Exception {
        int port = place.port();
        ManagedChannel channel =
                Grpc.newChannelBuilderForAddress(
                                "localhost",
                                port,
                                TlsChannelCredentials.newBuilder()
                                        .trustManager(place.file("ca.pem").toFile())
                                        .build())
                        .build();
        HealthCheckRequest request = HealthCheckRequest.getDefaultInstance();
        String status = HealthGrpc.newBlockingStub(channel).check(request).getStatus().toString();
        channel.shutdownNow();
        TrialPlace.check(status.equals("SERVING"), status);
        return status;
    }
}

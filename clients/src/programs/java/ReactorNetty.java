import io.craton.hsm.clients.Judges;
import io.craton.hsm.clients.ServesHttps;
import io.craton.hsm.clients.UsedToken;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import javax.net.ssl.KeyManagerFactory;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

public class ReactorNetty implements ServesHttps {
    @Override
    public void use(UsedToken token) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(token.keyStore(), token.pin().toCharArray());
        SslContext tls = SslContextBuilder.forServer(keys).build();
        DisposableServer server =
                HttpServer.create()
                        .port(0)
                        .secure(spec -> spec.sslContext(tls))
                        .handle((request, response) -> page(response))
                        .bindNow();
        token.serve(server.port());
        server.disposeNow();
    }

    private static org.reactivestreams.Publisher<Void> page(
            reactor.netty.http.server.HttpServerResponse response) {
        return response.sendString(Mono.just(Judges.SERVED));
    }
}

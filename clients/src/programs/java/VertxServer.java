import io.craton.hsm.clients.Judges;
import io.craton.hsm.clients.ServesHttps;
import io.craton.hsm.clients.UsedToken;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509KeyManager;

public class VertxServer implements ServesHttps {
    @Override
    public void use(UsedToken token) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(token.keyStore(), token.pin().toCharArray());
        X509KeyManager manager = (X509KeyManager) keys.getKeyManagers()[0];
        HttpServerOptions options =
                new HttpServerOptions()
                        .setSsl(true)
                        .setKeyCertOptions(KeyCertOptions.wrap(manager));
        Vertx vertx = Vertx.vertx();
        HttpServer server = vertx.createHttpServer(options);
        server.requestHandler(request -> request.response().end(Judges.SERVED));
        server.listen(0).toCompletionStage().toCompletableFuture().get(1, TimeUnit.MINUTES);
        token.serve(server.actualPort());
    }
}

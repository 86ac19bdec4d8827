import io.craton.hsm.clients.CannotWork;
import io.craton.hsm.clients.UsedToken;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyStoreOptions;
import java.util.concurrent.TimeUnit;

public class VertxKeyStore implements CannotWork {
    @Override
    public void use(UsedToken token) throws Exception {
        HttpServerOptions options =
                new HttpServerOptions()
                        .setSsl(true)
                        .setKeyCertOptions(
                                new KeyStoreOptions()
                                        .setType("CratonHSM")
                                        .setPath(token.reference().toString())
                                        .setPassword(token.pin()));
        Vertx.vertx()
                .createHttpServer(options)
                .requestHandler(request -> request.response().end())
                .listen(0)
                .toCompletionStage()
                .toCompletableFuture()
                .get(1, TimeUnit.MINUTES);
    }
}

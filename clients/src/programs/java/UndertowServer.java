import io.craton.hsm.clients.Judges;
import io.craton.hsm.clients.ServesHttps;
import io.craton.hsm.clients.UsedToken;
import io.undertow.Undertow;
import java.net.InetSocketAddress;

public class UndertowServer implements ServesHttps {
    @Override
    public void use(UsedToken token) throws Exception {
        Undertow server =
                Undertow.builder()
                        .addHttpsListener(0, "localhost", token.tls())
                        .setHandler(exchange -> exchange.getResponseSender().send(Judges.SERVED))
                        .build();
        server.start();
        Object address = server.getListenerInfo().get(0).getAddress();
        token.serve(((InetSocketAddress) address).getPort());
        server.stop();
    }
}

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.craton.hsm.clients.Judges;
import io.craton.hsm.clients.ServesHttps;
import io.craton.hsm.clients.UsedToken;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

public class JdkHttpServer implements ServesHttps {
    @Override
    public void use(UsedToken token) throws Exception {
        HttpsServer server = HttpsServer.create(new InetSocketAddress("localhost", 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(token.tls()));
        byte[] page = Judges.SERVED.getBytes(StandardCharsets.UTF_8);
        server.createContext(
                "/",
                exchange -> {
                    exchange.sendResponseHeaders(200, page.length);
                    exchange.getResponseBody().write(page);
                    exchange.close();
                });
        server.start();
        token.serve(server.getAddress().getPort());
    }
}

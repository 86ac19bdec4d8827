import io.craton.hsm.clients.Judges;
import io.craton.hsm.clients.ServesHttps;
import io.craton.hsm.clients.UsedToken;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;

public class Jetty implements ServesHttps {
    @Override
    public void use(UsedToken token) throws Exception {
        SslContextFactory.Server tls = new SslContextFactory.Server();
        tls.setKeyStore(token.keyStore());
        tls.setKeyStorePassword(token.pin());
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server, tls);
        server.addConnector(connector);
        server.setHandler(new Page());
        server.start();
        token.serve(connector.getLocalPort());
        server.stop();
    }

    private static final class Page extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            Content.Sink.write(response, true, Judges.SERVED, callback);
            return true;
        }
    }
}

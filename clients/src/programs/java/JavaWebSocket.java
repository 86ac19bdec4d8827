import io.craton.hsm.clients.Judges;
import io.craton.hsm.clients.Program;
import io.craton.hsm.clients.TrialPlace;
import io.craton.hsm.clients.UsedToken;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.server.DefaultSSLWebSocketServerFactory;
import org.java_websocket.server.WebSocketServer;

public class JavaWebSocket implements Program {
    @Override
    public void use(UsedToken token) throws Exception {
        Server server = new Server();
        server.setWebSocketFactory(new DefaultSSLWebSocketServerFactory(token.tls()));
        server.start();
        server.started.await();
        token.serve(server.getPort());
    }

    private static final class Server extends WebSocketServer {
        private final CountDownLatch started = new CountDownLatch(1);

        Server() {
            super(new InetSocketAddress("localhost", 0));
        }

        @Override
        public void onStart() {
            started.countDown();
        }

        @Override
        public void onOpen(org.java_websocket.WebSocket socket, ClientHandshake handshake) {
            socket.send(Judges.SERVED);
        }

        @Override
        public void onClose(
                org.java_websocket.WebSocket socket, int code, String reason, boolean remote) {}

        @Override
        public void onMessage(org.java_websocket.WebSocket socket, String message) {}

        @Override
        public void onError(org.java_websocket.WebSocket socket, Exception e) {
            e.printStackTrace();
        }
    }

    @Override
    public String judge(TrialPlace place) throws Exception {
        Answer answer = new Answer();
        HttpClient.newBuilder()
                .sslContext(place.otherTls())
                .build()
                .newWebSocketBuilder()
                .buildAsync(URI.create("wss://localhost:" + place.port() + "/"), answer)
                .get(1, TimeUnit.MINUTES);
        return answer.text.get(1, TimeUnit.MINUTES);
    }

    private static final class Answer implements WebSocket.Listener {
        private final CompletableFuture<String> text = new CompletableFuture<>();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.complete(data.toString());
            return null;
        }
    }
}

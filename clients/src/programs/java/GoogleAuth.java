import com.google.auth.oauth2.ServiceAccountCredentials;
import com.sun.net.httpserver.HttpServer;
import io.craton.hsm.clients.Judges;
import io.craton.hsm.clients.Program;
import io.craton.hsm.clients.TrialPlace;
import io.craton.hsm.clients.UsedToken;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.Signature;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;

public class GoogleAuth implements Program {
    @Override
    public void use(UsedToken token) throws Exception {
        ServiceAccountCredentials credentials =
                ServiceAccountCredentials.newBuilder()
                        .setClientEmail("someone@localhost")
                        .setPrivateKey(token.key())
                        .setPrivateKeyId(UsedToken.ALIAS)
                        .setTokenServerUri(URI.create("http://localhost:" + token.port() + "/"))
                        .setScopes(List.of("everything"))
                        .build();
        TrialPlace.check(
                credentials.refreshAccessToken().getTokenValue().equals("granted"), "token");
    }

    @Override
    public String judge(TrialPlace place) throws Exception {
        LinkedBlockingQueue<String> requests = new LinkedBlockingQueue<>();
        HttpServer server = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
        byte[] answer =
                "{\"access_token\":\"granted\",\"expires_in\":60,\"token_type\":\"Bearer\"}"
                        .getBytes(StandardCharsets.UTF_8);
        server.createContext(
                "/",
                exchange -> {
                    String request = new String(exchange.getRequestBody().readAllBytes());
                    exchange.getResponseHeaders().add("Content-Type", "application/json");
                    exchange.sendResponseHeaders(200, answer.length);
                    exchange.getResponseBody().write(answer);
                    exchange.close();
                    requests.add(request);
                });
        server.start();
        place.say("port", Integer.toString(server.getAddress().getPort()));
        String form = URLDecoder.decode(requests.take(), StandardCharsets.UTF_8);
        String jwt = form.replaceFirst(".*assertion=", "").split("&")[0];
        return Judges.jwt(place, jwt, Signature.getInstance("SHA256withRSA"));
    }
}

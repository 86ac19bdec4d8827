import io.craton.hsm.clients.Judges;
import io.craton.hsm.clients.ShowsCertificate;
import io.craton.hsm.clients.TrialPlace;
import io.craton.hsm.clients.UsedToken;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

public class JdkHttpClient implements ShowsCertificate {
    @Override
    public void use(UsedToken token) throws Exception {
        HttpClient client = HttpClient.newBuilder().sslContext(token.tls()).build();
        URI uri = URI.create("https://localhost:" + token.port() + "/");
        HttpRequest request = HttpRequest.newBuilder(uri).build();
        String page = client.send(request, BodyHandlers.ofString()).body();
        TrialPlace.check(page.equals(Judges.SERVED), page);
    }
}

import io.craton.hsm.clients.Judges;
import io.craton.hsm.clients.ShowsCertificate;
import io.craton.hsm.clients.TrialPlace;
import io.craton.hsm.clients.UsedToken;
import javax.net.ssl.X509TrustManager;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

public class OkHttp implements ShowsCertificate {
    @Override
    public void use(UsedToken token) throws Exception {
        X509TrustManager trust = (X509TrustManager) token.trustManagers().getTrustManagers()[0];
        OkHttpClient client =
                new OkHttpClient.Builder()
                        .sslSocketFactory(token.tls().getSocketFactory(), trust)
                        .build();
        String url = "https://localhost:" + token.port() + "/";
        try (Response page = client.newCall(new Request.Builder().url(url).build()).execute()) {
            TrialPlace.check(page.body().string().equals(Judges.SERVED), "the page");
        }
    }
}

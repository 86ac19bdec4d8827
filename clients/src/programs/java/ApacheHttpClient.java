import io.craton.hsm.clients.Judges;
import io.craton.hsm.clients.ShowsCertificate;
import io.craton.hsm.clients.TrialPlace;
import io.craton.hsm.clients.UsedToken;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.io.entity.EntityUtils;

public class ApacheHttpClient implements ShowsCertificate {
    @Override
    public void use(UsedToken token) throws Exception {
        var connections =
                PoolingHttpClientConnectionManagerBuilder.create()
                        .setTlsSocketStrategy(new DefaultClientTlsStrategy(token.tls()))
                        .build();
        HttpGet get = new HttpGet("https://localhost:" + token.port() + "/");
        try (CloseableHttpClient client =
                HttpClients.custom().setConnectionManager(connections).build()) {
            String page = client.execute(get, answer -> EntityUtils.toString(answer.getEntity()));
            TrialPlace.check(page.equals(Judges.SERVED), page);
        }
    }
}

import io.craton.hsm.clients.Judges;
import io.craton.hsm.clients.ShowsCertificate;
import io.craton.hsm.clients.TrialPlace;
import io.craton.hsm.clients.UsedToken;
import javax.net.ssl.KeyManagerFactory;
import org.apache.cxf.configuration.jsse.TLSClientParameters;
import org.apache.cxf.jaxrs.client.WebClient;

public class CxfClient implements ShowsCertificate {
    @Override
    public void use(UsedToken token) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(token.keyStore(), token.pin().toCharArray());
        TLSClientParameters tls = new TLSClientParameters();
        tls.setKeyManagers(keys.getKeyManagers());
        tls.setTrustManagers(token.trustManagers().getTrustManagers());
        WebClient client = WebClient.create("https://localhost:" + token.port() + "/");
        WebClient.getConfig(client).getHttpConduit().setTlsClientParameters(tls);
        String page = client.get(String.class);
        TrialPlace.check(page.equals(Judges.SERVED), page);
    }
}

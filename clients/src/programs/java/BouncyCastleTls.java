import io.craton.hsm.clients.ServesHttps;
import io.craton.hsm.clients.UsedToken;
import java.security.Security;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.jsse.provider.BouncyCastleJsseProvider;

public class BouncyCastleTls implements ServesHttps {
    @Override
    public void use(UsedToken token) throws Exception {
        Security.addProvider(new BouncyCastleProvider());
        BouncyCastleJsseProvider provider = new BouncyCastleJsseProvider();
        SSLContext tls = SSLContext.getInstance("TLS", provider);
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX", provider);
        keys.init(token.keyStore(), token.pin().toCharArray());
        tls.init(keys.getKeyManagers(), null, null);
        token.servePage(tls);
    }
}

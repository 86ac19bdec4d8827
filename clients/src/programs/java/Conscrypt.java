import io.craton.hsm.clients.ServesHttps;
import io.craton.hsm.clients.UsedToken;
import java.security.Provider;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

public class Conscrypt implements ServesHttps {
    @Override
    public void use(UsedToken token) throws Exception {
        Provider conscrypt = org.conscrypt.Conscrypt.newProvider();
        SSLContext tls = SSLContext.getInstance("TLS", conscrypt);
        KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509");
        keys.init(token.keyStore(), token.pin().toCharArray());
        tls.init(keys.getKeyManagers(), null, null);
        token.servePage(tls);
    }
}

import io.craton.hsm.clients.Program;
import io.craton.hsm.clients.TrialPlace;
import io.craton.hsm.clients.UsedToken;
import java.nio.file.Files;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

public class BouncyCastleRequest implements Program {
    @Override
    public void use(UsedToken token) throws Exception {
        byte[] request =
                new JcaPKCS10CertificationRequestBuilder(
                                new X500Principal("CN=someone"), token.certificate().getPublicKey())
                        .build(
                                new JcaContentSignerBuilder("SHA256withRSAandMGF1")
                                        .build(token.key()))
                        .getEncoded();
        Files.write(token.file("request.der"), request);
    }

    @Override
    public String judge(TrialPlace place) throws Exception {
        return place.run(
                "openssl", "req", "-inform", "DER", "-in", "request.der", "-verify", "-noout");
    }
}

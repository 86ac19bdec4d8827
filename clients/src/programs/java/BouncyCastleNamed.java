import io.craton.hsm.clients.CannotWork;
import io.craton.hsm.clients.UsedToken;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

public class BouncyCastleNamed implements CannotWork {
    @Override
    public void use(UsedToken token) throws Exception {
        new JcaContentSignerBuilder("SHA256withRSA")
                .setProvider(new BouncyCastleProvider())
                .build(token.key());
    }
}

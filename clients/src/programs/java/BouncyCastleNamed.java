import io.craton.hsm.clients.CannotWork;
import io.craton.hsm.clients.Token;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

public class BouncyCastleNamed implements CannotWork {
    @Override
    public void use(Token token) throws Exception {
        new JcaContentSignerBuilder("SHA256withRSA")
                .setProvider(new BouncyCastleProvider())
                .build(token.key());
    }
}

import io.craton.hsm.clients.Judges;
import io.craton.hsm.clients.Program;
import io.craton.hsm.clients.TrialPlace;
import io.craton.hsm.clients.UsedToken;
import java.nio.file.Files;
import java.security.Signature;
import org.keycloak.crypto.Algorithm;
import org.keycloak.crypto.AsymmetricSignatureSignerContext;
import org.keycloak.crypto.KeyUse;
import org.keycloak.crypto.KeyWrapper;
import org.keycloak.jose.jws.JWSBuilder;
import org.keycloak.representations.JsonWebToken;

public class Keycloak implements Program {
    @Override
    public void use(UsedToken token) throws Exception {
        KeyWrapper key = new KeyWrapper();
        key.setKid("server");
        key.setAlgorithm(Algorithm.RS256);
        key.setUse(KeyUse.SIG);
        key.setPrivateKey(token.key());
        key.setPublicKey(token.certificate().getPublicKey());
        JsonWebToken claims = new JsonWebToken().subject("someone");
        String jwt =
                new JWSBuilder()
                        .jsonContent(claims)
                        .sign(new AsymmetricSignatureSignerContext(key));
        Files.writeString(token.file("jwt"), jwt);
    }

    @Override
    public String judge(TrialPlace place) throws Exception {
        String jwt = Files.readString(place.file("jwt"));
        return Judges.jwt(place, jwt, Signature.getInstance("SHA256withRSA"));
    }
}

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.craton.hsm.clients.Judges;
import io.craton.hsm.clients.Program;
import io.craton.hsm.clients.TrialPlace;
import io.craton.hsm.clients.UsedToken;
import java.nio.file.Files;
import java.security.Signature;

public class Nimbus implements Program {
    @Override
    public void use(UsedToken token) throws Exception {
        SignedJWT jwt =
                new SignedJWT(
                        new JWSHeader(JWSAlgorithm.RS256),
                        new JWTClaimsSet.Builder().subject("someone").build());
        jwt.sign(new RSASSASigner(token.key()));
        Files.writeString(token.file("jwt"), jwt.serialize());
    }

    @Override
    public String judge(TrialPlace place) throws Exception {
        String jwt = Files.readString(place.file("jwt"));
        return Judges.jwt(place, jwt, Signature.getInstance("SHA256withRSA"));
    }
}

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.craton.hsm.clients.Place;
import io.craton.hsm.clients.Program;
import io.craton.hsm.clients.Token;
import java.nio.file.Files;
import java.security.interfaces.RSAPublicKey;

public class NimbusPss implements Program {
    @Override
    public void use(Token token) throws Exception {
        RSASSASigner signer = new RSASSASigner(token.key());
        signer.getJCAContext().setProvider(token.provider());
        SignedJWT jwt =
                new SignedJWT(
                        new JWSHeader(JWSAlgorithm.PS256),
                        new JWTClaimsSet.Builder().subject("someone").build());
        jwt.sign(signer);
        Files.writeString(token.file("jwt"), jwt.serialize());
    }

    @Override
    public String judge(Place place) throws Exception {
        SignedJWT jwt = SignedJWT.parse(Files.readString(place.file("jwt")));
        RSAPublicKey key = (RSAPublicKey) place.certificate().getPublicKey();
        Place.check(jwt.verify(new RSASSAVerifier(key)), "the signature");
        return jwt.getHeader().getAlgorithm() + " of " + jwt.getJWTClaimsSet().getSubject();
    }
}

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;

import io.craton.hsm.clients.Place;
import io.craton.hsm.clients.Program;
import io.craton.hsm.clients.Token;

import java.nio.file.Files;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;

public class Auth0Jwt implements Program {
    @Override
    public void use(Token token) throws Exception {
        Object key = token.key();
        Algorithm algorithm = Algorithm.ECDSA256(null, (ECPrivateKey) key);
        Files.writeString(token.file("jwt"), JWT.create().withSubject("x").sign(algorithm));
    }

    @Override
    public String judge(Place place) throws Exception {
        return JWT.require(
                        Algorithm.ECDSA256((ECPublicKey) place.certificate().getPublicKey(), null))
                .build()
                .verify(Files.readString(place.file("jwt")))
                .getSubject();
    }
}

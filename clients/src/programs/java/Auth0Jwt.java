import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.SignatureGenerationException;
import com.auth0.jwt.interfaces.DecodedJWT;
import io.craton.hsm.clients.Judges;
import io.craton.hsm.clients.Program;
import io.craton.hsm.clients.TrialPlace;
import io.craton.hsm.clients.UsedToken;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;

public class Auth0Jwt implements Program {
    @Override
    public void use(UsedToken token) throws Exception {
        Algorithm algorithm = new TokenAlgorithm(token.key());
        Files.writeString(token.file("jwt"), JWT.create().withSubject("someone").sign(algorithm));
    }

    // adapter
    static final class TokenAlgorithm extends Algorithm {
        private final PrivateKey key;

        TokenAlgorithm(PrivateKey key) {
            super("ES256", "ES256");
            this.key = key;
        }

        @Override
        public byte[] sign(byte[] content) {
            try {
                Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
                signature.initSign(key);
                signature.update(content);
                return signature.sign();
            } catch (GeneralSecurityException e) {
                throw new SignatureGenerationException(this, e);
            }
        }

        @Override
        public void verify(DecodedJWT jwt) {
            throw new UnsupportedOperationException("verify with Algorithm.ECDSA256(publicKey)");
        }
    }

    // end

    @Override
    public String judge(TrialPlace place) throws Exception {
        String jwt = Files.readString(place.file("jwt"));
        return Judges.jwt(place, jwt, Signature.getInstance("SHA256withECDSAinP1363Format"));
    }
}

import io.craton.hsm.clients.Judges;
import io.craton.hsm.clients.Program;
import io.craton.hsm.clients.TrialPlace;
import io.craton.hsm.clients.UsedToken;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;
import java.nio.file.Files;
import java.security.Signature;

public class SmallRyeJwt implements Program {
    @Override
    public void use(UsedToken token) throws Exception {
        String jwt =
                Jwt.subject("someone").jws().algorithm(SignatureAlgorithm.ES256).sign(token.key());
        Files.writeString(token.file("jwt"), jwt);
    }

    @Override
    public String judge(TrialPlace place) throws Exception {
        String jwt = Files.readString(place.file("jwt"));
        return Judges.jwt(place, jwt, Signature.getInstance("SHA256withECDSAinP1363Format"));
    }
}

import io.craton.hsm.clients.Judges;
import io.craton.hsm.clients.Program;
import io.craton.hsm.clients.TrialPlace;
import io.craton.hsm.clients.UsedToken;
import io.jsonwebtoken.Jwts;
import java.nio.file.Files;
import java.security.Signature;

public class Jjwt implements Program {
    @Override
    public void use(UsedToken token) throws Exception {
        String jwt =
                Jwts.builder().subject("someone").signWith(token.key(), Jwts.SIG.RS256).compact();
        Files.writeString(token.file("jwt"), jwt);
    }

    @Override
    public String judge(TrialPlace place) throws Exception {
        String jwt = Files.readString(place.file("jwt"));
        return Judges.jwt(place, jwt, Signature.getInstance("SHA256withRSA"));
    }
}

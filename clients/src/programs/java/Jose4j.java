import io.craton.hsm.clients.Judges;
import io.craton.hsm.clients.Program;
import io.craton.hsm.clients.TrialPlace;
import io.craton.hsm.clients.UsedToken;
import java.nio.file.Files;
import java.security.Signature;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;

public class Jose4j implements Program {
    @Override
    public void use(UsedToken token) throws Exception {
        JsonWebSignature jws = new JsonWebSignature();
        jws.setPayload("{\"sub\":\"someone\"}");
        jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
        jws.setKey(token.key());
        Files.writeString(token.file("jwt"), jws.getCompactSerialization());
    }

    @Override
    public String judge(TrialPlace place) throws Exception {
        String jwt = Files.readString(place.file("jwt"));
        return Judges.jwt(place, jwt, Signature.getInstance("SHA256withECDSAinP1363Format"));
    }
}

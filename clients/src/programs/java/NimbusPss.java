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
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;

public class NimbusPss implements Program {
    @Override
    public void use(UsedToken token) throws Exception {
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
    public String judge(TrialPlace place) throws Exception {
        Signature signature = Signature.getInstance("RSASSA-PSS");
        MGF1ParameterSpec mask = MGF1ParameterSpec.SHA256;
        signature.setParameter(new PSSParameterSpec("SHA-256", "MGF1", mask, 32, 1));
        return Judges.jwt(place, Files.readString(place.file("jwt")), signature);
    }
}

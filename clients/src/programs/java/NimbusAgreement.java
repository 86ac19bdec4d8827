import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDHDecrypter;
import com.nimbusds.jose.crypto.ECDHEncrypter;
import com.nimbusds.jose.jwk.Curve;
import io.craton.hsm.clients.Program;
import io.craton.hsm.clients.TrialPlace;
import io.craton.hsm.clients.UsedToken;
import java.security.interfaces.ECPublicKey;
import java.util.Set;

public class NimbusAgreement implements Program {
    @Override
    public void use(UsedToken token) throws Exception {
        JWEObject jwe = JWEObject.parse(token.await("jwe"));
        jwe.decrypt(new ECDHDecrypter(token.key(), Set.of(), Curve.P_256));
        token.say("plain", jwe.getPayload().toString());
    }

    @Override
    public String judge(TrialPlace place) throws Exception {
        JWEHeader header = new JWEHeader(JWEAlgorithm.ECDH_ES_A256KW, EncryptionMethod.A256GCM);
        JWEObject jwe = new JWEObject(header, new Payload("a secret"));
        ECPublicKey key = (ECPublicKey) place.certificate().getPublicKey();
        jwe.encrypt(new ECDHEncrypter(key));
        place.say("jwe", jwe.serialize());
        TrialPlace.check(place.await("plain").equals("a secret"), "what came back");
        return "what it had encrypted came back";
    }
}

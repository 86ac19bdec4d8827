import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.RSADecrypter;
import com.nimbusds.jose.crypto.RSAEncrypter;
import io.craton.hsm.clients.Program;
import io.craton.hsm.clients.TrialPlace;
import io.craton.hsm.clients.UsedToken;
import java.security.interfaces.RSAPublicKey;

public class NimbusDecryption implements Program {
    @Override
    public void use(UsedToken token) throws Exception {
        JWEObject jwe = JWEObject.parse(token.await("jwe"));
        jwe.decrypt(new RSADecrypter(token.key()));
        token.say("plain", jwe.getPayload().toString());
    }

    @Override
    public String judge(TrialPlace place) throws Exception {
        JWEObject jwe =
                new JWEObject(
                        new JWEHeader(JWEAlgorithm.RSA_OAEP_256, EncryptionMethod.A256GCM),
                        new Payload("a secret"));
        RSAPublicKey key = (RSAPublicKey) place.certificate().getPublicKey();
        jwe.encrypt(new RSAEncrypter(key));
        place.say("jwe", jwe.serialize());
        TrialPlace.check(place.await("plain").equals("a secret"), "what came back");
        return "what it had encrypted came back";
    }
}

import io.craton.hsm.clients.Judges;
import io.craton.hsm.clients.Program;
import io.craton.hsm.clients.TrialPlace;
import io.craton.hsm.clients.UsedToken;
import java.net.URI;
import java.nio.file.Files;
import java.security.KeyPair;
import java.security.Signature;
import org.shredzone.acme4j.toolbox.JSONBuilder;
import org.shredzone.acme4j.toolbox.JoseUtils;

public class Acme4j implements Program {
    @Override
    public void use(UsedToken token) throws Exception {
        KeyPair account = new KeyPair(token.certificate().getPublicKey(), token.key());
        JSONBuilder payload = new JSONBuilder().put("termsOfServiceAgreed", true);
        JSONBuilder request =
                JoseUtils.createJoseRequest(
                        URI.create("https://localhost/new-account").toURL(),
                        account,
                        payload,
                        "nonce",
                        null);
        Files.writeString(token.file("request.json"), request.toString());
    }

    @Override
    public String judge(TrialPlace place) throws Exception {
        String request = Files.readString(place.file("request.json"));
        String jws =
                part(request, "protected")
                        + "."
                        + part(request, "payload")
                        + "."
                        + part(request, "signature");
        return Judges.jwt(place, jws, Signature.getInstance("SHA256withECDSAinP1363Format"));
    }

    private static String part(String request, String name) {
        return request.replaceFirst(".*\"" + name + "\":\"([^\"]*)\".*", "$1");
    }
}

import io.craton.hsm.clients.Place;
import io.craton.hsm.clients.Program;
import io.craton.hsm.clients.Token;

public class Keytool implements Program {
    @Override
    public void use(Token token) throws Exception {
        token.tool(
                "keytool",
                "-keystore",
                "NONE",
                "-storetype",
                "CratonHSM",
                "-storepass",
                token.pin(),
                "-certreq",
                "-alias",
                Token.ALIAS,
                "-keypass",
                token.pin(),
                "-file",
                "request.pem");
    }

    @Override
    public String judge(Place place) throws Exception {
        return place.run("openssl", "req", "-in", "request.pem", "-verify", "-noout");
    }
}

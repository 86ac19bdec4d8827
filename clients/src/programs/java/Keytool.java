import io.craton.hsm.clients.Program;
import io.craton.hsm.clients.TrialPlace;
import io.craton.hsm.clients.UsedToken;

public class Keytool implements Program {
    @Override
    public void use(UsedToken token) throws Exception {
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
                UsedToken.ALIAS,
                "-keypass",
                token.pin(),
                "-file",
                "request.pem");
    }

    @Override
    public String judge(TrialPlace place) throws Exception {
        return place.run("openssl", "req", "-in", "request.pem", "-verify", "-noout");
    }
}

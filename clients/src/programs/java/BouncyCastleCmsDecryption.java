import io.craton.hsm.clients.Program;
import io.craton.hsm.clients.TrialPlace;
import io.craton.hsm.clients.UsedToken;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.bouncycastle.cms.CMSEnvelopedData;
import org.bouncycastle.cms.RecipientInformation;
import org.bouncycastle.cms.jcajce.JceKeyTransEnvelopedRecipient;

public class BouncyCastleCmsDecryption implements Program {
    @Override
    public void use(UsedToken token) throws Exception {
        token.await("encrypted");
        CMSEnvelopedData data =
                new CMSEnvelopedData(Files.readAllBytes(token.file("encrypted.p7m")));
        RecipientInformation recipient = data.getRecipientInfos().getRecipients().iterator().next();
        byte[] plain = recipient.getContent(new JceKeyTransEnvelopedRecipient(token.key()));
        token.say("plain", new String(plain, StandardCharsets.UTF_8));
    }

    @Override
    public String judge(TrialPlace place) throws Exception {
        Files.writeString(place.file("secret.txt"), "a secret");
        place.run(
                "openssl",
                "cms",
                "-encrypt",
                "-binary",
                "-aes256",
                "-outform",
                "DER",
                "-in",
                "secret.txt",
                "-out",
                "encrypted.p7m",
                "leaf.pem");
        place.say("encrypted", "");
        TrialPlace.check(place.await("plain").equals("a secret"), "what came back");
        return "what openssl had encrypted came back";
    }
}

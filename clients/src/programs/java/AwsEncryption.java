import com.amazonaws.encryptionsdk.AwsCrypto;
import com.amazonaws.encryptionsdk.CommitmentPolicy;
import com.amazonaws.encryptionsdk.jce.JceMasterKey;
import io.craton.hsm.clients.Program;
import io.craton.hsm.clients.TrialPlace;
import io.craton.hsm.clients.UsedToken;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;

public class AwsEncryption implements Program {
    private static final String PADDING = "RSA/ECB/OAEPWithSHA-256AndMGF1Padding";

    @Override
    public void use(UsedToken token) throws Exception {
        token.await("encrypted");
        JceMasterKey master = key(token.certificate().getPublicKey(), token.key());
        byte[] message = Files.readAllBytes(token.file("message"));
        byte[] plain = crypto().decryptData(master, message).getResult();
        token.say("plain", new String(plain, StandardCharsets.UTF_8));
    }

    @Override
    public String judge(TrialPlace place) throws Exception {
        // To encrypt it wants a private key too, whichever.
        KeyPair other = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        JceMasterKey master = key(place.certificate().getPublicKey(), other.getPrivate());
        byte[] secret = "a secret".getBytes(StandardCharsets.UTF_8);
        Files.write(place.file("message"), crypto().encryptData(master, secret).getResult());
        place.say("encrypted", "");
        TrialPlace.check(place.await("plain").equals("a secret"), "what came back");
        return "what it had encrypted came back";
    }

    private static AwsCrypto crypto() {
        return AwsCrypto.builder()
                .withCommitmentPolicy(CommitmentPolicy.RequireEncryptRequireDecrypt)
                .build();
    }

    private static JceMasterKey key(PublicKey encrypting, PrivateKey decrypting) {
        return JceMasterKey.getInstance(encrypting, decrypting, "token", "server", PADDING);
    }
}

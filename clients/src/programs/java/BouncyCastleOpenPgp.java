import io.craton.hsm.clients.Program;
import io.craton.hsm.clients.TrialPlace;
import io.craton.hsm.clients.UsedToken;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Date;
import org.bouncycastle.bcpg.ArmoredOutputStream;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.openpgp.PGPPrivateKey;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureGenerator;
import org.bouncycastle.openpgp.operator.jcajce.JcaPGPContentSignerBuilder;
import org.bouncycastle.openpgp.operator.jcajce.JcaPGPKeyConverter;
import org.bouncycastle.openpgp.operator.jcajce.JcaPGPPrivateKey;

public class BouncyCastleOpenPgp implements Program {
    @Override
    public void use(UsedToken token) throws Exception {
        PGPPublicKey key =
                new JcaPGPKeyConverter()
                        .getPGPPublicKey(
                                PublicKeyAlgorithmTags.RSA_GENERAL,
                                token.certificate().getPublicKey(),
                                new Date());
        PGPPrivateKey secret = new JcaPGPPrivateKey(key, token.key());
        PGPSignatureGenerator certification = generator(key);
        certification.init(PGPSignature.POSITIVE_CERTIFICATION, secret);
        PGPPublicKey certified =
                PGPPublicKey.addCertification(
                        key, "Someone", certification.generateCertification("Someone", key));
        write(token, "key.asc", certified.getEncoded());
        byte[] data = "signed".getBytes(StandardCharsets.UTF_8);
        Files.write(token.file("data.txt"), data);
        PGPSignatureGenerator signature = generator(key);
        signature.init(PGPSignature.BINARY_DOCUMENT, secret);
        signature.update(data);
        write(token, "data.txt.asc", signature.generate().getEncoded());
    }

    @Override
    public String judge(TrialPlace place) throws Exception {
        String home = Files.createDirectory(place.file("gnupg")).toString();
        place.run("gpg", "--homedir", home, "--batch", "--import", "key.asc");
        return place.run(
                "gpg", "--homedir", home, "--batch", "--verify", "data.txt.asc", "data.txt");
    }

    private static PGPSignatureGenerator generator(PGPPublicKey key) throws Exception {
        int hash = HashAlgorithmTags.SHA256;
        return new PGPSignatureGenerator(
                new JcaPGPContentSignerBuilder(key.getAlgorithm(), hash), key);
    }

    private static void write(UsedToken token, String name, byte[] packets) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream armor = new ArmoredOutputStream(bytes)) {
            armor.write(packets);
        }
        Files.write(token.file(name), bytes.toByteArray());
    }
}

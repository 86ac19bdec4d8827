import io.craton.hsm.clients.Program;
import io.craton.hsm.clients.TrialPlace;
import io.craton.hsm.clients.UsedToken;
import java.nio.file.Files;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;

public class BouncyCastleCms implements Program {
    @Override
    public void use(UsedToken token) throws Exception {
        CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
        generator.addSignerInfoGenerator(
                new JcaSimpleSignerInfoGeneratorBuilder()
                        .build("SHA256withRSA", token.key(), token.certificate()));
        generator.addCertificates(new JcaCertStore(token.chain()));
        byte[] data = "signed\n".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        byte[] signed = generator.generate(new CMSProcessableByteArray(data), true).getEncoded();
        Files.write(token.file("signed.p7m"), signed);
    }

    @Override
    public String judge(TrialPlace place) throws Exception {
        return place.run(
                "openssl",
                "cms",
                "-verify",
                "-inform",
                "DER",
                "-in",
                "signed.p7m",
                "-CAfile",
                "ca.pem");
    }
}

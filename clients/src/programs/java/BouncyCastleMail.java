import io.craton.hsm.clients.Program;
import io.craton.hsm.clients.TrialPlace;
import io.craton.hsm.clients.UsedToken;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.Properties;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.mail.smime.SMIMESignedGenerator;

public class BouncyCastleMail implements Program {
    @Override
    public void use(UsedToken token) throws Exception {
        MimeBodyPart text = new MimeBodyPart();
        text.setText("signed");
        SMIMESignedGenerator generator = new SMIMESignedGenerator();
        generator.addSignerInfoGenerator(
                new JcaSimpleSignerInfoGeneratorBuilder()
                        .build("SHA256withRSA", token.key(), token.certificate()));
        generator.addCertificates(new JcaCertStore(token.chain()));
        MimeMultipart signed = generator.generate(text);
        MimeMessage message = new MimeMessage(Session.getInstance(new Properties()));
        message.setContent(signed, signed.getContentType());
        message.saveChanges();
        try (OutputStream out = Files.newOutputStream(token.file("mail"))) {
            message.writeTo(out);
        }
    }

    @Override
    public String judge(TrialPlace place) throws Exception {
        return place.run("openssl", "smime", "-verify", "-in", "mail", "-CAfile", "ca.pem");
    }
}

import io.craton.hsm.clients.Judges;
import io.craton.hsm.clients.Program;
import io.craton.hsm.clients.TrialPlace;
import io.craton.hsm.clients.UsedToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Calendar;
import java.util.List;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.PDSignature;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.SignatureInterface;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;

public class PdfBox implements Program {
    @Override
    public void use(UsedToken token) throws Exception {
        try (PDDocument empty = new PDDocument()) {
            empty.addPage(new PDPage());
            empty.save(token.file("empty.pdf").toFile());
        }
        PDSignature signature = new PDSignature();
        signature.setFilter(PDSignature.FILTER_ADOBE_PPKLITE);
        signature.setSubFilter(PDSignature.SUBFILTER_ADBE_PKCS7_DETACHED);
        signature.setSignDate(Calendar.getInstance());
        try (PDDocument document = Loader.loadPDF(token.file("empty.pdf").toFile());
                OutputStream out = Files.newOutputStream(token.file("signed.pdf"))) {
            document.addSignature(signature, new Signer(token.key(), token.chain()));
            document.saveIncremental(out);
        }
    }

    // adapter
    record Signer(PrivateKey key, List<X509Certificate> chain) implements SignatureInterface {
        @Override
        public byte[] sign(InputStream content) throws IOException {
            try {
                CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
                generator.addSignerInfoGenerator(
                        new JcaSimpleSignerInfoGeneratorBuilder()
                                .build("SHA256withRSA", key, chain.get(0)));
                generator.addCertificates(new JcaCertStore(chain));
                var data = new CMSProcessableByteArray(content.readAllBytes());
                return generator.generate(data, false).getEncoded();
            } catch (Exception e) {
                throw new IOException("the document cannot be signed", e);
            }
        }
    }

    // end

    @Override
    public String judge(TrialPlace place) throws Exception {
        byte[] file = Files.readAllBytes(place.file("signed.pdf"));
        try (PDDocument document = Loader.loadPDF(file)) {
            PDSignature signature = document.getLastSignatureDictionary();
            Files.write(place.file("content"), signature.getSignedContent(file));
            Files.write(place.file("signature.p7s"), signature.getContents(file));
        }
        return Judges.detached(place);
    }
}

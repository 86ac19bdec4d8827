import com.lowagie.text.Document;
import com.lowagie.text.Paragraph;
import com.lowagie.text.pdf.PdfDate;
import com.lowagie.text.pdf.PdfDictionary;
import com.lowagie.text.pdf.PdfName;
import com.lowagie.text.pdf.PdfReader;
import com.lowagie.text.pdf.PdfSignature;
import com.lowagie.text.pdf.PdfSignatureAppearance;
import com.lowagie.text.pdf.PdfStamper;
import com.lowagie.text.pdf.PdfString;
import com.lowagie.text.pdf.PdfWriter;
import io.craton.hsm.clients.Program;
import io.craton.hsm.clients.TrialPlace;
import io.craton.hsm.clients.UsedToken;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Calendar;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;

public class OpenPdf implements Program {
    @Override
    public void use(UsedToken token) throws Exception {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        Document document = new Document();
        PdfWriter.getInstance(document, plain);
        document.open();
        document.add(new Paragraph("text"));
        document.close();
        try (OutputStream out = Files.newOutputStream(token.file("signed.pdf"))) {
            PdfReader reader = new PdfReader(plain.toByteArray());
            PdfStamper stamper = PdfStamper.createSignature(reader, out, '\0');
            sign(stamper.getSignatureAppearance(), token.key(), token.chain());
        }
    }

    // adapter: what OpenPDF signs itself, it signs with SHA-1
    private static void sign(
            PdfSignatureAppearance appearance, PrivateKey key, List<X509Certificate> chain)
            throws Exception {
        int room = 8192;
        PdfSignature dictionary =
                new PdfSignature(PdfName.ADOBE_PPKLITE, PdfName.ADBE_PKCS7_DETACHED);
        dictionary.setDate(new PdfDate(Calendar.getInstance()));
        appearance.setCryptoDictionary(dictionary);
        appearance.preClose(new HashMap<>(Map.of(PdfName.CONTENTS, room * 2 + 2)));
        CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
        generator.addSignerInfoGenerator(
                new JcaSimpleSignerInfoGeneratorBuilder()
                        .build("SHA256withRSA", key, chain.get(0)));
        generator.addCertificates(new JcaCertStore(chain));
        var data = new CMSProcessableByteArray(appearance.getRangeStream().readAllBytes());
        byte[] signature = generator.generate(data, false).getEncoded();
        PdfDictionary contents = new PdfDictionary();
        contents.put(
                PdfName.CONTENTS,
                new PdfString(Arrays.copyOf(signature, room)).setHexWriting(true));
        appearance.close(contents);
    }

    // end

    @Override
    public String judge(TrialPlace place) throws Exception {
        return new PdfBox().judge(place);
    }
}

import com.lowagie.text.Document;
import com.lowagie.text.Paragraph;
import com.lowagie.text.pdf.PdfReader;
import com.lowagie.text.pdf.PdfSignatureAppearance;
import com.lowagie.text.pdf.PdfStamper;
import com.lowagie.text.pdf.PdfWriter;
import io.craton.hsm.clients.CannotWork;
import io.craton.hsm.clients.UsedToken;
import java.io.ByteArrayOutputStream;
import java.security.cert.X509Certificate;

public class OpenPdfSha1 implements CannotWork {
    @Override
    public void use(UsedToken token) throws Exception {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        Document document = new Document();
        PdfWriter.getInstance(document, plain);
        document.open();
        document.add(new Paragraph("text"));
        document.close();
        PdfReader reader = new PdfReader(plain.toByteArray());
        PdfStamper stamper = PdfStamper.createSignature(reader, new ByteArrayOutputStream(), '\0');
        X509Certificate[] chain = token.chain().toArray(X509Certificate[]::new);
        stamper.getSignatureAppearance()
                .setCrypto(token.key(), chain, null, PdfSignatureAppearance.WINCER_SIGNED);
        stamper.close();
    }
}

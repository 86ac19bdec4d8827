import com.itextpdf.kernel.crypto.DigestAlgorithms;
import com.itextpdf.kernel.pdf.PdfDocument;
import com.itextpdf.kernel.pdf.PdfReader;
import com.itextpdf.kernel.pdf.PdfWriter;
import com.itextpdf.kernel.pdf.StampingProperties;
import com.itextpdf.signatures.BouncyCastleDigest;
import com.itextpdf.signatures.PdfSigner;
import com.itextpdf.signatures.PrivateKeySignature;
import io.craton.hsm.clients.Program;
import io.craton.hsm.clients.TrialPlace;
import io.craton.hsm.clients.UsedToken;
import java.io.OutputStream;
import java.nio.file.Files;
import java.security.cert.Certificate;

public class IText implements Program {
    @Override
    public void use(UsedToken token) throws Exception {
        String plain = token.file("empty.pdf").toString();
        try (PdfDocument document = new PdfDocument(new PdfWriter(plain))) {
            document.addNewPage();
        }
        try (OutputStream out = Files.newOutputStream(token.file("signed.pdf"))) {
            PdfSigner signer = new PdfSigner(new PdfReader(plain), out, new StampingProperties());
            signer.signDetached(
                    new BouncyCastleDigest(),
                    new PrivateKeySignature(
                            token.key(), DigestAlgorithms.SHA256, token.provider().getName()),
                    token.chain().toArray(Certificate[]::new),
                    null,
                    null,
                    null,
                    0,
                    PdfSigner.CryptoStandard.CMS);
        }
    }

    @Override
    public String judge(TrialPlace place) throws Exception {
        return new PdfBox().judge(place);
    }
}

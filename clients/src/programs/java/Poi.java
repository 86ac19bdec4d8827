import io.craton.hsm.clients.Program;
import io.craton.hsm.clients.TrialPlace;
import io.craton.hsm.clients.UsedToken;
import java.io.OutputStream;
import java.nio.file.Files;
import org.apache.poi.openxml4j.opc.OPCPackage;
import org.apache.poi.openxml4j.opc.PackageAccess;
import org.apache.poi.poifs.crypt.HashAlgorithm;
import org.apache.poi.poifs.crypt.dsig.SignatureConfig;
import org.apache.poi.poifs.crypt.dsig.SignatureInfo;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;

public class Poi implements Program {
    @Override
    public void use(UsedToken token) throws Exception {
        try (XSSFWorkbook book = new XSSFWorkbook();
                OutputStream out = Files.newOutputStream(token.file("book.xlsx"))) {
            book.createSheet("sheet").createRow(0).createCell(0).setCellValue("signed");
            book.write(out);
        }
        SignatureConfig config = new SignatureConfig();
        config.setKey(token.key());
        config.setSigningCertificateChain(token.chain());
        config.setDigestAlgo(HashAlgorithm.sha256);
        try (OPCPackage book =
                OPCPackage.open(token.file("book.xlsx").toFile(), PackageAccess.READ_WRITE)) {
            SignatureInfo info = new SignatureInfo();
            info.setOpcPackage(book);
            info.setSignatureConfig(config);
            info.confirmSignature();
        }
    }

    @Override
    public String judge(TrialPlace place) {
        throw new IllegalStateException("there is nothing to judge");
    }
}

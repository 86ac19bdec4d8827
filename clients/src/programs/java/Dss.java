import eu.europa.esig.dss.cades.CAdESSignatureParameters;
import eu.europa.esig.dss.cades.signature.CAdESService;
import eu.europa.esig.dss.enumerations.DigestAlgorithm;
import eu.europa.esig.dss.enumerations.SignatureLevel;
import eu.europa.esig.dss.enumerations.SignaturePackaging;
import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.InMemoryDocument;
import eu.europa.esig.dss.model.SignatureValue;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.token.DSSPrivateKeyEntry;
import eu.europa.esig.dss.token.KeyStoreSignatureTokenConnection;
import io.craton.hsm.clients.Judges;
import io.craton.hsm.clients.Program;
import io.craton.hsm.clients.TrialPlace;
import io.craton.hsm.clients.UsedToken;
import java.nio.file.Files;
import java.security.KeyStore.PasswordProtection;

public class Dss implements Program {
    @Override
    public void use(UsedToken token) throws Exception {
        byte[] content = new byte[100];
        Files.write(token.file("content"), content);
        DSSDocument document = new InMemoryDocument(content);
        try (var keys =
                new KeyStoreSignatureTokenConnection(
                        token.reference().toFile(),
                        "CratonHSM",
                        new PasswordProtection(token.pin().toCharArray()))) {
            DSSPrivateKeyEntry key = keys.getKeys().get(0);
            CAdESSignatureParameters parameters = new CAdESSignatureParameters();
            parameters.setSignatureLevel(SignatureLevel.CAdES_BASELINE_B);
            parameters.setSignaturePackaging(SignaturePackaging.DETACHED);
            parameters.setDigestAlgorithm(DigestAlgorithm.SHA256);
            parameters.setSigningCertificate(key.getCertificate());
            parameters.setCertificateChain(key.getCertificateChain());
            CAdESService service = new CAdESService(new CommonCertificateVerifier());
            SignatureValue value =
                    keys.sign(
                            service.getDataToSign(document, parameters),
                            parameters.getDigestAlgorithm(),
                            key);
            service.signDocument(document, parameters, value)
                    .save(token.file("signature.p7s").toString());
        }
    }

    @Override
    public String judge(TrialPlace place) throws Exception {
        return Judges.detached(place);
    }
}

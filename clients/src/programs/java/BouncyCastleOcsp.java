import io.craton.hsm.clients.Program;
import io.craton.hsm.clients.TrialPlace;
import io.craton.hsm.clients.UsedToken;
import java.nio.file.Files;
import java.util.Date;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

public class BouncyCastleOcsp implements Program {
    @Override
    public void use(UsedToken token) throws Exception {
        token.await("asked");
        OCSPReq request = new OCSPReq(Files.readAllBytes(token.file("request.der")));
        X509CertificateHolder responder = new JcaX509CertificateHolder(token.certificate());
        BasicOCSPRespBuilder builder = new BasicOCSPRespBuilder(new RespID(responder.getSubject()));
        builder.addResponse(request.getRequestList()[0].getCertID(), CertificateStatus.GOOD);
        OCSPResp answer =
                new OCSPRespBuilder()
                        .build(
                                OCSPRespBuilder.SUCCESSFUL,
                                builder.build(
                                        new JcaContentSignerBuilder("SHA256withRSA")
                                                .build(token.key()),
                                        new X509CertificateHolder[] {responder},
                                        new Date()));
        Files.write(token.file("answer.der"), answer.getEncoded());
        token.say("answered", "");
    }

    @Override
    public String judge(TrialPlace place) throws Exception {
        place.run(
                "openssl",
                "ocsp",
                "-issuer",
                "ca.pem",
                "-cert",
                "other.pem",
                "-no_nonce",
                "-reqout",
                "request.der");
        place.say("asked", "");
        place.await("answered");
        String said =
                place.run(
                        "openssl",
                        "ocsp",
                        "-respin",
                        "answer.der",
                        "-issuer",
                        "ca.pem",
                        "-cert",
                        "other.pem",
                        "-no_nonce",
                        "-CAfile",
                        "ca.pem",
                        "-VAfile",
                        "leaf.pem");
        TrialPlace.check(said.contains("other.pem: good"), said);
        return said;
    }
}

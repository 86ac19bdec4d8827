import io.craton.hsm.clients.Program;
import io.craton.hsm.clients.TrialPlace;
import io.craton.hsm.clients.UsedToken;
import java.math.BigInteger;
import java.nio.file.Files;
import java.util.Date;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampResponseGenerator;
import org.bouncycastle.tsp.TimeStampTokenGenerator;

public class BouncyCastleTimeStamp implements Program {
    @Override
    public void use(UsedToken token) throws Exception {
        token.await("asked");
        TimeStampRequest request =
                new TimeStampRequest(Files.readAllBytes(token.file("request.tsq")));
        TimeStampTokenGenerator tokens =
                new TimeStampTokenGenerator(
                        new JcaSimpleSignerInfoGeneratorBuilder()
                                .build("SHA256withRSA", token.key(), token.certificate()),
                        new JcaDigestCalculatorProviderBuilder()
                                .build()
                                .get(new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256)),
                        new ASN1ObjectIdentifier("1.2.3.4"));
        tokens.addCertificates(new JcaCertStore(token.chain()));
        byte[] answer =
                new TimeStampResponseGenerator(tokens, TSPAlgorithms.ALLOWED)
                        .generate(request, BigInteger.ONE, new Date())
                        .getEncoded();
        Files.write(token.file("answer.tsr"), answer);
        token.say("answered", "");
    }

    @Override
    public String judge(TrialPlace place) throws Exception {
        Files.writeString(place.file("data.txt"), "data");
        place.run(
                "openssl",
                "ts",
                "-query",
                "-data",
                "data.txt",
                "-sha256",
                "-cert",
                "-out",
                "request.tsq");
        place.say("asked", "");
        place.await("answered");
        return place.run(
                "openssl",
                "ts",
                "-verify",
                "-queryfile",
                "request.tsq",
                "-in",
                "answer.tsr",
                "-CAfile",
                "ca.pem");
    }
}

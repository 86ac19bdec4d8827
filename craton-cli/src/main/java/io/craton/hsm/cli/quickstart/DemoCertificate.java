package io.craton.hsm.cli.quickstart;

import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.cli.cert.Certificates;
import io.craton.hsm.cli.pki.TokenSigner;
import io.craton.hsm.cli.pki.X509;
import io.craton.hsm.cli.signature.SignatureAlgorithm;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.security.auth.x500.X500Principal;

/** A certificate for the server of the tour, signed by its own key in the token. */
final class DemoCertificate {
    private DemoCertificate() {}

    /**
     * Makes the certificate of the EC key, stores it beside the key, and has the JDK check it.
     *
     * @return the certificate, DER
     */
    static byte[] make(DemoToken token, byte[] publicKeyInfo) throws GeneralSecurityException {
        DemoKey key = DemoKey.EC;
        ObjectHandle privateKey = token.find(ObjectClass.CKO_PRIVATE_KEY, key.label());
        Instant now = Instant.now();
        byte[] der =
                X509.selfSigned(
                        new TokenSigner(
                                token.session(),
                                privateKey,
                                SignatureAlgorithm.of(key.signature())),
                        publicKeyInfo,
                        new X500Principal("CN=localhost"),
                        List.of("localhost", "127.0.0.1"),
                        now.minus(Duration.ofHours(1)),
                        now.plus(Duration.ofDays(1)));
        X509Certificate certificate =
                (X509Certificate)
                        CertificateFactory.getInstance("X.509")
                                .generateCertificate(new ByteArrayInputStream(der));
        certificate.verify(certificate.getPublicKey(), "SunEC");
        Certificates.store(token.session(), List.of(certificate), key.label(), null);
        return der;
    }
}

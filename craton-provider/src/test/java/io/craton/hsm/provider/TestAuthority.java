package io.craton.hsm.provider;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A name with a key that issues certificates: valid ones, expired ones, with and without key
 * identifiers.
 */
final class TestAuthority {
    private static final AtomicLong SERIAL = new AtomicLong(1);

    private final String name;
    private final KeyPair pair;
    private final X509Certificate certificate;

    private TestAuthority(String name, KeyPair pair, X509Certificate certificate) {
        this.name = name;
        this.pair = pair;
        this.certificate = certificate;
    }

    static KeyPair pair() throws Exception {
        return KeyPairGenerator.getInstance("EC", "SunEC").generateKeyPair();
    }

    /** What a certificate is like. */
    record Shape(Duration from, Duration to, boolean authority, boolean identifiers) {
        static final Shape AUTHORITY =
                new Shape(Duration.ofDays(-10), Duration.ofDays(1000), true, true);
        static final Shape LEAF = new Shape(Duration.ofDays(-1), Duration.ofDays(90), false, true);
        static final Shape EXPIRED =
                new Shape(Duration.ofDays(-100), Duration.ofDays(-2), false, true);

        Shape valid(int fromDays, int toDays) {
            return new Shape(
                    Duration.ofDays(fromDays), Duration.ofDays(toDays), authority, identifiers);
        }

        Shape withoutIdentifiers() {
            return new Shape(from, to, authority, false);
        }
    }

    static TestAuthority root(String name) throws Exception {
        return root(name, pair());
    }

    static TestAuthority root(String name, KeyPair pair) throws Exception {
        X509Certificate own = make(name, pair.getPublic(), name, pair, Shape.AUTHORITY);
        return new TestAuthority(name, pair, own);
    }

    /** A certificate as text (RFC 7468). */
    static String pem(X509Certificate certificate) throws Exception {
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(certificate.getEncoded())
                + "\n-----END CERTIFICATE-----\n";
    }

    TestAuthority under(String child) throws Exception {
        return under(child, pair(), Shape.AUTHORITY);
    }

    /** An authority below this one. */
    TestAuthority under(String child, KeyPair childPair, Shape shape) throws Exception {
        return new TestAuthority(child, childPair, issue(child, childPair.getPublic(), shape));
    }

    X509Certificate certificate() {
        return certificate;
    }

    KeyPair keys() {
        return pair;
    }

    X509Certificate issue(String subject, PublicKey key) throws Exception {
        return issue(subject, key, Shape.LEAF);
    }

    X509Certificate issue(String subject, PublicKey key, Shape shape) throws Exception {
        return make(subject, key, name, pair, shape);
    }

    private static X509Certificate make(
            String subject, PublicKey key, String issuer, KeyPair signer, Shape shape)
            throws Exception {
        Instant now = Instant.now();
        JcaX509v3CertificateBuilder builder =
                new JcaX509v3CertificateBuilder(
                        new X500Principal("CN=" + issuer),
                        BigInteger.valueOf(SERIAL.incrementAndGet()),
                        Date.from(now.plus(shape.from())),
                        Date.from(now.plus(shape.to())),
                        new X500Principal("CN=" + subject),
                        key);
        builder.addExtension(
                Extension.basicConstraints, true, new BasicConstraints(shape.authority()));
        if (shape.identifiers()) {
            JcaX509ExtensionUtils utils = new JcaX509ExtensionUtils();
            builder.addExtension(
                    Extension.subjectKeyIdentifier, false, utils.createSubjectKeyIdentifier(key));
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    utils.createAuthorityKeyIdentifier(signer.getPublic()));
        }
        return new JcaX509CertificateConverter()
                .getCertificate(
                        builder.build(
                                new JcaContentSignerBuilder("SHA256withECDSA")
                                        .build(signer.getPrivate())));
    }
}

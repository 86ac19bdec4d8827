package io.craton.hsm.daemon.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.CRLException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An authority for the tests of TLS: it issues certificates of every kind and revocation lists. */
public final class TestPki {
    private static final AtomicLong SERIAL = new AtomicLong(1000);
    private static final Duration DAY = Duration.ofDays(1);

    private final X500Principal name;
    private final Issued own;

    private TestPki(X500Principal name, Issued own) {
        this.name = name;
        this.own = own;
    }

    /**
     * A certificate with its key.
     *
     * @param chain the certificate, and authorities below the root behind it
     * @param key its private key
     */
    public record Issued(List<X509Certificate> chain, PrivateKey key) {
        /** The certificate. */
        public X509Certificate certificate() {
            return chain.get(0);
        }

        /** Writes {@code NAME.pem} and {@code NAME.key}, the key for its owner alone. */
        public Issued writeTo(Path directory, String file) throws Exception {
            StringBuilder text = new StringBuilder();
            for (X509Certificate each : chain) {
                text.append(pem("CERTIFICATE", each.getEncoded()));
            }
            Files.writeString(directory.resolve(file + ".pem"), text);
            writeSecret(directory.resolve(file + ".key"), pem("PRIVATE KEY", key.getEncoded()));
            return this;
        }
    }

    /** What a certificate is for. */
    public enum Use {
        SERVER(KeyPurposeId.id_kp_serverAuth),
        CLIENT(KeyPurposeId.id_kp_clientAuth),
        NONE(null);

        private final KeyPurposeId purpose;

        Use(KeyPurposeId purpose) {
            this.purpose = purpose;
        }
    }

    /** How the next certificate is. */
    public static final class Wish {
        private final String name;
        private final Use use;
        private Duration from = DAY.negated();
        private Duration to = DAY.multipliedBy(30);
        private KeyPair pair;
        private String dns = "localhost";

        Wish(String name, Use use) {
            this.name = name;
            this.use = use;
        }

        public static Wish server(String name) {
            return new Wish(name, Use.SERVER);
        }

        public static Wish client(String name) {
            return new Wish(name, Use.CLIENT);
        }

        public Wish valid(Duration newFrom, Duration newTo) {
            from = newFrom;
            to = newTo;
            return this;
        }

        public Wish with(KeyPair keys) {
            pair = keys;
            return this;
        }

        public Wish dns(String newName) {
            dns = newName;
            return this;
        }
    }

    /** A root. */
    public static TestPki root(String name) throws Exception {
        return root(name, DAY.multipliedBy(300));
    }

    /** A root that is valid for so long from a year ago. */
    public static TestPki root(String name, Duration to) throws Exception {
        X500Principal principal = new X500Principal("CN=" + name);
        KeyPair pair = ec();
        JcaX509v3CertificateBuilder builder =
                builder(principal, principal, DAY.multipliedBy(-365), to, pair);
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
        X509Certificate certificate = sign(builder, pair.getPrivate());
        return new TestPki(principal, new Issued(List.of(certificate), pair.getPrivate()));
    }

    /** An authority below this one. */
    public TestPki under(String child) throws Exception {
        X500Principal principal = new X500Principal("CN=" + child);
        KeyPair pair = ec();
        JcaX509v3CertificateBuilder builder =
                builder(name, principal, DAY.multipliedBy(-300), DAY.multipliedBy(200), pair);
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
        X509Certificate certificate = sign(builder, own.key());
        return new TestPki(principal, new Issued(List.of(certificate), pair.getPrivate()));
    }

    public static KeyPair ec() throws GeneralSecurityException {
        return KeyPairGenerator.getInstance("EC", "SunEC").generateKeyPair();
    }

    public static KeyPair rsa() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", "SunRsaSign");
        generator.initialize(2048);
        return generator.generateKeyPair();
    }

    public X509Certificate certificate() {
        return own.certificate();
    }

    public PrivateKey key() {
        return own.key();
    }

    /** Issues a certificate. */
    public Issued issue(Wish wish) throws Exception {
        KeyPair pair = wish.pair == null ? ec() : wish.pair;
        JcaX509v3CertificateBuilder builder =
                builder(name, new X500Principal("CN=" + wish.name), wish.from, wish.to, pair);
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        if (wish.use != Use.NONE) {
            builder.addExtension(
                    Extension.extendedKeyUsage, false, new ExtendedKeyUsage(wish.use.purpose));
        }
        GeneralName[] names = {new GeneralName(GeneralName.dNSName, wish.dns)};
        builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
        List<X509Certificate> chain = new ArrayList<>(List.of(sign(builder, own.key())));
        if (!own.certificate().getIssuerX500Principal().equals(name)) {
            chain.add(own.certificate());
        }
        return new Issued(chain, pair.getPrivate());
    }

    private static JcaX509v3CertificateBuilder builder(
            X500Principal issuer, X500Principal subject, Duration from, Duration to, KeyPair pair) {
        Instant now = Instant.now();
        return new JcaX509v3CertificateBuilder(
                issuer,
                BigInteger.valueOf(SERIAL.incrementAndGet()),
                Date.from(now.plus(from)),
                Date.from(now.plus(to)),
                subject,
                pair.getPublic());
    }

    private static X509Certificate sign(JcaX509v3CertificateBuilder builder, PrivateKey key)
            throws Exception {
        return new JcaX509CertificateConverter().getCertificate(builder.build(signer(key)));
    }

    private static ContentSigner signer(PrivateKey key) throws OperatorCreationException {
        return new JcaContentSignerBuilder("SHA256withECDSA").build(key);
    }

    /** A revocation list of a day, made an hour ago. */
    public X509CRL list(X509Certificate... revoked) throws Exception {
        return list(Duration.ofHours(-1), DAY, revoked);
    }

    /** A revocation list from one time to another, seen from now. */
    public X509CRL list(Duration from, Duration to, X509Certificate... revoked)
            throws OperatorCreationException, CRLException {
        Instant now = Instant.now();
        JcaX509v2CRLBuilder builder = new JcaX509v2CRLBuilder(name, Date.from(now.plus(from)));
        builder.setNextUpdate(Date.from(now.plus(to)));
        for (X509Certificate each : revoked) {
            builder.addCRLEntry(
                    each.getSerialNumber(), Date.from(now.plus(from)), CRLReason.keyCompromise);
        }
        return new JcaX509CRLConverter().getCRL(builder.build(signer(own.key())));
    }

    /** In PEM. */
    public static String pem(String label, byte[] der) {
        return "-----BEGIN "
                + label
                + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END "
                + label
                + "-----\n";
    }

    /** Writes certificates of authorities. */
    public static void writeAuthorities(Path file, TestPki... authorities) throws Exception {
        StringBuilder text = new StringBuilder();
        for (TestPki each : authorities) {
            text.append(pem("CERTIFICATE", each.certificate().getEncoded()));
        }
        Files.writeString(file, text);
    }

    /** Replaces a list at one stroke, as who publishes it does. */
    public static void writeList(Path file, X509CRL... lists) throws Exception {
        StringBuilder text = new StringBuilder();
        for (X509CRL each : lists) {
            text.append(pem("X509 CRL", each.getEncoded()));
        }
        Path next = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(next, text);
        Files.move(next, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }

    private static void writeSecret(Path file, String text) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, text);
    }
}

package io.craton.hsm.provider;

import java.math.BigInteger;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Certificates for tests, made with Bouncy Castle's builder and signed by whatever provider has the
 * key.
 */
final class TestCertificates {
    private static final AtomicLong SERIAL = new AtomicLong(1000);

    private TestCertificates() {}

    static X509Certificate selfSigned(
            String name, PublicKey key, PrivateKey signer, String algorithm, Provider provider)
            throws Exception {
        return issue(name, key, name, signer, algorithm, provider, true);
    }

    /** For localhost and 127.0.0.1. */
    static X509Certificate issue(
            String name,
            PublicKey key,
            String issuer,
            PrivateKey signer,
            String algorithm,
            Provider provider,
            boolean authority)
            throws Exception {
        Instant now = Instant.now();
        JcaX509v3CertificateBuilder builder =
                new JcaX509v3CertificateBuilder(
                        new X500Principal("CN=" + issuer),
                        BigInteger.valueOf(SERIAL.incrementAndGet()),
                        Date.from(now.minus(1, ChronoUnit.HOURS)),
                        Date.from(now.plus(10, ChronoUnit.DAYS)),
                        new X500Principal("CN=" + name),
                        key);
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
        builder.addExtension(
                Extension.subjectAlternativeName,
                false,
                new GeneralNames(
                        new GeneralName[] {
                            new GeneralName(GeneralName.dNSName, "localhost"),
                            new GeneralName(GeneralName.iPAddress, "127.0.0.1")
                        }));
        JcaContentSignerBuilder signing = new JcaContentSignerBuilder(algorithm);
        if (provider != null) {
            signing.setProvider(provider);
        }
        ContentSigner content = signing.build(signer);
        return new JcaX509CertificateConverter().getCertificate(builder.build(content));
    }

    /** One with an extension of so many bytes. */
    static X509Certificate large(
            String name, PublicKey key, java.security.KeyPair signer, int bytes) throws Exception {
        JcaX509v3CertificateBuilder builder = builder(name, key);
        builder.addExtension(
                new org.bouncycastle.asn1.ASN1ObjectIdentifier("1.3.6.1.4.1.55555.1"),
                false,
                new byte[bytes]);
        ContentSigner content =
                new JcaContentSignerBuilder("SHA256withECDSA").build(signer.getPrivate());
        return new JcaX509CertificateConverter().getCertificate(builder.build(content));
    }

    private static JcaX509v3CertificateBuilder builder(String name, PublicKey key) {
        Instant now = Instant.now();
        return new JcaX509v3CertificateBuilder(
                new X500Principal("CN=" + name),
                BigInteger.valueOf(SERIAL.incrementAndGet()),
                Date.from(now.minus(1, ChronoUnit.HOURS)),
                Date.from(now.plus(10, ChronoUnit.DAYS)),
                new X500Principal("CN=" + name),
                key);
    }

    /**
     * One whose curve is written out in numbers, as Bouncy Castle reads it and the JDK does not.
     */
    static X509Certificate withExplicitCurve(String name) throws Exception {
        Provider bouncyCastle = new org.bouncycastle.jce.provider.BouncyCastleProvider();
        var named = org.bouncycastle.jce.ECNamedCurveTable.getParameterSpec("secp256r1");
        var numbers =
                new org.bouncycastle.jce.spec.ECParameterSpec(
                        named.getCurve(), named.getG(), named.getN(), named.getH());
        java.security.KeyPairGenerator generator =
                java.security.KeyPairGenerator.getInstance("EC", bouncyCastle);
        generator.initialize(numbers);
        java.security.KeyPair pair = generator.generateKeyPair();
        ContentSigner content =
                new JcaContentSignerBuilder("SHA256withECDSA")
                        .setProvider(bouncyCastle)
                        .build(pair.getPrivate());
        return new JcaX509CertificateConverter()
                .setProvider(bouncyCastle)
                .getCertificate(builder(name, pair.getPublic()).build(content));
    }
}

package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.ObjectClass;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Template;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.gm.GMNamedCurves;
import org.bouncycastle.asn1.gm.GMObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.jce.ECNamedCurveTable;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.ContentSigner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * A certificate is for a private key if it has its public key, in whatever form; one that Java
 * cannot read is refused with what it is. The signatures of these certificates are none: no key
 * store looks at that of the certificate of a key.
 */
class CertificateFormsTest {
    private static final AlgorithmIdentifier ECDSA =
            new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
    private static final ASN1ObjectIdentifier PSS = PKCSObjectIdentifiers.id_RSASSA_PSS;

    private TestToken token;
    private KeyStore keyStore;

    @BeforeEach
    void open() throws Exception {
        token = TestToken.inMemory();
        keyStore = token.keyStore();
    }

    @AfterEach
    void close() {
        token.close();
    }

    /** A signer that signs nothing. */
    private record NoSigner(AlgorithmIdentifier getAlgorithmIdentifier) implements ContentSigner {
        @Override
        public OutputStream getOutputStream() {
            return new ByteArrayOutputStream();
        }

        @Override
        public byte[] getSignature() {
            return new byte[64];
        }
    }

    private static X509CertificateHolder issue(
            SubjectPublicKeyInfo key, AlgorithmIdentifier signature) {
        Instant now = Instant.now();
        return new X509v3CertificateBuilder(
                        new X500Name("CN=issuer"),
                        BigInteger.ONE,
                        Date.from(now.minus(Duration.ofDays(1))),
                        Date.from(now.plus(Duration.ofDays(90))),
                        new X500Name("CN=leaf"),
                        key)
                .build(new NoSigner(signature));
    }

    /** As the JDK reads it. */
    private static X509Certificate certificate(SubjectPublicKeyInfo key) throws Exception {
        byte[] der = issue(key, ECDSA).getEncoded();
        return (X509Certificate)
                CertificateFactory.getInstance("X.509", "SUN")
                        .generateCertificate(new ByteArrayInputStream(der));
    }

    /** As Bouncy Castle reads it. */
    private static X509Certificate strange(SubjectPublicKeyInfo key, AlgorithmIdentifier signature)
            throws Exception {
        return new JcaX509CertificateConverter()
                .setProvider(new BouncyCastleProvider())
                .getCertificate(issue(key, signature));
    }

    private static SubjectPublicKeyInfo with(
            KeyPair pair, ASN1ObjectIdentifier algorithm, ASN1Encodable parameters)
            throws Exception {
        SubjectPublicKeyInfo usual = usual(pair.getPublic());
        return new SubjectPublicKeyInfo(
                new AlgorithmIdentifier(algorithm, parameters), usual.parsePublicKey());
    }

    private static SubjectPublicKeyInfo usual(PublicKey key) {
        return SubjectPublicKeyInfo.getInstance(key.getEncoded());
    }

    private void isStoredFor(PrivateKey key, X509Certificate certificate) throws Exception {
        Certificate[] chain = {certificate};
        keyStore.setKeyEntry("x", key, null, chain);
        assertThat(keyStore.getCertificateChain("x")).containsExactly(chain);
        assertThat(keyStore.aliases().asIterator()).toIterable().containsExactly("x");
        // With the key that is there, as keytool does it.
        keyStore.setKeyEntry("x", keyStore.getKey("x", null), null, chain);
        assertThat(keyStore.getCertificateChain("x")).containsExactly(chain);
        assertThat(certificates()).isEqualTo(1);
    }

    private int certificates() {
        try (Session session = token.hsm().slot(0).openSession(SessionMode.READ_ONLY)) {
            return session.findObjects(
                            Template.builder().objectClass(ObjectClass.CKO_CERTIFICATE).build())
                    .size();
        }
    }

    @Nested
    class TheSameKey {
        private KeyPair rsa;

        @BeforeEach
        void rsa() throws Exception {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", "SunRsaSign");
            generator.initialize(2048);
            rsa = generator.generateKeyPair();
        }

        @Test
        void rsaWithoutNull() throws Exception {
            SubjectPublicKeyInfo bare =
                    new SubjectPublicKeyInfo(
                            new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption),
                            usual(rsa.getPublic()).parsePublicKey());
            isStoredFor(rsa.getPrivate(), certificate(bare));
            isStoredFor(rsa.getPrivate(), certificate(usual(rsa.getPublic())));
        }

        @Test
        void pssWithAndWithoutParameters() throws Exception {
            SubjectPublicKeyInfo any =
                    new SubjectPublicKeyInfo(
                            new AlgorithmIdentifier(PSS), usual(rsa.getPublic()).parsePublicKey());
            isStoredFor(rsa.getPrivate(), certificate(any));
            isStoredFor(rsa.getPrivate(), certificate(with(rsa, PSS, sha256())));
        }

        @Test
        void aPssKey_withACertificateThatSaysRsa() throws Exception {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSASSA-PSS", "SunRsaSign");
            generator.initialize(2048);
            KeyPair pss = generator.generateKeyPair();
            isStoredFor(
                    pss.getPrivate(),
                    certificate(with(pss, PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE)));
            isStoredFor(pss.getPrivate(), certificate(usual(pss.getPublic())));
        }

        @Test
        void ed25519WithNull() throws Exception {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519", "SunEC").generateKeyPair();
            SubjectPublicKeyInfo usual = usual(pair.getPublic());
            SubjectPublicKeyInfo withNull =
                    new SubjectPublicKeyInfo(
                            new AlgorithmIdentifier(
                                    usual.getAlgorithm().getAlgorithm(), DERNull.INSTANCE),
                            usual.getPublicKeyData().getOctets());
            isStoredFor(pair.getPrivate(), certificate(withNull));
        }

        private ASN1Encodable sha256() {
            AlgorithmIdentifier hash =
                    new AlgorithmIdentifier(
                            org.bouncycastle.asn1.nist.NISTObjectIdentifiers.id_sha256,
                            DERNull.INSTANCE);
            return new RSASSAPSSparams(
                    hash,
                    new AlgorithmIdentifier(PKCSObjectIdentifiers.id_mgf1, hash),
                    new ASN1Integer(32),
                    new ASN1Integer(1));
        }

        @Test
        void anotherKey_isNotTaken() throws Exception {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", "SunRsaSign");
            generator.initialize(2048);
            KeyPair other = generator.generateKeyPair();
            SubjectPublicKeyInfo bare =
                    new SubjectPublicKeyInfo(
                            new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption),
                            usual(other.getPublic()).parsePublicKey());
            assertThatThrownBy(() -> isStoredFor(rsa.getPrivate(), certificate(bare)))
                    .isInstanceOf(KeyStoreException.class)
                    .hasMessageContaining("not for this private key");
        }
    }

    @Nested
    class RefusedWithWhatItIs {
        private void isRefused(X509Certificate strange, String what) throws Exception {
            assertThatThrownBy(() -> keyStore.setCertificateEntry("x", strange))
                    .isInstanceOf(KeyStoreException.class)
                    .hasMessageContaining(what);
            KeyPair pair = TestAuthority.pair();
            X509Certificate leaf = TestAuthority.root("root").issue("leaf", pair.getPublic());
            Certificate[] chain = {leaf, strange};
            assertThatThrownBy(() -> keyStore.setKeyEntry("x", pair.getPrivate(), null, chain))
                    .isInstanceOf(KeyStoreException.class)
                    .hasMessageContaining(what);
            assertThat(keyStore.size()).isZero();
            assertThat(certificates()).isZero();
        }

        @Test
        void aCompressedPoint() throws Exception {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", "SunEC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            SubjectPublicKeyInfo usual = usual(generator.generateKeyPair().getPublic());
            byte[] compressed =
                    ECNamedCurveTable.getParameterSpec("secp256r1")
                            .getCurve()
                            .decodePoint(usual.getPublicKeyData().getOctets())
                            .getEncoded(true);
            isRefused(
                    strange(new SubjectPublicKeyInfo(usual.getAlgorithm(), compressed), ECDSA),
                    "a compressed point");
        }

        @Test
        void sm2() throws Exception {
            X9ECParameters curve = GMNamedCurves.getByName("sm2p256v1");
            SubjectPublicKeyInfo key =
                    new SubjectPublicKeyInfo(
                            new AlgorithmIdentifier(
                                    X9ObjectIdentifiers.id_ecPublicKey,
                                    GMObjectIdentifiers.sm2p256v1),
                            curve.getG().getEncoded(false));
            isRefused(
                    strange(key, new AlgorithmIdentifier(GMObjectIdentifiers.sm2sign_with_sm3)),
                    "a curve (1.2.156.10197.1.301)");
        }

        @Test
        void oddParametersOfPss() throws Exception {
            AlgorithmIdentifier sm3 = new AlgorithmIdentifier(GMObjectIdentifiers.sm3);
            RSASSAPSSparams odd =
                    new RSASSAPSSparams(
                            sm3,
                            new AlgorithmIdentifier(PKCSObjectIdentifiers.id_mgf1, sm3),
                            new ASN1Integer(32),
                            new ASN1Integer(1));
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", "SunRsaSign");
            generator.initialize(2048);
            SubjectPublicKeyInfo key = usual(generator.generateKeyPair().getPublic());
            isRefused(strange(key, new AlgorithmIdentifier(PSS, odd)), "parameters of RSASSA-PSS");
        }
    }
}

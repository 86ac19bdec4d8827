package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.jcajce.interfaces.MLDSAPrivateKey;
import org.bouncycastle.jcajce.interfaces.MLKEMPrivateKey;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.jsse.provider.BouncyCastleJsseProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ML-DSA chains, imports of the forms of private keys, and TLS with a hybrid key exchange. */
class PostQuantumClient {
    private static final Provider BC = new BouncyCastleProvider();

    private static X509Certificate withBc(X509Certificate certificate) throws Exception {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509", BC)
                        .generateCertificate(new ByteArrayInputStream(certificate.getEncoded()));
    }

    @Test
    void mlDsaChain_madeStoredReadAndVerifiedByASecondEngine() throws Exception {
        try (TestToken token = TestToken.inMemory();
                TestToken other = TestToken.inMemory()) {
            KeyStore keyStore = token.keyStore();
            KeyPair root = generate(token, "ML-DSA-87");
            KeyPair leaf = generate(token, "ML-DSA-65");
            X509Certificate rootCertificate =
                    TestCertificates.selfSigned(
                            "root",
                            root.getPublic(),
                            root.getPrivate(),
                            "ML-DSA-87",
                            token.provider());
            X509Certificate certificate =
                    TestCertificates.issue(
                            "leaf",
                            leaf.getPublic(),
                            "root",
                            root.getPrivate(),
                            "ML-DSA-87",
                            token.provider(),
                            false);
            keyStore.setKeyEntry(
                    "leaf",
                    leaf.getPrivate(),
                    null,
                    new Certificate[] {certificate, rootCertificate});
            Certificate[] chain = keyStore.getCertificateChain("leaf");
            assertThat(chain).containsExactly(certificate, rootCertificate);
            X509Certificate theirRoot = withBc((X509Certificate) chain[1]);
            withBc((X509Certificate) chain[0]).verify(theirRoot.getPublicKey(), BC);
            theirRoot.verify(theirRoot.getPublicKey(), BC);
            // Exported and imported into another token.
            KeyStore second = other.keyStore();
            second.setCertificateEntry("root", rootCertificate);
            certificate.verify(second.getCertificate("root").getPublicKey(), other.provider());
            PrivateKey again = (PrivateKey) keyStore.getKey("leaf", null);
            Signature signature = Signature.getInstance("ML-DSA", token.provider());
            signature.initSign(again);
            signature.update(new byte[10]);
            byte[] value = signature.sign();
            Signature theirs = Signature.getInstance("ML-DSA-65", BC);
            theirs.initVerify(withBc(certificate).getPublicKey());
            theirs.update(new byte[10]);
            assertThat(theirs.verify(value)).isTrue();
        }
    }

    private static KeyPair generate(TestToken token, String name) throws Exception {
        return KeyPairGenerator.getInstance(name, token.provider()).generateKeyPair();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ML-DSA-44", "ML-DSA-65", "ML-DSA-87"})
    void mlDsa_importsSeedExpandedAndBoth(String name) throws Exception {
        try (TestToken token = TestToken.inMemory()) {
            token.keyStore();
            KeyPair software = KeyPairGenerator.getInstance(name, BC).generateKeyPair();
            MLDSAPrivateKey key = (MLDSAPrivateKey) software.getPrivate();
            for (byte[] form : forms(key.getEncoded(), key.getSeed(), key.getPrivateData())) {
                PrivateKey imported =
                        KeyFactory.getInstance(name, token.provider())
                                .generatePrivate(
                                        CratonKeySpec.builder()
                                                .token(false)
                                                .keySpec(new PKCS8EncodedKeySpec(form))
                                                .build());
                Signature signer = Signature.getInstance(name, token.provider());
                signer.initSign(imported);
                signer.update(new byte[3]);
                byte[] value = signer.sign();
                Signature verifier = Signature.getInstance(name, BC);
                verifier.initVerify(software.getPublic());
                verifier.update(new byte[3]);
                assertThat(verifier.verify(value)).isTrue();
            }
        }
    }

    /** The encoding as it is, and the three forms of RFC 9881 and RFC 9935. */
    private static byte[][] forms(byte[] encoded, byte[] seed, byte[] expanded) throws Exception {
        var algorithm = PrivateKeyInfo.getInstance(encoded).getPrivateKeyAlgorithm();
        var seedForm =
                new org.bouncycastle.asn1.DERTaggedObject(
                        false, 0, new org.bouncycastle.asn1.DEROctetString(seed));
        var expandedForm = new org.bouncycastle.asn1.DEROctetString(expanded);
        var both =
                new org.bouncycastle.asn1.DERSequence(
                        new org.bouncycastle.asn1.ASN1Encodable[] {
                            new org.bouncycastle.asn1.DEROctetString(seed), expandedForm
                        });
        return new byte[][] {
            encoded,
            new PrivateKeyInfo(algorithm, seedForm).getEncoded("DER"),
            new PrivateKeyInfo(algorithm, expandedForm).getEncoded("DER"),
            new PrivateKeyInfo(algorithm, both).getEncoded("DER")
        };
    }

    @Test
    void bothForms_thatDoNotBelongTogether_areRefused() throws Exception {
        try (TestToken token = TestToken.inMemory()) {
            token.keyStore();
            MLDSAPrivateKey one =
                    (MLDSAPrivateKey)
                            KeyPairGenerator.getInstance("ML-DSA-44", BC)
                                    .generateKeyPair()
                                    .getPrivate();
            MLDSAPrivateKey two =
                    (MLDSAPrivateKey)
                            KeyPairGenerator.getInstance("ML-DSA-44", BC)
                                    .generateKeyPair()
                                    .getPrivate();
            byte[] mixed = forms(one.getEncoded(), one.getSeed(), two.getPrivateData())[3];
            assertThatThrownBy(
                            () ->
                                    KeyFactory.getInstance("ML-DSA-44", token.provider())
                                            .generatePrivate(
                                                    CratonKeySpec.builder()
                                                            .token(false)
                                                            .keySpec(new PKCS8EncodedKeySpec(mixed))
                                                            .build()))
                    .isInstanceOf(java.security.spec.InvalidKeySpecException.class);
        }
    }

    @Test
    void mlKem_importsSeedExpandedAndBoth() throws Exception {
        try (TestToken token = TestToken.inMemory()) {
            token.keyStore();
            KeyPair software = KeyPairGenerator.getInstance("ML-KEM-768", BC).generateKeyPair();
            MLKEMPrivateKey key = (MLKEMPrivateKey) software.getPrivate();
            for (byte[] form : forms(key.getEncoded(), key.getSeed(), key.getPrivateData())) {
                PrivateKey imported =
                        KeyFactory.getInstance("ML-KEM-768", token.provider())
                                .generatePrivate(
                                        CratonKeySpec.builder()
                                                .token(false)
                                                .keySpec(new PKCS8EncodedKeySpec(form))
                                                .build());
                assertThat(imported.getAlgorithm()).isEqualTo("ML-KEM");
            }
        }
    }

    @Test
    void mlDsa_modifiedPublicKeys_areRefused() throws Exception {
        try (TestToken token = TestToken.inMemory()) {
            token.keyStore();
            PublicKey key = generate(token, "ML-DSA-65").getPublic();
            byte[] encoded = key.getEncoded();
            Signature signature = Signature.getInstance("ML-DSA", token.provider());
            for (int length : new int[] {0, 1, 20, encoded.length - 1, encoded.length + 1}) {
                PublicKey cut = OtherServicesTest.raw("ML-DSA", Arrays.copyOf(encoded, length));
                assertThatThrownBy(() -> signature.initVerify(cut))
                        .isInstanceOf(InvalidKeyException.class);
            }
            KeyFactory factory = KeyFactory.getInstance("ML-DSA", token.provider());
            assertThat(factory.generatePublic(new X509EncodedKeySpec(encoded))).isEqualTo(key);
        }
    }

    /** Bouncy Castle's TLS with the server key in the token, and the hybrid group on both sides. */
    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC"})
    void bctls_hybridKeyExchange(String keys) throws Exception {
        Provider jsse = new BouncyCastleJsseProvider(BC);
        try (TestToken token = TestToken.installed("bctls")) {
            Security.addProvider(BC);
            String algorithm = keys.equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
            X509Certificate certificate = TlsParty.server(token, "server", keys, algorithm);
            // Created without a fixed provider, so that it finds the one that has the key.
            Provider finding =
                    new BouncyCastleJsseProvider(
                            false,
                            new org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCryptoProvider());
            KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX", finding);
            managers.init(token.keyStore(), TestToken.PIN);
            SSLContext server = SSLContext.getInstance("TLSv1.3", finding);
            server.init(managers.getKeyManagers(), null, null);
            KeyStore anchors = KeyStore.getInstance("PKCS12");
            anchors.load(null, null);
            anchors.setCertificateEntry("ca", certificate);
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX", jsse);
            trust.init(anchors);
            SSLContext client = SSLContext.getInstance("TLSv1.3", jsse);
            client.init(null, trust.getTrustManagers(), null);
            // A signature with P-256 wants its curve among the groups; with RSA there is the hybrid
            // group alone.
            exchange(
                    server,
                    client,
                    keys.equals("RSA")
                            ? new String[] {"X25519MLKEM768"}
                            : new String[] {"X25519MLKEM768", "secp256r1"});
        } finally {
            Security.removeProvider("BC");
        }
    }

    private static void exchange(SSLContext server, SSLContext client, String[] groups)
            throws Exception {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        try (SSLServerSocket listening =
                (SSLServerSocket)
                        server.getServerSocketFactory()
                                .createServerSocket(
                                        0, 1, java.net.InetAddress.getLoopbackAddress())) {
            Thread thread =
                    new Thread(
                            () -> {
                                try (SSLSocket socket = (SSLSocket) listening.accept()) {
                                    hybrid(socket, groups);
                                    socket.getOutputStream().write(42);
                                    socket.getOutputStream().flush();
                                    socket.getInputStream().read();
                                } catch (java.io.IOException | RuntimeException e) {
                                    failure.set(e);
                                }
                            });
            thread.start();
            try (SSLSocket socket =
                    (SSLSocket)
                            client.getSocketFactory()
                                    .createSocket(
                                            java.net.InetAddress.getLoopbackAddress(),
                                            listening.getLocalPort())) {
                hybrid(socket, groups);
                assertThat(socket.getInputStream().read()).isEqualTo(42);
                assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.3");
            } catch (java.io.IOException e) {
                // The alert comes before the other side has thrown what it was sent for.
                thread.join(60_000);
                if (failure.get() != null) {
                    e.addSuppressed(failure.get());
                }
                throw e;
            }
            thread.join(60_000);
        }
    }

    private static void hybrid(SSLSocket socket, String[] groups) {
        var parameters = ((org.bouncycastle.jsse.BCSSLSocket) socket).getParameters();
        parameters.setNamedGroups(groups);
        ((org.bouncycastle.jsse.BCSSLSocket) socket).setParameters(parameters);
    }
}

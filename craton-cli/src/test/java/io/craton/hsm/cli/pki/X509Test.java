package io.craton.hsm.cli.pki;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.cli.signature.SignatureAlgorithm;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class X509Test {
    private static final X500Principal NAME =
            new X500Principal("CN=localhost, O=Example \u00c4 Corp, C=DE");
    private static final List<String> HOSTS =
            List.of("localhost", "www.example.org", "127.0.0.1", "::1");
    private static final Instant FROM = Instant.parse("2026-11-01T00:00:00Z");
    private static final Instant UNTIL = Instant.parse("2051-01-01T12:30:00Z");

    @TempDir Path directory;

    /** A session whose one key is a key of the JDK: the builders need no more of it. */
    private static Session session(PrivateKey key, String algorithm) {
        return (Session)
                Proxy.newProxyInstance(
                        X509Test.class.getClassLoader(),
                        new Class<?>[] {Session.class},
                        (proxy, method, args) ->
                                switch (method.getName()) {
                                    case "generateRandom" -> new byte[(int) args[0]];
                                    case "sign" -> {
                                        // The token signs ECDSA as r and s.
                                        Signature signature =
                                                Signature.getInstance(
                                                        algorithm
                                                                + (algorithm.endsWith("ECDSA")
                                                                        ? "inP1363Format"
                                                                        : ""));
                                        signature.initSign(key);
                                        signature.update((byte[]) args[2]);
                                        yield signature.sign();
                                    }
                                    default ->
                                            throw new UnsupportedOperationException(
                                                    method.getName());
                                });
    }

    private static TokenSigner signer(KeyPair pair, String algorithm) {
        return new TokenSigner(
                session(pair.getPrivate(), algorithm),
                new ObjectHandle(1),
                SignatureAlgorithm.of(algorithm));
    }

    private static byte[] certificate(KeyPair pair, String algorithm) {
        return X509.selfSigned(
                signer(pair, algorithm), pair.getPublic().getEncoded(), NAME, HOSTS, FROM, UNTIL);
    }

    @ParameterizedTest
    @CsvSource({
        "RSA,SHA256withRSA",
        "RSA,SHA512withRSA",
        "EC,SHA256withECDSA",
        "EC,SHA384withECDSA",
        "Ed25519,Ed25519"
    })
    void selfSigned_isWhatTheJdkReadsAndVerifies(String keyAlgorithm, String algorithm)
            throws GeneralSecurityException {
        KeyPair pair = KeyPairGenerator.getInstance(keyAlgorithm).generateKeyPair();

        X509Certificate certificate =
                (X509Certificate)
                        CertificateFactory.getInstance("X.509")
                                .generateCertificate(
                                        new ByteArrayInputStream(certificate(pair, algorithm)));

        certificate.verify(pair.getPublic());
        assertThat(certificate.getVersion()).isEqualTo(3);
        assertThat(certificate.getSigAlgName()).isIn(algorithm, "EdDSA");
        assertThat(certificate.getSubjectX500Principal()).isEqualTo(NAME);
        assertThat(certificate.getIssuerX500Principal()).isEqualTo(NAME);
        assertThat(certificate.getPublicKey()).isEqualTo(pair.getPublic());
        assertThat(certificate.getNotBefore().toInstant()).isEqualTo(FROM);
        assertThat(certificate.getNotAfter().toInstant()).isEqualTo(UNTIL);
        assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
        assertThat(certificate.getKeyUsage()).startsWith(true, false);
        assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        assertThat(certificate.getSubjectAlternativeNames())
                .extracting(name -> name.get(1).toString())
                .containsExactly("localhost", "www.example.org", "127.0.0.1", "0:0:0:0:0:0:0:1");
        assertThat(certificate.getCriticalExtensionOIDs())
                .containsExactlyInAnyOrder("2.5.29.15", "2.5.29.19");
    }

    @Test
    void selfSigned_isWhatOpensslVerifies() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("EC").generateKeyPair();
        Path file = directory.resolve("cert.pem");
        Files.writeString(file, Pem.encode("CERTIFICATE", certificate(pair, "SHA256withECDSA")));

        assertThat(
                        openssl(
                                "verify",
                                "-check_ss_sig",
                                "-x509_strict",
                                "-partial_chain",
                                "-CAfile",
                                file.toString(),
                                file.toString()))
                .contains("OK");
    }

    @ParameterizedTest
    @CsvSource({"RSA,SHA256withRSA", "EC,SHA256withECDSA", "Ed25519,Ed25519"})
    void request_isWhatOpensslVerifies(String keyAlgorithm, String algorithm) throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance(keyAlgorithm).generateKeyPair();
        byte[] request =
                X509.request(signer(pair, algorithm), pair.getPublic().getEncoded(), NAME, HOSTS);
        Path file = directory.resolve("request.pem");
        Files.writeString(file, Pem.encode("CERTIFICATE REQUEST", request));

        String text = openssl("req", "-verify", "-noout", "-text", "-in", file.toString());

        assertThat(text)
                .contains("self-signature verify OK", "DNS:www.example.org", "CN = localhost");
    }

    private String openssl(String... arguments) throws IOException, InterruptedException {
        List<String> command = new java.util.ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            System.out.println("skipped: there is no openssl to check certificates with");
            Assumptions.abort("no openssl");
            throw e;
        }
        String output =
                new String(
                        process.getInputStream().readAllBytes(),
                        java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }
}

package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Assumptions;

/** Clients that connect to a server under test. */
final class TlsClients {
    private TlsClients() {}

    /**
     * The body of the page at {@code /}, over exactly this protocol, with this server certificate.
     */
    static String get(int port, String protocol, X509Certificate expected) throws Exception {
        SSLContext context = TlsParty.context(null, null, null, expected);
        SSLParameters parameters = context.getDefaultSSLParameters();
        parameters.setProtocols(new String[] {protocol});
        HttpClient http =
                HttpClient.newBuilder()
                        .sslContext(context)
                        .sslParameters(parameters)
                        .connectTimeout(Duration.ofSeconds(60))
                        .build();
        HttpResponse<String> answer =
                http.send(
                        HttpRequest.newBuilder(URI.create("https://localhost:" + port + "/"))
                                .timeout(Duration.ofSeconds(60))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.sslSession().orElseThrow().getProtocol()).isEqualTo(protocol);
        assertThat(answer.sslSession().orElseThrow().getPeerCertificates()[0]).isEqualTo(expected);
        return answer.body();
    }

    /**
     * Has {@code openssl s_client} verify the server; the test is skipped, with a message, where
     * there is none.
     */
    static void openssl(int port, String protocol, X509Certificate expected, Path directory)
            throws Exception {
        Assumptions.assumeTrue(has("openssl"), "skipped: there is no openssl on this machine");
        Path pem =
                Files.writeString(
                        directory.resolve("ca.pem"),
                        "-----BEGIN CERTIFICATE-----\n"
                                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                                        .encodeToString(expected.getEncoded())
                                + "\n-----END CERTIFICATE-----\n");
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "openssl",
                                "s_client",
                                "-connect",
                                "127.0.0.1:" + port,
                                "-servername",
                                "localhost",
                                "-CAfile",
                                pem.toString(),
                                "-verify_return_error",
                                protocol.equals("TLSv1.3") ? "-tls1_3" : "-tls1_2"));
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("openssl.txt").toFile())
                        .start();
        process.getOutputStream()
                .write(
                        "GET / HTTP/1.0\r\nHost: localhost\r\n\r\n"
                                .getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        String output =
                Files.readString(directory.resolve("openssl.txt"), StandardCharsets.ISO_8859_1);
        assertThat(output).contains("Verify return code: 0 (ok)").contains(protocol);
    }

    /** The chain that the server sends, as {@code openssl s_client -showcerts} has it. */
    static List<X509Certificate> chain(int port, Path directory) throws Exception {
        Assumptions.assumeTrue(has("openssl"), "skipped: there is no openssl on this machine");
        Path output = directory.resolve("showcerts.txt");
        Process process =
                new ProcessBuilder(
                                "openssl",
                                "s_client",
                                "-connect",
                                "127.0.0.1:" + port,
                                "-servername",
                                "localhost",
                                "-showcerts")
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        process.getOutputStream().close();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        CertificateFactory factory = CertificateFactory.getInstance("X.509", "SUN");
        List<X509Certificate> chain = new ArrayList<>();
        Matcher pem =
                Pattern.compile(
                                "-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----",
                                Pattern.DOTALL)
                        .matcher(Files.readString(output, StandardCharsets.ISO_8859_1));
        while (pem.find()) {
            byte[] block = pem.group().getBytes(StandardCharsets.US_ASCII);
            chain.add(
                    (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block)));
        }
        return chain;
    }

    private static boolean has(String program) {
        try {
            return new ProcessBuilder(program, "version").start().waitFor() == 0;
        } catch (java.io.IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}

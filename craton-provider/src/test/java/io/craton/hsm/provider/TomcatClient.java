package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.ObjectClass;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Template;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Security;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import org.apache.catalina.Context;
import org.apache.catalina.Lifecycle;
import org.apache.catalina.LifecycleEvent;
import org.apache.catalina.LifecycleListener;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tomcat serves TLS 1.2 and 1.3 with keys in the token. */
class TomcatClient {

    private static Tomcat start(Path directory, SSLHostConfig host) throws Exception {
        Tomcat tomcat = prepare(directory, host);
        tomcat.start();
        return tomcat;
    }

    static Tomcat prepare(Path directory, SSLHostConfig host) {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(directory.toString());
        Connector connector = new Connector();
        connector.setPort(0);
        connector.setScheme("https");
        connector.setSecure(true);
        connector.setProperty("SSLEnabled", "true");
        connector.addSslHostConfig(host);
        tomcat.setConnector(connector);
        Context context = tomcat.addContext("", directory.toString());
        Tomcat.addServlet(context, "page", new Page()).addMapping("/*");
        return tomcat;
    }

    private static final class Page extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response)
                throws IOException {
            response.getWriter().print("served by Tomcat");
        }
    }

    static SSLHostConfigCertificate certificate(
            SSLHostConfig host, SSLHostConfigCertificate.Type type, String alias, String provider) {
        SSLHostConfigCertificate certificate = new SSLHostConfigCertificate(host, type);
        certificate.setCertificateKeystoreType("CratonHSM");
        certificate.setCertificateKeystoreProvider(provider);
        // Without this Tomcat would look for ~/.keystore.
        certificate.setCertificateKeystoreFile("NONE");
        certificate.setCertificateKeystorePassword(new String(TestToken.PIN));
        certificate.setCertificateKeyAlias(alias);
        return certificate;
    }

    @Test
    void typeProviderAndFileNone_rsaAndEcSideBySide(@TempDir Path directory) throws Exception {
        try (TestToken token = TestToken.installed("tomcat")) {
            X509Certificate rsa = TlsParty.server(token, "rsa", "RSA", "SHA256withRSA");
            TlsParty.server(token, "ec", "EC", "SHA256withECDSA");
            int entries = token.keyStore().size();
            SSLHostConfig host = new SSLHostConfig();
            host.setProtocols("TLSv1.2+TLSv1.3");
            host.addCertificate(
                    certificate(
                            host, SSLHostConfigCertificate.Type.RSA, "rsa", "CratonHSM-tomcat"));
            host.addCertificate(
                    certificate(host, SSLHostConfigCertificate.Type.EC, "ec", "CratonHSM-tomcat"));
            Tomcat tomcat = start(directory, host);
            try {
                // With both certificates the client's preference decides; it gets a valid answer
                // either way.
                assertThat(tomcat.getConnector().getLocalPort()).isPositive();
                X509Certificate ec = (X509Certificate) token.keyStore().getCertificate("ec");
                assertThat(either(tomcat.getConnector().getLocalPort(), "TLSv1.2", ec, rsa))
                        .isEqualTo("served by Tomcat");
                assertThat(either(tomcat.getConnector().getLocalPort(), "TLSv1.3", ec, rsa))
                        .isEqualTo("served by Tomcat");
            } finally {
                tomcat.stop();
                tomcat.destroy();
            }
            // A format on the keys once made Tomcat copy them into the token.
            assertThat(token.keyStore().size()).isEqualTo(entries);
        }
    }

    static String either(int port, String protocol, X509Certificate one, X509Certificate other)
            throws Exception {
        try {
            return TlsClients.get(port, protocol, one);
        } catch (IOException e) {
            return TlsClients.get(port, protocol, other);
        }
    }

    @Test
    void alias_chooses_overBothProtocolsAndOpenssl(@TempDir Path directory) throws Exception {
        try (TestToken token = TestToken.installed("tomcat")) {
            X509Certificate rsa = TlsParty.server(token, "rsa", "RSA", "SHA256withRSA");
            TlsParty.server(token, "ec", "EC", "SHA256withECDSA");
            SSLHostConfig host = new SSLHostConfig();
            host.setProtocols("TLSv1.2+TLSv1.3");
            host.addCertificate(
                    certificate(
                            host,
                            SSLHostConfigCertificate.Type.UNDEFINED,
                            "rsa",
                            "CratonHSM-tomcat"));
            Tomcat tomcat = start(directory, host);
            try {
                int port = tomcat.getConnector().getLocalPort();
                for (String protocol : new String[] {"TLSv1.2", "TLSv1.3"}) {
                    assertThat(TlsClients.get(port, protocol, rsa)).isEqualTo("served by Tomcat");
                }
                for (String protocol : new String[] {"TLSv1.2", "TLSv1.3"}) {
                    TlsClients.openssl(port, protocol, rsa, directory);
                }
            } finally {
                tomcat.stop();
                tomcat.destroy();
            }
        }
    }

    @Test
    void keyStoreInstance(@TempDir Path directory) throws Exception {
        try (TestToken token = TestToken.installed("tomcat")) {
            X509Certificate ec = TlsParty.server(token, "ec", "EC", "SHA256withECDSA");
            SSLHostConfig host = new SSLHostConfig();
            SSLHostConfigCertificate certificate =
                    new SSLHostConfigCertificate(host, SSLHostConfigCertificate.Type.UNDEFINED);
            certificate.setCertificateKeystore(token.keyStore());
            certificate.setCertificateKeyAlias("ec");
            certificate.setCertificateKeyPassword("");
            host.addCertificate(certificate);
            Tomcat tomcat = start(directory, host);
            try {
                assertThat(TlsClients.get(tomcat.getConnector().getLocalPort(), "TLSv1.3", ec))
                        .isEqualTo("served by Tomcat");
            } finally {
                tomcat.stop();
                tomcat.destroy();
            }
        }
    }

    /**
     * A certificate is renewed thirty times from the file that certbot would leave (fullchain.pem),
     * the server is reloaded and sends the new chain, and no object is left over.
     */
    @Test
    void renewals_areServedAfterAReload(@TempDir Path directory) throws Exception {
        try (TestToken token = TestToken.installed("tomcat")) {
            KeyStore keyStore = token.keyStore();
            TestAuthority root = TestAuthority.root("root");
            TestAuthority authority = root.under("authority");
            KeyPair pair = KeyPairGenerator.getInstance("EC", token.provider()).generateKeyPair();
            Path fullChain = directory.resolve("fullchain.pem");
            keyStore.setKeyEntry(
                    "tls", pair.getPrivate(), null, renewed(pair, authority, fullChain));
            SSLHostConfig host = new SSLHostConfig();
            host.setProtocols("TLSv1.2+TLSv1.3");
            host.addCertificate(
                    certificate(
                            host,
                            SSLHostConfigCertificate.Type.UNDEFINED,
                            "tls",
                            "CratonHSM-tomcat"));
            Tomcat tomcat = start(directory, host);
            try {
                int port = tomcat.getConnector().getLocalPort();
                Http11NioProtocol protocol =
                        (Http11NioProtocol) tomcat.getConnector().getProtocolHandler();
                for (int i = 0; i < 30; i++) {
                    Certificate[] chain = renewed(pair, authority, fullChain);
                    keyStore.setKeyEntry("tls", keyStore.getKey("tls", null), null, chain);
                    protocol.reloadSslHostConfigs();
                    assertThat(TlsClients.chain(port, directory))
                            .containsExactlyElementsOf(
                                    List.of(chain).stream()
                                            .map(X509Certificate.class::cast)
                                            .toList());
                }
            } finally {
                tomcat.stop();
                tomcat.destroy();
            }
            try (Session session = token.hsm().slot(0).openSession(SessionMode.READ_ONLY)) {
                Template certificates =
                        Template.builder().objectClass(ObjectClass.CKO_CERTIFICATE).build();
                assertThat(session.findObjects(certificates)).hasSize(2);
            }
        }
    }

    /** Writes and reads the file as a deploy hook of certbot finds it: leaf and issuer. */
    private static Certificate[] renewed(KeyPair pair, TestAuthority authority, Path file)
            throws Exception {
        String pem =
                TestAuthority.pem(authority.issue("localhost", pair.getPublic()))
                        + TestAuthority.pem(authority.certificate());
        Files.writeString(file, pem);
        try (InputStream in = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificates(in)
                    .toArray(Certificate[]::new);
        }
    }

    /**
     * Adds the provider before a connector reads its key store, and closes it when the server goes.
     */
    private record ProviderListener(CratonHsmProvider provider) implements LifecycleListener {
        @Override
        public void lifecycleEvent(LifecycleEvent event) {
            if (event.getType().equals(Lifecycle.BEFORE_INIT_EVENT)) {
                Security.addProvider(provider);
            } else if (event.getType().equals(Lifecycle.AFTER_DESTROY_EVENT)) {
                Security.removeProvider(provider.getName());
                provider.close();
            }
        }
    }

    @Tag("S3-24")
    @Test
    void listener_addsAndRemovesTheProvider(@TempDir Path directory) throws Exception {
        try (TestToken token = TestToken.inMemory()) {
            token.install();
            X509Certificate ec = TlsParty.server(token, "ec", "EC", "SHA256withECDSA");
            Security.removeProvider("CratonHSM");
            SSLHostConfig host = new SSLHostConfig();
            host.addCertificate(
                    certificate(host, SSLHostConfigCertificate.Type.UNDEFINED, "ec", "CratonHSM"));
            Tomcat tomcat = prepare(directory, host);
            tomcat.getServer().addLifecycleListener(new ProviderListener(token.provider()));
            tomcat.start();
            try {
                assertThat(TlsClients.get(tomcat.getConnector().getLocalPort(), "TLSv1.3", ec))
                        .isEqualTo("served by Tomcat");
            } finally {
                tomcat.stop();
                tomcat.destroy();
            }
            assertThat(Security.getProvider("CratonHSM")).isNull();
        }
    }
}

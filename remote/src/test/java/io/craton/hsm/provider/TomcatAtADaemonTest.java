package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.remote.ServedModule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.security.cert.X509Certificate;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose configuration has a {@code [client]} and nothing else that is different. */
class TomcatAtADaemonTest {
    @TempDir Path directory;
    private ServedModule module;
    private CratonHsmProvider provider;
    private X509Certificate certificate;

    @BeforeEach
    void open() throws Exception {
        module = new ServedModule(TestToken.onDisk(directory));
        try (Hsm hsm = Hsm.open(client())) {
            TestToken.initialise(hsm.slot(0));
        }
        Path file =
                Files.writeString(
                        directory.resolve("craton_hsm.toml"),
                        "[client]\ntarget = \"unix:" + module.socket() + "\"\n");
        provider = (CratonHsmProvider) new CratonHsmProvider().configure(file.toString());
        Security.addProvider(provider);
        KeyStore keyStore = keyStore();
        certificate = TlsParty.server(keyStore, provider, "web", "RSA", "SHA256withRSA");
    }

    @AfterEach
    void close() {
        Security.removeProvider(provider.getName());
        provider.close();
        module.close();
    }

    private HsmConfig client() {
        return HsmConfig.builder().set(ConfigKey.CLIENT_TARGET, "unix:" + module.socket()).build();
    }

    private KeyStore keyStore() throws Exception {
        KeyStore keyStore = KeyStore.getInstance("CratonHSM");
        keyStore.load(null, TestToken.PIN);
        return keyStore;
    }

    @Test
    void tomcat_servesWithAKeyOfTheDaemon() throws Exception {
        SSLHostConfig host = new SSLHostConfig();
        host.setProtocols("TLSv1.2+TLSv1.3");
        host.addCertificate(
                TomcatClient.certificate(
                        host, SSLHostConfigCertificate.Type.UNDEFINED, "web", provider.getName()));
        Tomcat tomcat = TomcatClient.prepare(directory, host);
        tomcat.start();
        try {
            int port = tomcat.getConnector().getLocalPort();
            for (String protocol : new String[] {"TLSv1.2", "TLSv1.3"}) {
                assertThat(TlsClients.get(port, protocol, certificate))
                        .isEqualTo("served by Tomcat");
            }
        } finally {
            tomcat.stop();
            tomcat.destroy();
        }
    }

    /** The call under way and the first one after it may fail; then the key works on. */
    @Test
    void key_isFoundAgain_afterANewDaemon_withAPinSource() throws Exception {
        provider.setPinSource(TestToken.PIN::clone);
        PrivateKey key = (PrivateKey) keyStore().getKey("web", null);
        verify(sign(key));

        module.restart();

        byte[] signature = null;
        for (int attempt = 0; attempt < 3 && signature == null; attempt++) {
            try {
                signature = sign(key);
            } catch (GeneralSecurityException | RuntimeException e) {
                assertThat(e).hasStackTraceContaining("CKR_DEVICE_REMOVED");
            }
        }
        assertThat(signature).isNotNull();
        verify(signature);
    }

    private byte[] sign(PrivateKey key) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("SHA256withRSA", (Provider) provider);
        signature.initSign(key);
        signature.update((byte) 1);
        return signature.sign();
    }

    private void verify(byte[] made) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("SHA256withRSA", "SunRsaSign");
        signature.initVerify(certificate);
        signature.update((byte) 1);
        assertThat(signature.verify(made)).isTrue();
    }
}

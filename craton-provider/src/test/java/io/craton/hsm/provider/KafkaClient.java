package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.Hsm;
import io.craton.hsm.provider.container.KafkaTokenCreator;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kafka: the TLS engines it makes, in a full handshake with the JDK's client. */
@Tag("ecosystem")
class KafkaClient {

    /**
     * Both engines talk to each other until the handshake is done and one record has gone through.
     */
    private static void handshake(SSLEngine server, X509Certificate expected) throws Exception {
        SSLContext context = TlsParty.context(null, null, null, expected);
        SSLEngine client = context.createSSLEngine("localhost", 443);
        client.setUseClientMode(true);
        server.setUseClientMode(false);
        ByteBuffer toServer = ByteBuffer.allocate(64 * 1024);
        ByteBuffer toClient = ByteBuffer.allocate(64 * 1024);
        for (int round = 0; round < 200; round++) {
            step(client, toServer, toClient);
            step(server, toClient, toServer);
            if (round > 2
                    && client.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING
                    && server.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING) {
                assertThat(client.getSession().getPeerCertificates()[0]).isEqualTo(expected);
                return;
            }
        }
        throw new AssertionError("the handshake does not end");
    }

    private static void step(SSLEngine engine, ByteBuffer out, ByteBuffer in) throws Exception {
        in.flip();
        ByteBuffer plain = ByteBuffer.allocate(64 * 1024);
        if (in.hasRemaining()) {
            engine.unwrap(in, plain);
        }
        in.compact();
        Runnable task = engine.getDelegatedTask();
        while (task != null) {
            task.run();
            task = engine.getDelegatedTask();
        }
        if (engine.getHandshakeStatus() != HandshakeStatus.NEED_UNWRAP) {
            engine.wrap(ByteBuffer.allocate(0), out);
        }
    }

    @Test
    void tokenReferenceFile(@TempDir Path directory) throws Exception {
        try (TestToken token = TestToken.inMemory().install()) {
            X509Certificate certificate = TlsParty.server(token, "broker", "RSA", "SHA256withRSA");
            Path reference =
                    Files.writeString(directory.resolve("token.ref"), "craton-token: slot=0\n");
            Path trust = directory.resolve("trust.p12");
            KeyStore anchors = KeyStore.getInstance("PKCS12");
            anchors.load(null, null);
            anchors.setCertificateEntry("ca", certificate);
            try (var out = Files.newOutputStream(trust)) {
                anchors.store(out, "changeit".toCharArray());
            }
            try (DefaultSslEngineFactory factory = new DefaultSslEngineFactory()) {
                Map<String, Object> settings = new HashMap<>();
                settings.put("ssl.protocol", "TLSv1.3");
                settings.put("ssl.enabled.protocols", List.of("TLSv1.3", "TLSv1.2"));
                settings.put("ssl.cipher.suites", List.of());
                settings.put("ssl.keystore.type", "CratonHSM");
                settings.put("ssl.keystore.location", reference.toString());
                settings.put("ssl.keystore.password", new Password(new String(TestToken.PIN)));
                settings.put("ssl.key.password", new Password(new String(TestToken.PIN)));
                settings.put("ssl.truststore.type", "PKCS12");
                settings.put("ssl.truststore.location", trust.toString());
                settings.put("ssl.truststore.password", new Password("changeit"));
                factory.configure(settings);
                handshake(factory.createServerSslEngine("localhost", 9093), certificate);
                assertThat(factory.createClientSslEngine("localhost", 9093, "")).isNotNull();
            }
        }
    }

    /** Kafka puts the provider in the list itself, opens the token and logs in. */
    @Test
    void securityProviders_bringTheProvider(@TempDir Path directory) throws Exception {
        DiskToken disk = new DiskToken(directory);
        System.setProperty("craton.hsm.home", directory.toString());
        Path pin = Files.writeString(directory.resolve("pin"), new String(TestToken.PIN) + "\n");
        Files.setPosixFilePermissions(pin, PosixFilePermissions.fromString("rw-------"));
        Path reference = directory.resolve("token.ref");
        Files.writeString(reference, "craton-token: slot=0 alias=broker\n");
        X509Certificate[] certificate = new X509Certificate[1];
        disk.use(hsm -> certificate[0] = broker(hsm));
        try (DefaultSslEngineFactory factory = new DefaultSslEngineFactory()) {
            Map<String, Object> settings = new HashMap<>();
            settings.put("security.providers", KafkaTokenCreator.class.getName());
            settings.put("craton.configuration", disk.config().toString());
            settings.put("craton.pin.file", pin.toString());
            settings.put("ssl.protocol", "TLSv1.3");
            settings.put("ssl.enabled.protocols", List.of("TLSv1.3"));
            settings.put("ssl.cipher.suites", List.of());
            settings.put("ssl.keystore.type", "CratonHSM");
            settings.put("ssl.keystore.location", reference.toString());
            settings.put("ssl.keystore.password", new Password(new String(TestToken.PIN)));
            settings.put("ssl.key.password", new Password(new String(TestToken.PIN)));
            factory.configure(settings);
            assertThat(Security.getProviders()[0].getName()).isEqualTo(CratonKeysProvider.NAME);
            handshake(factory.createServerSslEngine("localhost", 9093), certificate[0]);
            // A second broker or client of the JVM finds the provider that is there.
            KafkaTokenCreator second = new KafkaTokenCreator();
            second.configure(settings);
            assertThat(second.getProvider()).isSameAs(Security.getProviders()[0]);
        } finally {
            Provider installed = Security.getProvider(CratonKeysProvider.NAME);
            Security.removeProvider(CratonKeysProvider.NAME);
            ((CratonKeysProvider) installed).close();
            System.clearProperty("craton.hsm.home");
        }
    }

    @Test
    void wrongPin_keepsItFromStarting(@TempDir Path directory) throws Exception {
        DiskToken disk = new DiskToken(directory);
        System.setProperty("craton.hsm.home", directory.toString());
        Path pin = Files.writeString(directory.resolve("pin"), "wrong-pin-1\n");
        Files.setPosixFilePermissions(pin, PosixFilePermissions.fromString("rw-------"));
        try {
            Map<String, String> settings =
                    Map.of(
                            "craton.configuration", disk.config().toString(),
                            "craton.pin.file", pin.toString());
            assertThatThrownBy(() -> new KafkaTokenCreator().configure(settings))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("PIN")
                    .hasMessageNotContaining("wrong-pin-1");
            disk.use(hsm -> assertThat(hsm.slots()).hasSize(1)); // the store is free
        } finally {
            System.clearProperty("craton.hsm.home");
        }
    }

    private static X509Certificate broker(Hsm hsm) {
        try (CratonHsmProvider provider = new CratonHsmProvider(hsm)) {
            KeyStore keyStore = KeyStore.getInstance("CratonHSM", provider);
            keyStore.load(null, TestToken.PIN);
            return TlsParty.server(keyStore, provider, "broker", "RSA", "SHA256withRSA");
        } catch (Exception e) {
            throw new IllegalStateException("the key of the broker cannot be made", e);
        }
    }
}

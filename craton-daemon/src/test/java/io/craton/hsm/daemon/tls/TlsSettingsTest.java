package io.craton.hsm.daemon.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmConfig;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What has to be set, and where the daemon may do without. */
class TlsSettingsTest {
    @TempDir Path directory;

    /** What it prints is what a user types: the files that it makes are those that it takes. */
    @Test
    void withoutFiles_itIsNotUsed_andTheCommandsThatMakeThemWork() throws Exception {
        HsmConfig none = HsmConfig.builder().baseDirectory(directory).build();
        assertThatThrownBy(() -> TlsSettings.of(none))
                .hasMessageContaining("CKR_ARGUMENTS_BAD")
                .hasMessageContaining("set daemon.allow_insecure to serve");
        OpenSsl.run(directory, "version");
        Process shell =
                new ProcessBuilder("sh", "-ec", String.join("\n", TrialFiles.commands()))
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("said").toFile())
                        .start();
        assertThat(shell.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(shell.exitValue()).isZero();
        TlsSettings settings = TlsSettings.of(configured());
        try (NetworkTls tls = NetworkTls.open(settings, client -> true, Clock.systemUTC())) {
            Path client = directory.resolve("tls/client.pem");
            assertThat(tls.accept(X509Files.certificates(client)).client().orElseThrow().client())
                    .endsWith("CN=client");
        }
    }

    private HsmConfig configured() {
        HsmConfig.Builder builder = HsmConfig.builder().baseDirectory(directory);
        for (String line : TrialFiles.configuration().lines().toList()) {
            String[] parts = line.split(" = ");
            builder.set(
                    ConfigKey.of("daemon." + parts[0]).orElseThrow(), parts[1].replace("\"", ""));
        }
        return builder.build();
    }

    @Test
    void serverWithoutAuthorityForClients_isRefused() {
        HsmConfig config = withCertificate().build();
        assertThatThrownBy(() -> TlsSettings.of(config))
                .hasMessageContaining("daemon.tls_client_ca is not set");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.1.10:8443", "0.0.0.0:5696", "[::]:5696"})
    void clientsWithoutCertificate_areOfThisHostOnly(String address) {
        HsmConfig open =
                withCertificate()
                        .set(ConfigKey.DAEMON_BIND, address)
                        .set(ConfigKey.DAEMON_ALLOW_UNAUTHENTICATED_TLS, true)
                        .build();
        assertThatThrownBy(() -> TlsSettings.of(open))
                .hasMessageContaining("loopback addresses alone");
        HsmConfig insecure =
                HsmConfig.builder()
                        .set(ConfigKey.DAEMON_BIND, address)
                        .set(ConfigKey.DAEMON_ALLOW_INSECURE, true)
                        .build();
        assertThatThrownBy(() -> TlsSettings.isInsecure(insecure))
                .hasMessageContaining("loopback addresses alone");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:5696", "127.1.2.3:1", "[::1]:5696"})
    void onLoopback_theyMayBe(String address) {
        HsmConfig open =
                withCertificate()
                        .set(ConfigKey.DAEMON_BIND, address)
                        .set(ConfigKey.DAEMON_ALLOW_UNAUTHENTICATED_TLS, true)
                        .build();
        assertThat(TlsSettings.of(open).clientAuthorities()).isNull();
        HsmConfig insecure =
                HsmConfig.builder()
                        .set(ConfigKey.DAEMON_BIND, address)
                        .set(ConfigKey.DAEMON_ALLOW_INSECURE, true)
                        .build();
        assertThat(TlsSettings.isInsecure(insecure)).isTrue();
        HsmConfig both = withCertificate().set(ConfigKey.DAEMON_ALLOW_INSECURE, true).build();
        assertThatThrownBy(() -> TlsSettings.isInsecure(both)).hasMessageContaining("both set");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:5696", "127.0.0.1", "127.0.0.1:99999", "::1:5696", ":1"})
    void namesAndHalfAddresses_areRefused(String address) {
        assertThatThrownBy(() -> BindAddress.of(ConfigKey.DAEMON_BIND, address))
                .hasMessageContaining("with a port");
    }

    private static HsmConfig.Builder withCertificate() {
        return HsmConfig.builder()
                .set(ConfigKey.DAEMON_TLS_CERT, List.of("server.pem"))
                .set(ConfigKey.DAEMON_TLS_KEY, List.of("server.key"));
    }
}

package io.craton.hsm.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a client of a daemon on the network is told of its configuration, before it connects. */
class ClientTlsSettingsTest {
    @TempDir Path directory;

    private static HsmConfig.Builder config(String target) {
        return HsmConfig.builder().set(ConfigKey.CLIENT_TARGET, target);
    }

    private static void assertRefused(HsmConfig.Builder config, String words) {
        HsmConfig built = config.build();
        assertThatThrownBy(() -> Hsm.open(built))
                .hasMessageContaining(words)
                .isInstanceOfSatisfying(
                        HsmException.class,
                        e -> assertThat(e.code()).isEqualTo(ReturnCode.CKR_ARGUMENTS_BAD));
    }

    @Test
    void networkWithoutProtection_isRefused_untilThatIsMeant() {
        assertRefused(config("127.0.0.1:5696"), "nothing says how the connection is protected");
    }

    @Test
    void networkWithoutProtection_isForThisHostAlone() {
        for (String target : new String[] {"10.0.0.1:5696", "127.example.com:5696", "hsm:5696"}) {
            assertRefused(
                    config(target).set(ConfigKey.CLIENT_ALLOW_INSECURE, true),
                    "client.allow_insecure is for this host alone");
        }
    }

    @Test
    void certificateWithoutAuthority_orWithoutKey_isRefused() {
        assertRefused(
                config("hsm:5696").set(ConfigKey.CLIENT_TLS_CERT, "own.pem"),
                "client.tls_ca is missing");
        assertRefused(
                config("hsm:5696")
                        .set(ConfigKey.CLIENT_TLS_CA, "ca.pem")
                        .set(ConfigKey.CLIENT_TLS_CERT, "own.pem"),
                "client.tls_cert and client.tls_key belong together");
    }

    @Test
    void filesThatCannotBeUsed_areRefusedAtOnce() throws Exception {
        Path rubbish = Files.writeString(directory.resolve("ca.pem"), "no certificate");
        assertRefused(
                config("hsm:5696").set(ConfigKey.CLIENT_TLS_CA, rubbish.toString()),
                "the files of client.tls_ca, client.tls_cert and client.tls_key cannot be used");
    }
}

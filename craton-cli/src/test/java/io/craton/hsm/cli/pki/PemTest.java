package io.craton.hsm.cli.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PemTest {
    @Test
    void decode_findsWhatEncodeWrote() {
        byte[] der = new byte[100];
        Arrays.fill(der, (byte) 7);
        String file =
                "some text\n"
                        + Pem.encode("PUBLIC KEY", der)
                        + Pem.encode("CERTIFICATE", new byte[] {1});

        List<Pem.Block> blocks = Pem.decode(file.getBytes(StandardCharsets.US_ASCII), "f");

        assertThat(blocks).extracting(Pem.Block::type).containsExactly("PUBLIC KEY", "CERTIFICATE");
        assertThat(blocks.get(0).der().copy()).isEqualTo(der);
        assertThat(file.lines().mapToInt(String::length).max()).hasValue(64);
    }

    @Test
    void decode_isNotConfusedByAnUnfinishedBlock() {
        String file = "-----BEGIN CERTIFICATE-----\nAAAA\n";

        assertThat(Pem.decode(file.getBytes(StandardCharsets.US_ASCII), "f")).isEmpty();
    }

    @Test
    void decode_brokenBase64_namesTheFile() {
        String file = "-----BEGIN PRIVATE KEY-----\nA\n-----END PRIVATE KEY-----\n";

        assertThatThrownBy(() -> Pem.decode(file.getBytes(StandardCharsets.US_ASCII), "key.pem"))
                .hasMessageContaining("key.pem")
                .hasMessageContaining("not Base64");
    }
}

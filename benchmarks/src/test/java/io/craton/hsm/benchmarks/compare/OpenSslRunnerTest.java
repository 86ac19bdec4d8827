package io.craton.hsm.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenSslRunnerTest {
    @ParameterizedTest
    @CsvSource({
        "GCM_64,        +F:22:AES-256-GCM:64000000.00,                        1000",
        "GCM_4K,        +F:22:AES-256-GCM:4096000.00,                         1000000",
        "P256_SIGN,     +F4:3:256:20000.000000:10000.000000,                  50000",
        "P256_VERIFY,   +F4:3:256:20000.000000:10000.000000,                  100000",
        "ED25519_SIGN,  +F6:0:253:Ed25519:20000.000000:10000.000000,          50000",
        "ED25519_VERIFY,+F6:0:253:Ed25519:20000.000000:10000.000000,          100000",
        "RSA_2048,      +F2:2:2048:2000.000000:50000.000000,                  500000",
        "RSA_2048,      +F2:2:2048:2000.000000:50000.0:40000.0:1900.0,        500000"
    })
    void nanos_areThoseOfOneCall(Measured operation, String line, double nanos) {
        String output = "+DT:what:1\n+R:1:what:1.0\n" + line + "\n";

        assertThat(OpenSslRunner.nanos(operation, output)).isEqualTo(nanos);
    }

    @Test
    void nanos_ofAnOutputWithoutAResultAreRefused() {
        assertThatThrownBy(() -> OpenSslRunner.nanos(Measured.RSA_2048, "speed: unknown\n"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("speed: unknown");
    }
}

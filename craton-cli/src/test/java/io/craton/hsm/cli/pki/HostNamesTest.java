package io.craton.hsm.cli.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.cli.error.CliException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostNamesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "www.example.org",
                "*.example.org",
                "localhost",
                "a_b.example",
                "xn--mnchen-3ya.example",
                "10.0.0.1",
                "::1",
                "2001:db8::1",
                "::ffff:10.0.0.1"
            })
    void name_ofAServer_isTaken(String name) {
        assertThatCode(() -> HostNames.check(name)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a b|is not a host name",
                "a@b.c|is not a host name",
                "-a.example|is not a host name",
                "a..b|is not a host name",
                "a.*.example|is not a host name",
                "münchen.example|its form in certificates is xn--mnchen-3ya.example",
                "IP:10.0.0.1|leave out what stands before the colon",
                "https://x/|leave out what is not the name of the host",
                "fe80::1%eth0|an address in a certificate has no zone",
                "10.0.0.256|is not an IP address",
                "10.1|is not an IP address",
                "1:2:3|is not an IP address",
            })
    void name_ofNoServer_isRefused_withWhatWasMeant(String name, String sentence) {
        assertThatThrownBy(() -> HostNames.check(name))
                .isInstanceOf(CliException.class)
                .hasMessageContaining(sentence);
    }

    @Test
    void name_thatIsTooLong_isRefused() {
        assertThatThrownBy(() -> HostNames.check("x".repeat(64)))
                .hasMessageContaining("is not a host name");
        assertThatThrownBy(() -> HostNames.check("x.".repeat(127)))
                .hasMessageContaining("1 to 253 characters");
        assertThat(HostNames.isAddress("x")).isFalse();
    }
}

package io.craton.hsm.cli.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeakPinTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "11111111",
                "12345678",
                "87654321",
                "abcdefgh",
                "12121212",
                "abcdabcd",
                "1122112211"
            })
    void weakness_ofWhatIsGuessedFirst_isNamed(String pin) {
        assertThat(WeakPin.weakness(pin.getBytes(StandardCharsets.UTF_8)))
                .isNotNull()
                .doesNotContain(pin);
    }

    @ParameterizedTest
    @ValueSource(strings = {"24681357", "correct horse", "quickstart-pin", "93817264"})
    void weakness_ofOthers_isNone(String pin) {
        assertThat(WeakPin.weakness(pin.getBytes(StandardCharsets.UTF_8))).isNull();
    }
}

package io.craton.hsm.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ColourTest {
    @Test
    void wanted_onATerminalThatHasColours() {
        assertThat(Colour.wanted(Environment.of(Map.of("TERM", "xterm")), true)).isTrue();
    }

    @Test
    void wanted_notInAFileNorOnADumbTerminalNorAgainstTheWishOfTheUser() {
        assertThat(Colour.wanted(Environment.of(Map.of("TERM", "xterm")), false)).isFalse();
        assertThat(Colour.wanted(Environment.of(Map.of("TERM", "dumb")), true)).isFalse();
        assertThat(Colour.wanted(Environment.of(Map.of()), true)).isFalse();
        assertThat(Colour.wanted(Environment.of(Map.of("TERM", "xterm", "NO_COLOR", "1")), true))
                .isFalse();
    }
}

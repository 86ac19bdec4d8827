package io.craton.hsm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.cli.error.CliException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WordsTest {
    @Test
    void of_splitsAsAShellDoes() {
        assertThat(Words.of("  key  list\t--json ")).containsExactly("key", "list", "--json");
        assertThat(Words.of("a 'b c' \"d \\\"e\\\" \\n\" f\\ g ''"))
                .containsExactly("a", "b c", "d \"e\" \\n", "f g", "");
        assertThat(Words.of("sign # a remark")).containsExactly("sign");
        assertThat(Words.of("a#b '#c'")).containsExactly("a#b", "#c");
        assertThat(Words.of("# nothing")).isEmpty();
        assertThat(Words.of("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a 'b", "a \"b", "a\\"})
    void of_aLineWithoutItsEnd_isRefused(String line) {
        assertThatThrownBy(() -> Words.of(line)).isInstanceOf(CliException.class);
    }
}

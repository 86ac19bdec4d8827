package io.craton.hsm.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void lines_alignColumns() {
        assertThat(new Table("Label", "Type").row("a", "rsa:3072").row("longer label", "-").lines())
                .containsExactly("Label         Type", "a             rsa:3072", "longer label  -");
    }

    @Test
    void row_withControlCharacters_showsThemInsteadOfSendingThem() {
        assertThat(new Table("Label").row("evil\u001b[2J\n").lines().get(1))
                .isEqualTo("evil\\u001b[2J\\u000a");
    }
}

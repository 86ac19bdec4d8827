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

    @Test
    void lines_tooLongForTheTerminal_cutWhatIsWidest() {
        Table table = new Table("Label", "Id", "Class").row("a".repeat(40), "0".repeat(60), "key");

        assertThat(table.lines(80))
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
        assertThat(table.lines(80).get(1)).startsWith("a".repeat(34) + "\u2026").endsWith("key");
        assertThat(table.lines(200)).isEqualTo(table.lines());
        assertThat(table.lines(4).get(1)).isEqualTo("aaaaa\u2026  00000\u2026  key");
    }
}

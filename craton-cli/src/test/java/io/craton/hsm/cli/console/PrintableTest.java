package io.craton.hsm.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PrintableTest {
    /** A CSI in each of its two forms, a line end, and characters that turn the direction. */
    private static final String EVIL = "a\u001b[2J\u009b2J\n\u202e\u2066b\u200f\u2028";

    private static final String SHOWN = "a\\u001b[2J\\u009b2J\\u000a\\u202e\\u2066b\\u200f\\u2028";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Printer printer = Io.standardOutput(out);

    private String printed() {
        printer.flush();
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void line_showsWhatWouldCommandATerminalOrTurnTheDirection() {
        printer.line(EVIL);

        assertThat(printed()).isEqualTo(SHOWN + "\n");
    }

    @Test
    void prompt_showsIt() {
        printer.prompt("Delete " + EVIL + "? ");

        assertThat(printed()).isEqualTo("Delete " + SHOWN + "? ");
    }

    @Test
    void styledLine_hasColoursOfOursAndNoneOfALabel() {
        printer.line(new StyledLine(true).add(Colour.RED, "x\u001b[32m").add(" \u202ey"));

        assertThat(printed()).isEqualTo("\u001b[31mx\\u001b[32m\u001b[0m \\u202ey\n");
    }

    @Test
    void json_staysTheSameValue() throws Exception {
        String label = EVIL + "\ud83d\ude00 \udbff\udfff Schlüssel";
        printer.json(Output.toJson(Output.object("label", label)));

        assertThat(printed())
                .contains("\\u202e", "\\u009b", "\\udbff\\udfff", "\ud83d\ude00 ", "Schlüssel")
                .doesNotContain("\u202e", "\u009b", "\u001b", "\u2066");
        assertThat(
                        new com.fasterxml.jackson.databind.ObjectMapper()
                                .readTree(printed())
                                .get("label")
                                .asText())
                .isEqualTo(label);
    }

    @Test
    void line_leavesLettersOfEveryScriptAlone() {
        String text = "Schlüssel ключ 鍵 مفتاح \ud83d\udd11 e\u0301";
        printer.line(text);

        assertThat(printed()).isEqualTo(text + "\n");
    }

    @Test
    void line_halfOfASurrogatePair_isShown() {
        printer.line("a\ud83db");

        assertThat(printed()).isEqualTo("a\\ud83db\n");
    }
}

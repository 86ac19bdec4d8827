package io.craton.hsm.cli.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LinesTest {
    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void read_leavesTheRestOfTheStreamAlone() throws IOException {
        InputStream in = stream("one\r\ntwo\nrest");

        assertThat(Lines.read(in)).asString().isEqualTo("one");
        assertThat(Lines.read(in)).asString().isEqualTo("two");
        assertThat(in.readAllBytes()).asString().isEqualTo("rest");
    }

    @Test
    void read_atTheEnd_isNull() throws IOException {
        assertThat(Lines.read(stream(""))).isNull();
    }

    @Test
    void read_emptyLine_isEmpty() throws IOException {
        assertThat(Lines.read(stream("\n"))).isEmpty();
    }

    @Test
    void read_endlessLine_isRefused() {
        assertThatThrownBy(() -> Lines.read(stream("x".repeat(5000))))
                .hasMessageContaining("longer than 4096");
    }
}

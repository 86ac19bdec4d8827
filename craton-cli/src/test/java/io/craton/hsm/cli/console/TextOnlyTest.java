package io.craton.hsm.cli.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.cli.error.CliException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextOnlyTest {
    private final ByteArrayOutputStream terminal = new ByteArrayOutputStream();
    private final TextOnly out = new TextOnly(terminal);

    @Test
    void text_goesThrough() throws IOException {
        out.write("Käse, 5 €\r\n\tok\n".getBytes(StandardCharsets.UTF_8));

        assertThat(terminal.toString(StandardCharsets.UTF_8)).isEqualTo("Käse, 5 €\r\n\tok\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7, 8, 0x1b, 0x7f})
    void controlCharacter_stopsIt_andNothingOfThePieceIsSeen(int control) {
        byte[] bytes = {'a', (byte) control, 'b'};

        assertThatThrownBy(() -> out.write(bytes))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("--force");
        assertThat(terminal.size()).isZero();
    }
}

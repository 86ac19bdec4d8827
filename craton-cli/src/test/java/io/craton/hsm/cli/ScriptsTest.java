package io.craton.hsm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands as an administrator types them: see {@link Script}. */
class ScriptsTest {
    static final Path SCRIPTS = Path.of("src/test/resources/io/craton/hsm/cli/scripts");

    @TempDir Path directory;

    static List<String> scripts() throws IOException {
        try (Stream<Path> files = Files.list(SCRIPTS)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void script_printsWhatItSays(String name) throws IOException {
        new ScriptRunner(Cli.in(directory)).run(Script.read(SCRIPTS.resolve(name)));
    }

    /** One line too few, one too many, another text, another stream, another exit code. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "$ craton-hsm --version",
                "$ craton-hsm --version|Craton HSM for Java ...|more",
                "$ craton-hsm --version|Craton HSM for Rust ...",
                "$ craton-hsm --version|! Craton HSM for Java ...",
                "$ craton-hsm --version|Craton HSM for Java ...|[1]",
                "$ craton-hsm --version|Craton HSM for <<[a-z]+>> ...",
                "$ echo one|one|$ echo two|one"
            })
    void script_thatPrintsSomethingElse_fails(String lines) throws IOException {
        Script script = Script.parse(List.of(lines.split("\\|")));
        ScriptRunner runner = new ScriptRunner(Cli.in(directory));
        assertThatThrownBy(() -> runner.run(script)).isInstanceOf(AssertionError.class);
    }

    @Test
    void assignment_isForItsCommandAlone() throws IOException {
        String lines =
                "$ CRATON_HSM_LOG=nonsense craton-hsm --version|! Error: CRATON_HSM_LOG is ...|[2]"
                        + "|$ craton-hsm --version|Craton HSM for Java ...";
        Script script = Script.parse(List.of(lines.split("\\|")));
        new ScriptRunner(Cli.in(directory)).run(script);
        assertThat(script.steps()).hasSize(2);
    }

    @Test
    void script_keepsWhatItFinds() throws IOException {
        String lines = "$ echo a b c|<<first=\\w>> ... <<last=\\w>>|$ echo $last $first|c a";
        Script script = Script.parse(List.of(lines.split("\\|")));
        new ScriptRunner(Cli.in(directory)).run(script);
        assertThat(script.steps()).hasSize(2);
    }
}

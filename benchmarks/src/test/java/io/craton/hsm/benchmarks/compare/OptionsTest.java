package io.craton.hsm.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.benchmarks.compare.Comparison.Options;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {
    @Test
    void nothing_isAllOfItIntoTheDirectoryOfTheBuild() {
        Options options = Options.parse();

        assertThat(options.rounds()).isEqualTo(5);
        assertThat(options.operations()).containsExactly(Measured.values());
        assertThat(options.rivals()).containsExactly(Rival.values());
        assertThat(options.output()).isEqualTo(Path.of("target", "compare").toAbsolutePath());
    }

    @Test
    void only_addsUpOperationsByAPartAndRivalsByTheirName() {
        Options options =
                Options.parse("--only", "ED25519", "--only", "ML_DSA_65_SIGN", "--only", "API");

        assertThat(options.operations())
                .containsExactly(
                        Measured.ED25519_SIGN, Measured.ED25519_VERIFY, Measured.ML_DSA_65_SIGN);
        assertThat(options.rivals()).containsExactly(Rival.API);
    }

    @Test
    void only_takesWhatAnotherHasNamedAlready() {
        Options options =
                Options.parse(
                        "--only", "TLS", "--only", "TLS_P256", "--only", "JDK", "--only", "JDK");

        assertThat(options.operations())
                .containsExactly(Measured.TLS_P256, Measured.TLS_RSA_2048, Measured.TLS_RSA_3072);
        assertThat(options.rivals()).containsExactly(Rival.JDK);
    }

    @Test
    void output_isRelativeToTheWorkingDirectory() {
        assertThat(Options.parse("--output", "here").output()).isEqualTo(Path.of("here"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1000", "five", ""})
    void rounds_takesOneToThreeDigitsFromOneOn(String value) {
        assertThat(Options.parse("--rounds", "999").rounds()).isEqualTo(999);
        assertThatThrownBy(() -> Options.parse("--rounds", value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--rounds takes a number from 1 to 999");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    --help        | there is no option --help; there are --rounds, --only, --output
                    --round 3     | there is no option --round; there are --rounds, --only, --output
                    --rounds      | --rounds wants a value
                    """)
    void unknownOption_isNamedBeforeAMissingValue(String line, String sentence) {
        assertThatThrownBy(() -> Options.parse(line.split(" ")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(sentence);
    }

    @Test
    void only_refusesAWordThatNamesNothing() {
        assertThatThrownBy(() -> Options.parse("--only", "DES"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("nothing is called DES; there are [GCM_64_SESSION_KEY, ")
                .hasMessageContaining("SOFTHSM");
    }
}

package io.craton.hsm.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.testkit.Vector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Configuration files that anybody can read, and what has to be said of them. */
class ConfigVectorsTest {
    @TempDir Path directory;

    static List<Vector> vectors() {
        return Vector.ofKind("configuration");
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void vector_hasItsVerdict(Vector vector) throws IOException {
        Path home = directory.toRealPath();
        Path file = home.resolve(ConfigFile.NAME);
        Files.write(file, vector.bytes("toml"));
        assertThat(file.toFile().setWritable(true, true)).isTrue();
        try {
            HsmConfig config = ConfigFile.load(file, name -> home(name, home));
            assertThat(vector.expect()).isEqualTo("accepted");
            vector.text("means").lines().forEach(line -> assertMeans(config, line));
        } catch (HsmException e) {
            assertThat(vector.expect()).as(e.getMessage()).isEqualTo("refused");
            assertThat(e).hasMessageContaining(vector.text("says").strip());
        }
    }

    private static String home(String name, Path home) {
        return "CRATON_HSM_HOME".equals(name) ? home.toString() : null;
    }

    private static void assertMeans(HsmConfig config, String line) {
        String[] parts = line.split(" = ", 2);
        ConfigKey key = ConfigKey.of(parts[0]).orElseThrow();
        assertThat(config.get(key)).as(line).hasToString(parts[1]);
    }
}

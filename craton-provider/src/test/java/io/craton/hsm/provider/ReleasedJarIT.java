package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The jar as it is released has what newer Javas alone can use. */
class ReleasedJarIT {
    private static final String KDF =
            "META-INF/versions/25/io/craton/hsm/provider/kdf/CratonKdf.class";

    @Test
    void jar_hasTheClassesOfTheJavaThatBuiltIt() throws IOException {
        int java = Runtime.version().feature();
        try (JarFile jar = new JarFile(jar().toFile())) {
            assertThat(jar.isMultiRelease()).isTrue();
            Assumptions.assumeTrue(
                    java >= 25,
                    "skipped: a jar that Java "
                            + java
                            + " builds has no service KDF; releases are built on 25");
            assertThat(jar.getEntry(KDF)).isNotNull();
        }
    }

    private static Path jar() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("target"))) {
            return files.filter(file -> file.toString().matches(".*/craton-provider-[0-9.]+\\.jar"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}

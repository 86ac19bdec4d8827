package io.craton.hsm.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A library that somebody else made and that runs with a module.
 *
 * @param name group and artifact, as {@code org.slf4j:slf4j-api}
 * @param version the version that the build has chosen
 * @param licence what its POM calls its licence, or its licences with {@code "; "} between them
 */
public record ThirdParty(String name, String version, String licence) {
    /**
     * The libraries that run with the module under test, by name. The build lists them in {@code
     * target/runtime-classpath.txt}, before the tests.
     */
    public static List<ThirdParty> ofThisModule() {
        return jars().map(Pom::beside)
                .map(pom -> new ThirdParty(pom.name(), pom.version(), pom.licence()))
                .sorted(Comparator.comparing(ThirdParty::name))
                .toList();
    }

    /** Its row in a table. */
    public String row() {
        assertThat(licence).as("the licence of %s", name).isNotEmpty();
        return "| " + name + " | " + version + " | " + licence + " |\n";
    }

    private static Stream<Path> jars() {
        try {
            String paths = Files.readString(Path.of("target/runtime-classpath.txt")).strip();
            return Stream.of(paths.split(File.pathSeparator)).map(Path::of);
        } catch (IOException e) {
            throw new UncheckedIOException("the build lists no libraries", e);
        }
    }
}

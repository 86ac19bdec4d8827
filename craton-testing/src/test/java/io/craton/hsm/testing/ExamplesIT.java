package io.craton.hsm.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.testkit.Page;
import io.craton.hsm.testkit.Repository;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Builds and runs {@code examples/signing} as a stranger would: away from the source tree, with the
 * jars and POMs of this build in a repository, and all else in another that is read and not
 * written.
 */
class ExamplesIT {
    private static final String GROUP = "io/craton/hsm";

    @TempDir Path directory;

    private Path project;
    private Path output;

    @Test
    void signing_buildsIsTestedAndRuns() throws Exception {
        project = directory.resolve("signing");
        output = directory.resolve("output");
        copy(Repository.file("examples/signing"), project);
        publish(version());

        run(
                0,
                "mvn",
                "-B",
                "-s",
                settings().toString(),
                "-Dmaven.repo.local=" + directory.resolve("m2"),
                "package");

        assertThat(Files.readString(output)).contains("Tests run: 2, Failures: 0, Errors: 0");
        assertThat(libraries()).containsExactlyInAnyOrderElementsOf(listedLibraries());
        signs(Files.writeString(project.resolve("letter"), "We owe you ten pounds."));
    }

    /**
     * What an application gets by its dependency, but for our own modules, its own log and
     * annotations.
     */
    private List<String> libraries() throws IOException {
        try (Stream<Path> jars = Files.list(project.resolve("target/lib"))) {
            return jars.map(jar -> jar.getFileName().toString())
                    .filter(
                            jar ->
                                    !jar.matches(
                                            "(craton|slf4j-simple|jspecify|error_prone_annotations)-.*"))
                    .toList();
        }
    }

    private static List<String> listedLibraries() {
        return Pattern.compile("^\\| [^:\n]+:(\\S+) \\| (\\S+) \\|", Pattern.MULTILINE)
                .matcher(Page.of("docs/third-party.md").part("provider"))
                .results()
                .map(row -> row.group(1) + "-" + row.group(2) + ".jar")
                .toList();
    }

    private void signs(Path letter) throws Exception {
        program(0, "setup");
        assertThat(project.resolve("token/store")).isDirectory();
        program(0, "sign", "letter");
        program(0, "verify", "letter");
        assertThat(output).content().contains("The signature is valid");

        Files.writeString(letter, "We owe you nothing.");

        program(1, "verify", "letter");
        assertThat(output).content().contains("The signature is NOT valid");
    }

    private void program(int exit, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-jar", "target/signing.jar"));
        command.addAll(List.of(arguments));
        run(exit, command.toArray(String[]::new));
    }

    private void run(int exit, String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.directory(project.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("SO_PIN", "so-pin-60417");
        builder.environment().put("PIN", "user-pin-19385");
        builder.redirectErrorStream(true).redirectOutput(output.toFile());
        builder.redirectInput(new File("/dev/null"));
        Process process = builder.start();
        boolean ended = process.waitFor(10, TimeUnit.MINUTES);
        process.destroyForcibly();
        assertThat(ended).isTrue();
        assertThat(process.exitValue())
                .as("%s: %s", List.of(command), Files.readString(output))
                .isEqualTo(exit);
    }

    private static String version() {
        Matcher version =
                Pattern.compile("<artifactId>craton-hsm-parent</artifactId>\\s*<version>(.*)<")
                        .matcher(Page.of("pom.xml").text());
        assertThat(version.find()).isTrue();
        return version.group(1);
    }

    /** What a release would put into a repository: the parent's POM, and POM and jar of modules. */
    private void publish(String version) throws IOException {
        publish(Repository.file("pom.xml"), "craton-hsm-parent", version, "pom");
        try (Stream<Path> modules = Files.list(Repository.file(""))) {
            for (Path module : modules.filter(ExamplesIT::isPublished).toList()) {
                String name = module.getFileName().toString();
                Path jar = module.resolve("target/" + name + "-" + version + ".jar");
                // Later modules are not built yet.
                if (Files.exists(jar)) {
                    publish(module.resolve("pom.xml"), name, version, "pom");
                    publish(jar, name, version, "jar");
                }
            }
        }
    }

    private static boolean isPublished(Path module) {
        return module.getFileName().toString().startsWith("craton-")
                && Files.exists(module.resolve("pom.xml"));
    }

    private void publish(Path file, String artifact, String version, String type)
            throws IOException {
        Path to = directory.resolve("released").resolve(GROUP).resolve(artifact).resolve(version);
        Files.createDirectories(to);
        Files.copy(file, to.resolve(artifact + "-" + version + "." + type));
    }

    /** Two repositories of files, and no other. */
    private Path settings() throws IOException {
        return Files.writeString(
                directory.resolve("settings.xml"),
                """
                <settings>
                  <mirrors>
                    <mirror>
                      <id>local</id>
                      <mirrorOf>*,!released</mirrorOf>
                      <url>%s</url>
                    </mirror>
                  </mirrors>
                  <profiles>
                    <profile>
                      <id>released</id>
                      <repositories>
                        <repository>
                          <id>released</id>
                          <url>%s</url>
                        </repository>
                      </repositories>
                    </profile>
                  </profiles>
                  <activeProfiles>
                    <activeProfile>released</activeProfile>
                  </activeProfiles>
                </settings>
                """
                        .formatted(
                                Path.of(System.getProperty("localRepository")).toUri(),
                                directory.resolve("released").toUri()));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path relative = from.relativize(file);
                if (!relative.startsWith("target")) {
                    Files.createDirectories(to.resolve(relative).getParent());
                    Files.copy(file, to.resolve(relative));
                }
            }
        }
    }
}

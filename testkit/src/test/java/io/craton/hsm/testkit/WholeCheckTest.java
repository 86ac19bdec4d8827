package io.craton.hsm.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code .ci/run} calls, and on which JDK: a Maven, a product and JDKs that only write down
 * that they were called.
 */
class WholeCheckTest {
    private static final String AGAIN =
            "mvn -B -Dquick -pl !craton-testing,!craton-cli,!benchmarks,!fuzz,!remote,!deploy test on ";

    @TempDir Path directory;

    private Path calls;
    private Path output;

    @BeforeEach
    void tree() throws IOException {
        directory = directory.toRealPath();
        calls = directory.resolve("calls");
        output = directory.resolve("output");
        script("tree/craton", record("craton"));
        script("tree/.ci/run", Files.readString(Repository.file(".ci/run")));
        script("bin/mvn", record("mvn"));
        for (String program : List.of("openssl", "logrotate", "gcc", "jsvc", "softhsm2-util")) {
            script("bin/" + program, "");
        }
        jdk("jdk-17", "17.0.15");
    }

    @Test
    void jdk25_besideTheDefaultJdk_runsTheTestsOfTheLibrariesAgain() throws Exception {
        jdk("another", "21.0.2");
        jdk("newest", "25.0.1");
        jdk("long-ago", "250");

        assertThat(run(Map.of("JAVA_HOME", home("jdk-17")))).isZero();

        assertThat(Files.readAllLines(calls))
                .containsExactly(
                        "mvn -B verify on " + home("jdk-17"),
                        "craton quickstart on " + home("jdk-17"),
                        AGAIN + home("newest"));
    }

    @Test
    void defaultJdk_isTheOneOfThePathWithoutAJavaHome() throws Exception {
        jdk("newest", "25");
        Files.createSymbolicLink(
                directory.resolve("bin/java"), Path.of(home("jdk-17"), "bin/java"));

        assertThat(run(Map.of())).isZero();

        assertThat(Files.readAllLines(calls)).last().isEqualTo(AGAIN + home("newest"));
    }

    @Test
    void noJdk25_saysWhere() throws Exception {
        assertThat(run(Map.of("JAVA_HOME", home("jdk-17")))).isZero();

        assertThat(Files.readAllLines(calls)).hasSize(2);
        assertThat(output)
                .content()
                .contains("ci: not run on JDK 25: there is none in " + directory.resolve("jdks"));
    }

    @Test
    void jdk25_asTheDefault_runsNothingTwice() throws Exception {
        jdk("newest", "25.0.1");

        assertThat(run(Map.of("JAVA_HOME", home("newest")))).isZero();

        assertThat(Files.readAllLines(calls)).hasSize(2);
        assertThat(output).content().contains("ci: all of this ran on JDK 25");
    }

    @Test
    void failure_isTheEnd() throws Exception {
        jdk("newest", "25.0.1");
        script("bin/mvn", record("mvn") + "exit 3\n");

        assertThat(run(Map.of("JAVA_HOME", home("jdk-17")))).isEqualTo(3);

        assertThat(Files.readAllLines(calls)).hasSize(1);
    }

    /** The file for a hosted service says nothing of its own. */
    @Test
    void workflow_runsThisAndNothingElse() {
        String workflow = Page.of(".github/workflows/build.yml").text();

        assertThat(workflow.lines().filter(line -> line.matches("[ -]*run:.*")))
                .containsExactly("      - run: .ci/run");
        assertThat(workflow).contains("jdk: [17, 21, 25]");
    }

    private int run(Map<String, String> environment) throws Exception {
        ProcessBuilder check = new ProcessBuilder(directory.resolve("tree/.ci/run").toString());
        check.environment().remove("JAVA_HOME");
        check.environment().putAll(environment);
        check.environment().put("PATH", directory.resolve("bin") + ":/usr/bin:/bin");
        check.redirectErrorStream(true).redirectOutput(output.toFile());
        Process process = check.start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return process.exitValue();
    }

    private String record(String name) {
        return "#!/bin/sh\necho \"" + name + " $* on $JAVA_HOME\" >>'" + calls + "'\n";
    }

    private String home(String jdk) {
        return directory.resolve("jdks").resolve(jdk).toString();
    }

    private void jdk(String name, String version) throws IOException {
        script("jdks/" + name + "/bin/java", "");
        script("jdks/" + name + "/bin/javac", "");
        Files.writeString(
                Path.of(home(name), "release"),
                "IMPLEMENTOR=\"Somebody\"\nJAVA_VERSION=\"" + version + "\"\n");
    }

    private void script(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }
}

package io.craton.hsm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Runs the shell blocks of a page, in their order and in one directory, with a copy of the real
 * jar.
 */
final class PageExamples {
    private static final Pattern BLOCK =
            Pattern.compile("^```sh\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);

    private final Cli cli;

    /**
     * @param cli where they run
     * @param installed where the program goes, under the name that the pages use
     */
    PageExamples(Cli cli, Path installed) throws IOException {
        this.cli = cli;
        cli.environment(
                "PATH",
                launcher(installed) + File.pathSeparator + javaTools() + System.getenv("PATH"));
    }

    static List<String> blocks(String page) {
        return BLOCK.matcher(page)
                .results()
                .map(MatchResult::group)
                .map(PageExamples::inner)
                .toList();
    }

    private static String inner(String block) {
        return block.substring("```sh\n".length(), block.length() - "```".length());
    }

    /** Runs one; it prints no secret. */
    void run(String block, String... secrets) {
        // a reader goes on in the same shell: each leaves it where it was
        String script = "umask 077\nhere=$PWD\n" + block + "[ \"$PWD\" = \"$here\" ]\n";
        Cli.Result result =
                cli.process(List.of("bash", "-euo", "pipefail", "-c", script), new byte[0]);
        assertThat(result.code()).as("%s%n%s%n%s", block, result.text(), result.err()).isZero();
        assertThat(result.text() + result.err()).as(block).doesNotContain(secrets);
    }

    private static Path launcher(Path directory) throws IOException {
        Path installed = Files.createDirectories(directory);
        Path jar = Files.copy(Cli.JAR, installed.resolve("craton-hsm.jar"));
        Path script = installed.resolve("craton-hsm");
        Files.writeString(
                script,
                "#!/bin/sh\nexec java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -jar '"
                        + jar
                        + "' \"$@\"\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        return installed;
    }

    private static String javaTools() {
        return Path.of(System.getProperty("java.home"), "bin") + File.pathSeparator;
    }
}

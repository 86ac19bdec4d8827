package io.craton.hsm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs all examples of {@code docs/cli.md}, in their order, with a copy of the real jar. */
class CommandPageIT {
    private static final Pattern BLOCK =
            Pattern.compile("^```sh\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);

    @TempDir Path directory;

    @Test
    @Tag("S0-14")
    @Tag("S0-15")
    @Tag("S0-31")
    @Tag("S0-33")
    @Tag("S0-39")
    @Tag("S0-41")
    @Tag("S1-10")
    @Tag("S1-24")
    @Tag("S1-32")
    @Tag("S1-33")
    @Tag("S2-36")
    @Tag("S2-37")
    @Tag("S2-38")
    @Tag("S4-32")
    void examples_allSucceed() throws IOException {
        Cli cli = Cli.in(directory.resolve("work"));
        cli.environment(
                "PATH", launcher() + File.pathSeparator + javaTools() + System.getenv("PATH"));

        List<String> blocks = blocks();
        assertThat(blocks).hasSizeGreaterThan(40);
        for (String block : blocks) {
            // a reader goes on in the same shell: each leaves it where it was
            String script = "umask 077\nhere=$PWD\n" + block + "[ \"$PWD\" = \"$here\" ]\n";
            Cli.Result result =
                    cli.process(List.of("bash", "-euo", "pipefail", "-c", script), new byte[0]);
            assertThat(result.code()).as("%s%n%s%n%s", block, result.text(), result.err()).isZero();
            assertThat(result.text() + result.err())
                    .as(block)
                    .doesNotContain("so-pin-48151623", "user-pin-42108", "user-pin-73915");
        }
    }

    private static List<String> blocks() throws IOException {
        Matcher matcher = BLOCK.matcher(CommandPageTest.PAGE.text());
        List<String> blocks = new ArrayList<>();
        while (matcher.find()) {
            blocks.add(matcher.group(1));
        }
        return blocks;
    }

    /** A directory with the program under the name that the page uses. */
    private Path launcher() throws IOException {
        Path installed = Files.createDirectories(directory.resolve("installed"));
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

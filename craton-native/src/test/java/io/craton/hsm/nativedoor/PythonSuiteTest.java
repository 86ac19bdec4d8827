package io.craton.hsm.nativedoor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The tests of python-pkcs11, from its source archive. */
@Tag("ecosystem")
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PythonSuiteTest {
    private static final Pattern FAILURE = Pattern.compile("(?m)^(?:FAILED|ERROR) tests/(\\S+)");

    @TempDir Path directory;

    @Test
    void everything() throws Exception {
        Programs.require("python3");
        Path suite = NativeLibrary.MODULE.resolve("target/foreign/python-pkcs11");
        if (!Files.isDirectory(suite.resolve("python_pkcs11-0.10.1"))) {
            Files.createDirectories(suite);
            Programs.requireRight(
                    suite, command("fetch"), "python-pkcs11 and its tests cannot be had here");
        }
        Path library = NativeLibrary.build();
        try (NativeDaemon daemon = new NativeDaemon(directory, NativeDaemon.OLD_PERMITTED)) {
            daemon.initToken("native");
            List<String> command =
                    command(
                            "run",
                            library.toString(),
                            "native",
                            new String(NativeDaemon.USER_PIN),
                            new String(NativeDaemon.SO_PIN));
            String said = Programs.runWell(suite, daemon.environment(), command);
            ForeignSuite.of("python-pkcs11").is(outcome(said));
        }
    }

    private static List<String> command(String... arguments) {
        Path script = NativeLibrary.MODULE.resolve("src/test/programs/python_suite.sh");
        List<String> command = new ArrayList<>(List.of("sh", script.toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    private static ForeignSuite.Outcome outcome(String said) {
        Set<String> failed = new TreeSet<>();
        FAILURE.matcher(said).results().forEach(result -> failed.add(result.group(1)));
        return new ForeignSuite.Outcome(count(said, "passed"), count(said, "skipped"), failed);
    }

    private static int count(String said, String what) {
        Matcher matcher = Pattern.compile("(\\d+) " + what).matcher(said);
        assertThat(matcher.find()).as("how many %s: %s", what, said).isTrue();
        return Integer.parseInt(matcher.group(1));
    }
}

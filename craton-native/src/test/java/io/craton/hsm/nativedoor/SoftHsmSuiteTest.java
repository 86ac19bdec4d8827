package io.craton.hsm.nativedoor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** SoftHSM's own tests, made to load the library. */
@Tag("ecosystem")
@Timeout(value = 15, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SoftHsmSuiteTest {
    private static final Pattern FAILURE = Pattern.compile("\\d+\\) test: (.*) \\([FE]\\)");
    private static final Pattern COUNT = Pattern.compile("(?:Run:\\s+|OK \\()(\\d+)");

    @TempDir Path directory;

    @Test
    void everything() throws Exception {
        ForeignSuite.of("softhsm").is(run("p11test"));
    }

    /** The suite's own switch leaves out MD5 and single DES, behind which other checks stand. */
    @Test
    void withoutOldMechanisms() throws Exception {
        ForeignSuite.of("softhsm-fips").is(run("p11test-fips", "-DWITH_FIPS"));
    }

    private ForeignSuite.Outcome run(String name, String... flags) throws Exception {
        Programs.require("g++");
        Programs.requireFile("/usr/include/cppunit/TestCase.h", "libcppunit-dev");
        Path sources = Programs.source("softhsm2").resolve("src/lib");
        Path library = NativeLibrary.build();
        Path program = NativeLibrary.MODULE.resolve("target/foreign").resolve(name);
        String build =
                NativeLibrary.MODULE.resolve("src/test/programs/softhsm/build.sh").toString();
        List<String> command = new ArrayList<>(List.of("sh", build, library.toString()));
        command.addAll(List.of(sources.toString(), program.toString()));
        command.addAll(List.of(flags));
        Programs.runWell(directory, Map.of(), command);
        Path store = Files.createDirectory(directory.resolve(name));
        try (NativeDaemon daemon = new NativeDaemon(store, NativeDaemon.OLD_PERMITTED)) {
            return run(daemon, program, classes(sources.resolve("test")));
        }
    }

    /**
     * Each class of tests in a program of its own: a forked child goes on with those that are left.
     */
    private ForeignSuite.Outcome run(NativeDaemon daemon, Path program, List<String> classes)
            throws Exception {
        int tests = 0;
        Set<String> failed = new TreeSet<>();
        for (String name : classes) {
            // A forked child writes its own results, and may end later: 'cat' waits for both.
            List<String> command = List.of("sh", "-c", program + " " + name + " 2>&1 | cat");
            String said = Programs.runWell(directory, daemon.environment(), command);
            Matcher count = COUNT.matcher(said);
            assertThat(count.find())
                    .as("%s said how many tests there are: %s", name, said)
                    .isTrue();
            tests += Integer.parseInt(count.group(1));
            FAILURE.matcher(said).results().forEach(result -> failed.add(result.group(1)));
        }
        return new ForeignSuite.Outcome(tests - failed.size(), 0, failed);
    }

    private static List<String> classes(Path directory) throws Exception {
        try (var files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith("Tests.h"))
                    .map(file -> file.replace(".h", ""))
                    .sorted()
                    .toList();
        }
    }
}

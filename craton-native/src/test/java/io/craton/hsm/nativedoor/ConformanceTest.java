package io.craton.hsm.nativedoor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A program in C that calls every function of the library, against a daemon of its own. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConformanceTest {
    @TempDir Path directory;

    /** With 100 forked children, and the library loaded twice. */
    @Test
    @Tag("S3-25")
    @Tag("S4-33")
    void everyFunction_doesWhatTheStandardSays() throws Exception {
        Path library = NativeLibrary.build();
        Path program = NativeLibrary.program("conformance", "");
        try (NativeDaemon daemon = new NativeDaemon(directory)) {
            daemon.initToken("native");
            String said = run(daemon, library, List.of(program.toString()), "100");
            assertThat(said).contains("0 failures");
        }
    }

    /** The sanitizers are linked into the program, which loads the library built with them. */
    @Test
    void sanitizers_findNothing() throws Exception {
        String flags = "-O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all";
        Path library = NativeLibrary.build("sanitized", flags);
        Path program = NativeLibrary.program("conformance", "-fsanitize=address,undefined");
        try (NativeDaemon daemon = new NativeDaemon(directory)) {
            daemon.initToken("native");
            String said = run(daemon, library, List.of(program.toString()), "5");
            assertThat(said).contains("0 failures");
        }
    }

    @Test
    void valgrind_findsNothing() throws Exception {
        Programs.require("valgrind");
        Path library = NativeLibrary.build();
        Path program = NativeLibrary.program("conformance", "");
        String leaks = "--errors-for-leak-kinds=definite";
        List<String> command =
                List.of(
                        "valgrind",
                        "-q",
                        "--error-exitcode=9",
                        "--leak-check=full",
                        leaks,
                        program.toString());
        try (NativeDaemon daemon = new NativeDaemon(directory)) {
            daemon.initToken("native");
            assertThat(run(daemon, library, command, "2")).contains("0 failures");
        }
    }

    private String run(NativeDaemon daemon, Path library, List<String> command, String forks)
            throws Exception {
        Path copy = Files.copy(library, directory.resolve("copy.so"));
        List<String> whole = new ArrayList<>(command);
        whole.addAll(List.of(library.toString(), new String(NativeDaemon.USER_PIN), forks));
        whole.add(copy.toString());
        return Programs.runWell(directory, daemon.environment(), whole);
    }
}

package io.craton.hsm.nativedoor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A program in C that calls every function of the library, against a daemon of its own. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConformanceTest {
    @TempDir Path directory;

    @Test
    void everyFunction_doesWhatTheStandardSays() throws Exception {
        Path library = NativeLibrary.build();
        Path program = NativeLibrary.program("conformance", "");
        try (NativeDaemon daemon = new NativeDaemon(directory)) {
            daemon.initToken("native");
            String said = run(daemon, List.of(program.toString(), library.toString()), "100");
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
            String said = run(daemon, List.of(program.toString(), library.toString()), "5");
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
                        program.toString(),
                        library.toString());
        try (NativeDaemon daemon = new NativeDaemon(directory)) {
            daemon.initToken("native");
            assertThat(run(daemon, command, "2")).contains("0 failures");
        }
    }

    private String run(NativeDaemon daemon, List<String> command, String forks) throws Exception {
        Map<String, String> environment = new HashMap<>(daemon.environment());
        List<String> whole = new ArrayList<>(command);
        whole.add(new String(NativeDaemon.USER_PIN));
        whole.add(forks);
        return Programs.runWell(directory, environment, whole);
    }
}

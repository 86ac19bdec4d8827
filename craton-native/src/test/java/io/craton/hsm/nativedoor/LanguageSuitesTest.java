package io.craton.hsm.nativedoor;

import static java.util.stream.Collectors.toSet;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The tests of libraries through which other languages use PKCS#11, from their sources. */
@Tag("ecosystem")
@Timeout(value = 20, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LanguageSuitesTest {
    @TempDir Path directory;

    @Test
    void rust_cryptoki() throws Exception {
        Programs.require("cargo");
        Path suite = fetched("cryptoki");
        try (NativeDaemon daemon = new NativeDaemon(directory, NativeDaemon.OLD_PERMITTED)) {
            run("cryptoki", suite, daemon, List.of());
        }
    }

    @Test
    void go_crypto11() throws Exception {
        Programs.require("go");
        Path suite = fetched("crypto11");
        try (NativeDaemon daemon = new NativeDaemon(directory, NativeDaemon.OLD_PERMITTED)) {
            daemon.initToken("native");
            run("crypto11", suite, daemon, List.of("native", new String(NativeDaemon.USER_PIN)));
        }
    }

    private static Path fetched(String name) throws Exception {
        Path suite = NativeLibrary.MODULE.resolve("target/foreign").resolve(name);
        if (!Files.isDirectory(suite.resolve(name))) {
            Files.createDirectories(suite);
            List<String> command = List.of("sh", script(name), "fetch");
            Programs.requireRight(suite, command, name + " and its tests cannot be had here");
        }
        return suite;
    }

    private static String script(String name) {
        String file = "src/test/programs/" + name + "_suite.sh";
        return NativeLibrary.MODULE.resolve(file).toString();
    }

    private static void run(String name, Path suite, NativeDaemon daemon, List<String> more)
            throws Exception {
        String library = NativeLibrary.build().toString();
        List<String> command = new ArrayList<>(List.of("sh", script(name), "run", library));
        command.addAll(more);
        String said = Programs.runWell(suite, daemon.environment(), command);
        int passed = of("passed", said).size();
        int skipped = of("skipped", said).size();
        ForeignSuite.of(name).is(new ForeignSuite.Outcome(passed, skipped, of("failed", said)));
    }

    private static Set<String> of(String verdict, String said) {
        String start = verdict + " ";
        return said.lines()
                .filter(line -> line.startsWith(start))
                .map(line -> line.substring(start.length()))
                .collect(toSet());
    }
}

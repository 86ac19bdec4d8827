package io.craton.hsm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.cli.Cli.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a command through a daemon loads: no self-test, no engine, no store and no log, which is
 * what most of the time of a command in its own process goes into.
 */
class LeanClientIT {
    private static final Pattern LOADED = Pattern.compile("\\] ([\\w.$]+) source: ");

    /** The service that says that it does not serve a configuration with a daemon. */
    private static final Set<String> ALLOWED = Set.of("io.craton.hsm.core.CoreHsmProvider");

    @TempDir Path directory;

    private Cli cli;

    @BeforeEach
    void token() throws IOException {
        cli = Cli.in(directory, CliDaemon.CONFIGURATION).initialise("Lean");
        Files.writeString(cli.path("text"), "some text");
        Files.writeString(cli.path("known"), "00112233445566778899aabbccddeeff");
        cli.asUser("key", "generate", "--type", "ec:p256", "--label", "k").done();
    }

    private Set<String> loaded(String... arguments) throws IOException {
        Path log = cli.path("classes.log");
        List<String> command = new ArrayList<>(Cli.command(arguments));
        command.add(1, "-Xlog:class+load:file=" + log);
        Result result = cli.process(command, (Cli.USER_PIN + "\n").getBytes()).done();
        assertThat(result.err()).isEmpty();
        try (Stream<String> lines = Files.lines(log)) {
            return lines.map(LOADED::matcher)
                    .filter(java.util.regex.Matcher::find)
                    .map(found -> found.group(1))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static List<String> of(Set<String> loaded, String... packages) {
        return loaded.stream()
                .filter(name -> Stream.of(packages).anyMatch(name::startsWith))
                .filter(name -> !ALLOWED.contains(name))
                .toList();
    }

    @Test
    void command_loadsNoEngineStoreAndLog() throws IOException {
        String[][] commands = {
            {"token", "info"},
            {"status"},
            {"random"},
            {"key", "list", "--pin-stdin"},
            {"key", "generate", "--type", "aes:256", "--label", "new", "--pin-stdin"},
            {"key", "import", "--input", "known", "--type", "aes:128", "--pin-stdin"},
            {"sign", "--key", "k", "--input", "text", "--output", "text.sig", "--pin-stdin"},
        };
        try (CliDaemon daemon = CliDaemon.start(cli)) {
            for (String[] command : commands) {
                Set<String> loaded = loaded(command);
                assertThat(loaded).contains("io.craton.hsm.client.RemoteModule");
                assertThat(
                                of(
                                        loaded,
                                        "io.craton.hsm.core.",
                                        "io.craton.hsm.engine.",
                                        "io.craton.hsm.store.",
                                        "io.craton.hsm.audit.",
                                        "org.bouncycastle.",
                                        "org.mapdb.",
                                        "ch.qos.logback."))
                        .as("%s through %s", String.join(" ", command), daemon.target())
                        .isEmpty();
            }
        }
        // The test can see the difference.
        Set<String> direct = loaded("token", "info");
        assertThat(of(direct, "io.craton.hsm.store.")).isNotEmpty();
        assertThat(of(direct, "org.bouncycastle.")).isNotEmpty();
    }
}

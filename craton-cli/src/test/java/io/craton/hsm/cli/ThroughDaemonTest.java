package io.craton.hsm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.cli.Script.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same commands as {@link ScriptsTest}, while a daemon in another process has the store: they
 * print the same and end with the same exit codes, but for what {@code through-daemon.txt} has,
 * with the reason of each.
 */
class ThroughDaemonTest {
    private static final Path DIFFERENCES =
            ScriptsTest.SCRIPTS.resolveSibling("through-daemon.txt");

    @TempDir Path directory;

    /**
     * What a command prints through a daemon, and why it is not the same.
     *
     * @param reasons lines of the file
     */
    private record Difference(List<String> reasons, Step step) {}

    static List<String> scripts() throws IOException {
        return ScriptsTest.scripts();
    }

    @ParameterizedTest
    @MethodSource("scripts")
    @Tag("B9")
    void script_printsTheSame_butForTheDifferencesThatHaveAReason(String name) throws IOException {
        Script direct = Script.read(ScriptsTest.SCRIPTS.resolve(name));
        Map<Integer, Difference> differences = differences(name, direct);
        List<Step> steps = new ArrayList<>();
        for (Step step : direct.steps()) {
            Difference found = differences.get(step.line());
            steps.add(found == null ? step : found.step());
        }
        Cli cli = Cli.in(directory, CliDaemon.CONFIGURATION);
        Map<String, String> files = new LinkedHashMap<>(direct.files());
        files.computeIfPresent(
                "craton_hsm.toml", (file, content) -> content + CliDaemon.CONFIGURATION);
        ScriptRunner runner = new ScriptRunner(cli);
        runner.write(files);
        try (CliDaemon daemon = CliDaemon.start(cli)) {
            runner.run(new Script(steps, Map.of()));
            assertThat(cli.run("--json", "status").done().json().get("daemon").asText())
                    .isEqualTo(daemon.target());
        }
    }

    /**
     * The entries for a script, by the line of the command. {@code == token.txt: COMMAND} names it;
     * {@code == token.txt 2: COMMAND} the second such line.
     */
    private static Map<Integer, Difference> differences(String name, Script script)
            throws IOException {
        Map<Integer, Difference> found = new LinkedHashMap<>();
        for (String entry : entries()) {
            List<String> lines = entry.lines().toList();
            String[] head = lines.get(0).split(": ", 2);
            String[] where = head[0].split(" ");
            if (where[0].equals(name)) {
                int which = where.length == 1 ? 1 : Integer.parseInt(where[1]);
                Step direct = step(script, head[1], which);
                assertThat(found).doesNotContainKey(direct.line());
                found.put(direct.line(), difference(direct, lines.subList(1, lines.size())));
            }
        }
        return found;
    }

    private static Difference difference(Step direct, List<String> lines) {
        List<String> reasons = lines.stream().filter(line -> line.startsWith("# ")).toList();
        assertThat(reasons).as("the reason for %s", direct.command()).isNotEmpty();
        List<String> printed = lines.subList(reasons.size(), lines.size());
        List<String> all = new ArrayList<>(List.of("$ " + direct.command()));
        all.addAll(printed);
        Step read = Script.parse(all).steps().get(0);
        Step step =
                new Step(direct.line(), direct.command(), read.out(), read.err(), read.exitCode());
        assertThat(step).as("no difference: %s", direct.command()).isNotEqualTo(direct);
        return new Difference(reasons, step);
    }

    private static Step step(Script script, String command, int which) {
        List<Step> those =
                script.steps().stream().filter(step -> step.command().equals(command)).toList();
        assertThat(those).as(command).hasSizeGreaterThanOrEqualTo(which);
        return those.get(which - 1);
    }

    private static List<String> entries() throws IOException {
        String text = Files.readString(DIFFERENCES);
        return Stream.of(text.split("(?m)^== ")).skip(1).toList();
    }

    @Test
    void differences_areOfScriptsThatThereAre() throws IOException {
        for (String entry : entries()) {
            assertThat(scripts()).contains(entry.split("[ :]", 2)[0]);
        }
    }

    /** A command that no script has would not be walked. */
    @Test
    void everyCommand_isInAScript_orNeedsNoModule() throws IOException {
        Set<String> missing = new TreeSet<>(CommandSections.all().keySet());
        for (String name : scripts()) {
            for (Step step : Script.read(ScriptsTest.SCRIPTS.resolve(name)).steps()) {
                missing.removeIf(command -> step.command().contains("craton-hsm " + command + " "));
                missing.removeIf(command -> step.command().endsWith("craton-hsm " + command));
            }
        }
        assertThat(missing)
                .as("'quickstart' has a token of its own; 'integrity archive' is about jars")
                .containsExactly("integrity archive", "quickstart");
    }
}

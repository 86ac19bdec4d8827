package io.craton.hsm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.cli.Cli.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine;

/**
 * Runs a {@link Script} in a directory of its own. {@code craton-hsm} is run as {@link Cli} runs
 * it, with {@code NAME=VALUE} before it, for this command alone, and {@code <} or {@code >} behind
 * it; every other command by the shell of the machine.
 */
final class ScriptRunner {
    private static final Pattern WORD = Pattern.compile("(?:[^\\s'\"]|'[^']*'|\"[^\"]*\")+");
    private static final Pattern ASSIGNMENT = Pattern.compile("([A-Z_]+)=(.*)");
    private static final Pattern VARIABLE = Pattern.compile("\\$([a-zA-Z]\\w*)");
    private static final String PROGRAM = "craton-hsm";

    private final Cli cli;
    private final Set<String> fileOptions = new HashSet<>();
    private final Map<String, String> variables = new TreeMap<>();

    ScriptRunner(Cli cli) {
        this.cli = cli;
        addFileOptions(RootCommand.commandLine(new TestIo().io()));
    }

    /** A process would find files in its directory; this one is elsewhere, and is told where. */
    private void addFileOptions(CommandLine command) {
        command.getCommandSpec().options().stream()
                .filter(option -> Set.of("FILE", "DIR").contains(option.paramLabel()))
                .forEach(option -> fileOptions.addAll(List.of(option.names())));
        command.getSubcommands().values().forEach(this::addFileOptions);
    }

    void run(Script script) throws IOException {
        write(script.files());
        List<String> differences = new ArrayList<>();
        for (Script.Step step : script.steps()) {
            difference(step).ifPresent(differences::add);
        }
        assertThat(String.join("\n", differences)).isEmpty();
    }

    /** Puts files into the directory. */
    void write(Map<String, String> files) throws IOException {
        for (Map.Entry<String, String> file : files.entrySet()) {
            Files.writeString(cli.path(file.getKey()), file.getValue());
        }
    }

    private Optional<String> difference(Script.Step step) throws IOException {
        Result result = result(step.command());
        String out = plain(result.text());
        String err = plain(result.err());
        boolean matches =
                new ExpectedText(step.out(), variables).matches(out, variables)
                        && new ExpectedText(step.err(), variables).matches(err, variables)
                        && result.code() == step.exitCode();
        String said = "line %d: $ %s printed%n%s";
        return matches
                ? Optional.empty()
                : Optional.of(said.formatted(step.line(), step.command(), transcript(result)));
    }

    /** What would have to stand in the script. */
    private String transcript(Result result) {
        StringBuilder text = new StringBuilder(plain(result.text()));
        plain(result.err()).lines().forEach(line -> text.append("! ").append(line).append('\n'));
        return result.code() == 0 ? text.toString() : text + "[" + result.code() + "]\n";
    }

    /** Names of files as a process prints them that was given them without a directory. */
    private String plain(String text) {
        return text.replace(cli.directory() + "/", "");
    }

    private Result result(String command) throws IOException {
        List<String> words = words(command);
        int program = 0;
        while (ASSIGNMENT.matcher(words.get(program)).matches()) {
            program++;
        }
        if (!words.get(program).equals(PROGRAM)) {
            return cli.process(List.of("sh", "-c", filled(command)), new byte[0]);
        }
        List<String[]> assignments =
                words.subList(0, program).stream().map(word -> word.split("=", 2)).toList();
        assignments.forEach(each -> cli.environment(each[0], each[1]));
        try {
            return program(words.subList(program + 1, words.size()));
        } finally {
            assignments.forEach(each -> cli.withoutEnvironment(each[0]));
        }
    }

    private Result program(List<String> words) throws IOException {
        List<String> arguments = new ArrayList<>();
        String stdin = "";
        Path target = null;
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (word.equals("<")) {
                stdin = Files.readString(cli.path(words.get(++i)));
            } else if (word.equals(">")) {
                target = cli.path(words.get(++i));
            } else {
                arguments.add(fileOptions.contains(before(words, i)) ? file(word) : word);
            }
        }
        Result result = cli.runWith(stdin, arguments.toArray(String[]::new));
        if (target == null) {
            return result;
        }
        Files.write(target, result.out());
        return new Result(result.code(), new byte[0], result.err());
    }

    private static String before(List<String> words, int i) {
        return i == 0 ? "" : words.get(i - 1);
    }

    private String file(String word) {
        boolean isNone = word.equals("-") || word.matches("\\d+");
        return isNone ? word : cli.path(word).toString();
    }

    private List<String> words(String command) {
        Stream<String> words = WORD.matcher(command).results().map(MatchResult::group);
        return words.map(word -> filled(word.replaceAll("['\"]", ""))).toList();
    }

    private String filled(String text) {
        return VARIABLE.matcher(text)
                .replaceAll(
                        found ->
                                Matcher.quoteReplacement(
                                        variables.getOrDefault(found.group(1), found.group())));
    }
}

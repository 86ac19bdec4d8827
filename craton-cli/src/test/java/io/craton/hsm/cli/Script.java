package io.craton.hsm.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Commands as somebody would type them, with what they print and the files that they start from.
 *
 * <pre>
 * # What it shows.
 * $ craton-hsm token init --label Orders --pin-file so-pin
 * Token initialized successfully.
 * ...
 * ! Warning: what is on standard error
 * [3]
 *
 * -- so-pin --
 * 73915-so
 * </pre>
 *
 * A line that begins with {@code $} is a command; a backslash at its end continues it. What follows
 * is all that it prints: standard output as it is, standard error behind {@code !}, and the exit
 * code in brackets if it is not 0. {@code ...} is anything in a line, and alone in a line any
 * number of lines; {@code <<EXPRESSION>>} is what a regular expression matches, and {@code
 * <<name=EXPRESSION>>} keeps it for {@code $name} in what follows. Lines that begin with {@code #}
 * are for the reader.
 *
 * @param steps the commands, in order
 * @param files the files that are there before, by name
 */
record Script(List<Step> steps, Map<String, String> files) {
    private static final Pattern FILE = Pattern.compile("-- (\\S+) --");
    private static final Pattern EXIT = Pattern.compile("\\[(\\d+)]");

    /**
     * A command and what it has to print.
     *
     * @param line where it stands in the script, from 1
     * @param out lines of standard output
     * @param err lines of standard error
     */
    record Step(int line, String command, List<String> out, List<String> err, int exitCode) {
        private static Step of(int line, String command, List<String> printed) {
            List<String> out = new ArrayList<>();
            List<String> err = new ArrayList<>();
            int exitCode = 0;
            for (String text : printed) {
                Matcher exit = EXIT.matcher(text);
                if (exit.matches()) {
                    exitCode = Integer.parseInt(exit.group(1));
                } else if (text.startsWith("! ")) {
                    err.add(text.substring(2));
                } else {
                    out.add(text);
                }
            }
            return new Step(line, command, trimmed(out), err, exitCode);
        }

        /** Blank lines before the next command are for the eye. */
        private static List<String> trimmed(List<String> lines) {
            int end = lines.size();
            while (end > 0 && lines.get(end - 1).isBlank()) {
                end--;
            }
            return List.copyOf(lines.subList(0, end));
        }
    }

    static Script read(Path file) throws IOException {
        return parse(Files.readAllLines(file));
    }

    static Script parse(List<String> lines) {
        List<Step> steps = new ArrayList<>();
        Map<String, String> files = new LinkedHashMap<>();
        int at = 0;
        while (at < lines.size()) {
            String line = lines.get(at);
            Matcher file = FILE.matcher(line);
            if (file.matches()) {
                int end = endOfFile(lines, at + 1);
                String content = String.join("\n", lines.subList(at + 1, end));
                files.put(file.group(1), content.isEmpty() ? "" : content + "\n");
                at = end;
            } else if (line.startsWith("$ ")) {
                int first = endOfCommand(lines, at);
                int end = endOfOutput(lines, first);
                String command = String.join(" ", lines.subList(at, first)).substring(2);
                List<String> printed = lines.subList(first, end);
                steps.add(Step.of(at + 1, command.replace("\\ ", ""), printed));
                at = end;
            } else if (line.isBlank() || line.startsWith("#")) {
                at++;
            } else {
                throw new IllegalArgumentException("line " + (at + 1) + ": no command prints this");
            }
        }
        return new Script(List.copyOf(steps), files);
    }

    private static int endOfCommand(List<String> lines, int start) {
        int end = start;
        while (lines.get(end).endsWith("\\")) {
            end++;
        }
        return end + 1;
    }

    private static int endOfOutput(List<String> lines, int start) {
        int end = start;
        while (end < lines.size() && !endsOutput(lines.get(end))) {
            end++;
        }
        return end;
    }

    private static boolean endsOutput(String line) {
        return line.startsWith("$ ") || line.startsWith("#") || FILE.matcher(line).matches();
    }

    private static int endOfFile(List<String> lines, int start) {
        int end = start;
        while (end < lines.size() && !FILE.matcher(lines.get(end)).matches()) {
            end++;
        }
        return end;
    }
}

package io.craton.hsm.cli;

import io.craton.hsm.cli.error.CliException;
import java.util.ArrayList;
import java.util.List;

/**
 * The words of a line, quoted as in {@code sh}: by quotes, or by a backslash before a character.
 */
final class Words {
    private final String line;
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean begun;
    private int at;

    private Words(String line) {
        this.line = line;
    }

    /**
     * The words of a line; none of a remark.
     *
     * @throws CliException if a quote has no end
     */
    static List<String> of(String line) {
        Words words = new Words(line);
        words.split();
        return words.words;
    }

    private void split() {
        while (at < line.length()) {
            char c = line.charAt(at++);
            if (c == '#' && !begun) {
                return;
            }
            if (c == ' ' || c == '\t') {
                end();
            } else {
                add(c);
            }
        }
        end();
    }

    private void add(char c) {
        begun = true;
        switch (c) {
            case '\'' -> single();
            case '"' -> quoted();
            case '\\' -> word.append(escaped());
            default -> word.append(c);
        }
    }

    private void end() {
        if (begun) {
            words.add(word.toString());
            word.setLength(0);
            begun = false;
        }
    }

    private void single() {
        int close = line.indexOf('\'', at);
        if (close < 0) {
            throw open();
        }
        word.append(line, at, close);
        at = close + 1;
    }

    private void quoted() {
        while (at < line.length()) {
            char c = line.charAt(at++);
            if (c == '"') {
                return;
            }
            boolean escapes =
                    c == '\\' && at < line.length() && "\"\\".indexOf(line.charAt(at)) >= 0;
            word.append(escapes ? escaped() : c);
        }
        throw open();
    }

    private char escaped() {
        if (at == line.length()) {
            throw CliException.usage("a line ends with a backslash; each command is one line");
        }
        return line.charAt(at++);
    }

    private static CliException open() {
        return CliException.usage("a line has a quote without its end");
    }
}

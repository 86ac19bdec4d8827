package io.craton.hsm.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a step of a {@link Script} has to print, with its patterns. */
final class ExpectedText {
    private static final String ANYTHING = "...";
    private static final Pattern SPECIAL =
            Pattern.compile("\\.\\.\\.|<<(?:([a-zA-Z]\\w*)=)?(.+?)>>|\\$([a-zA-Z]\\w*)");

    private final Pattern pattern;
    private final List<String> names = new ArrayList<>();

    /**
     * @param known values of variables that were kept before
     */
    ExpectedText(List<String> lines, Map<String, String> known) {
        StringBuilder expression = new StringBuilder();
        for (String line : lines) {
            expression.append(
                    line.equals(ANYTHING) ? "(?:.*\\n)*" : expression(line, known) + "\\n");
        }
        pattern = Pattern.compile(expression.toString());
    }

    private String expression(String line, Map<String, String> known) {
        Matcher special = SPECIAL.matcher(line);
        StringBuilder expression = new StringBuilder();
        int from = 0;
        while (special.find()) {
            expression.append(Pattern.quote(line.substring(from, special.start())));
            expression.append(expression(special, known));
            from = special.end();
        }
        return expression.append(Pattern.quote(line.substring(from))).toString();
    }

    private String expression(Matcher special, Map<String, String> known) {
        String variable = special.group(3);
        if (variable != null) {
            return Pattern.quote(known.getOrDefault(variable, special.group()));
        }
        if (special.group().equals(ANYTHING)) {
            return ".*";
        }
        String name = special.group(1);
        if (name == null) {
            return "(?:" + special.group(2) + ")";
        }
        names.add(name);
        return "(?<" + name + ">" + special.group(2) + ")";
    }

    /**
     * Whether a text is as expected.
     *
     * @param kept where variables go
     */
    boolean matches(String text, Map<String, String> kept) {
        Matcher found = pattern.matcher(text.isEmpty() || text.endsWith("\n") ? text : text + "\n");
        if (!found.matches()) {
            return false;
        }
        names.forEach(name -> kept.put(name, found.group(name)));
        return true;
    }
}

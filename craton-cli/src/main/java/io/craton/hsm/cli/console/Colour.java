package io.craton.hsm.cli.console;

import com.google.errorprone.annotations.Immutable;

/** Colours for a terminal, or none. */
@Immutable
public enum Colour {
    /** For what went well. */
    GREEN("32"),
    /** For what went wrong. */
    RED("31"),
    /** For what needs a look. */
    YELLOW("33"),
    /** For headings. */
    BOLD("1"),
    /** For the less important. */
    DIM("2");

    private final String code;

    Colour(String code) {
        this.code = code;
    }

    /** The text in this colour, if colours are on. */
    public String paint(boolean on, String text) {
        return on ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }

    /**
     * Whether colours are wanted: standard output is a terminal that has them, and nobody has asked
     * for none with {@code NO_COLOR}.
     *
     * @param terminal whether standard output is a terminal
     */
    public static boolean wanted(Environment environment, boolean terminal) {
        return terminal
                && environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !environment.getOrDefault("TERM", "dumb").equals("dumb");
    }
}

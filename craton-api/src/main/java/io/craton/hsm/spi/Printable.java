package io.craton.hsm.spi;

/**
 * Text from outside, made safe to look at: a label must neither command a terminal nor turn the
 * direction of what stands beside it.
 */
public final class Printable {
    private Printable() {}

    /**
     * One line of text: control and format characters, line separators, private and unassigned
     * characters and halves of surrogate pairs are written as {@code \}{@code uXXXX}, as in the
     * audit log.
     */
    public static String line(String text) {
        return escaped(text, false);
    }

    /** A JSON value: the same, but for the line feeds between its parts. */
    public static String json(String json) {
        return escaped(json, true);
    }

    private static String escaped(String text, boolean lineFeeds) {
        if (text.codePoints().allMatch(c -> isPrintable(c) || (lineFeeds && c == '\n'))) {
            return text;
        }
        StringBuilder visible = new StringBuilder(text.length() + 16);
        for (int c : text.codePoints().toArray()) {
            if (isPrintable(c) || (lineFeeds && c == '\n')) {
                visible.appendCodePoint(c);
            } else {
                escape(c, visible);
            }
        }
        return visible.toString();
    }

    private static void escape(int codePoint, StringBuilder into) {
        for (char c : Character.toChars(codePoint)) {
            into.append(String.format("\\u%04x", (int) c));
        }
    }

    /** Whether a character stays as it is. */
    public static boolean isPrintable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED ->
                    false;
            default -> true;
        };
    }
}

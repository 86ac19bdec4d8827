package io.craton.hsm.core.config;

/** Text from outside, made safe to print. */
final class Printable {
    private Printable() {}

    /** The text with every control character replaced. */
    static String of(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints().forEach(c -> safe.appendCodePoint(Character.isISOControl(c) ? '?' : c));
        return safe.toString();
    }
}

package io.craton.hsm.audit.line;

import io.craton.hsm.spi.Printable;

/**
 * Writes text inside a JSON string so that it stays inside: quotes, control and format characters,
 * line separators and lone surrogates are escaped, whatever a reader of the line does with them.
 */
public final class JsonText {
    private static final byte[] HEX = {
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
    };

    private JsonText() {}

    /**
     * Writes at most {@code maxChars} characters as UTF-8, at most six bytes for each.
     *
     * @return the index after the last byte
     */
    static int put(String text, int maxChars, byte[] into, int at) {
        int position = at;
        int end = Math.min(text.length(), maxChars);
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            if (c >= 0x20 && c < 0x7f) {
                if (c == '"' || c == '\\') {
                    into[position++] = '\\';
                }
                into[position++] = (byte) c;
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < end
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                int codePoint = Character.toCodePoint(c, text.charAt(++i));
                if (Printable.isPrintable(codePoint)) {
                    position = putCodePoint(codePoint, into, position);
                } else {
                    position = putEscape(c, into, position);
                    position = putEscape(text.charAt(i), into, position);
                }
            } else if (Printable.isPrintable(c)) {
                position = putCodePoint(c, into, position);
            } else {
                position = putEscape(c, into, position);
            }
        }
        return position;
    }

    private static int putEscape(char c, byte[] into, int at) {
        into[at] = '\\';
        into[at + 1] = 'u';
        into[at + 2] = HEX[c >> 12];
        into[at + 3] = HEX[c >> 8 & 15];
        into[at + 4] = HEX[c >> 4 & 15];
        into[at + 5] = HEX[c & 15];
        return at + 6;
    }

    private static int putCodePoint(int c, byte[] into, int at) {
        int position = at;
        if (c < 0x800) {
            into[position++] = (byte) (0xc0 | c >> 6);
        } else {
            if (c < 0x10000) {
                into[position++] = (byte) (0xe0 | c >> 12);
            } else {
                into[position++] = (byte) (0xf0 | c >> 18);
                into[position++] = (byte) (0x80 | (c >> 12 & 0x3f));
            }
            into[position++] = (byte) (0x80 | (c >> 6 & 0x3f));
        }
        into[position++] = (byte) (0x80 | (c & 0x3f));
        return position;
    }
}

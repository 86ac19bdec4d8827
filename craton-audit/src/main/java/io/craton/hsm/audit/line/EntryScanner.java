package io.craton.hsm.audit.line;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Finds the fields of a line without making objects of them: the verifier reads a million lines a
 * second. A line is one flat JSON object (RFC 8259) of strings, numbers, booleans and nulls. Not
 * safe for use by several threads.
 */
public final class EntryScanner {
    /** The length of a time in a line: {@code 2026-11-21T03:15:00.123456789Z}. */
    public static final int TIME_LENGTH = 30;

    private static final byte[] TIME_PATTERN =
            "dddd-dd-ddTdd:dd:dd.dddddddddZ".getBytes(StandardCharsets.US_ASCII);
    private static final int HASH_LENGTH = 2 * Sha256.LENGTH;

    private byte[] line = new byte[0];
    private int at;
    private int end;
    private boolean nonAscii;
    private long sequence;
    private int timeStart;
    private int hashStart;
    private boolean event;
    private boolean result;
    private boolean version;
    private int newer;

    /** Called for each field. */
    interface FieldVisitor {
        /**
         * A field.
         *
         * @param keyStart the first byte of the name, inside the quotes
         * @param keyEnd after its last byte
         * @param valueStart the first byte of the value, with the quote if it is a string
         * @param valueEnd after its last byte
         */
        void field(int keyStart, int keyEnd, int valueStart, int valueEnd);
    }

    /** The sequence number. */
    public long sequence() {
        return sequence;
    }

    /**
     * The format of the line that was scanned if it is newer than any that is read here; else 0.
     */
    public int newerFormat() {
        return newer;
    }

    /** The index of the first digit of the time. */
    public int timeStart() {
        return timeStart;
    }

    /** The index of the first digit of the previous hash. */
    public int hashStart() {
        return hashStart;
    }

    /**
     * Scans a line without its line feed.
     *
     * @return what is wrong with it, or null
     */
    public @Nullable String scan(byte[] bytes, int from, int to, @Nullable FieldVisitor visitor) {
        line = bytes;
        at = from;
        end = to;
        nonAscii = false;
        sequence = -1;
        timeStart = -1;
        hashStart = -1;
        event = false;
        result = false;
        version = false;
        newer = 0;
        boolean flat = object(visitor) && at == end;
        if (newer > 0) {
            return "it " + LogFormat.LINE.newer(newer);
        }
        if (!flat) {
            return "it is not one flat JSON object";
        }
        if (nonAscii && !utf8(from)) {
            return "it is not UTF-8";
        }
        if (sequence < 1 || timeStart < 0 || hashStart < 0 || !event || !result || !version) {
            return "format_version, seq, time, event, result or previous_hash is missing or not as it should be";
        }
        return null;
    }

    private boolean utf8(int from) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line, from, end - from));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private boolean object(@Nullable FieldVisitor visitor) {
        if (!take('{')) {
            return false;
        }
        do {
            int keyStart = at + 1;
            if (!string()) {
                return false;
            }
            int keyEnd = at - 1;
            int valueStart = at + 1;
            if (!take(':') || !value() || !known(keyStart, keyEnd - keyStart, valueStart, at)) {
                return false;
            }
            if (visitor != null) {
                visitor.field(keyStart, keyEnd, valueStart, at);
            }
        } while (take(','));
        return take('}');
    }

    private boolean take(char c) {
        if (at < end && line[at] == c) {
            at++;
            return true;
        }
        return false;
    }

    private boolean string() {
        if (!take('"')) {
            return false;
        }
        int i = at;
        while (i < end) {
            byte b = line[i++];
            if (b == '"') {
                at = i;
                return true;
            }
            if (b == '\\') {
                if (i >= end || !escape(line[i])) {
                    return false;
                }
                if (line[i] == 'u') {
                    for (int digit = i + 1; digit <= i + 4; digit++) {
                        if (digit >= end || Character.digit(line[digit], 16) < 0) {
                            return false;
                        }
                    }
                    i += 4;
                }
                i++;
            } else if (b < 0x20) {
                if (b >= 0) {
                    return false;
                }
                nonAscii = true;
            }
        }
        return false;
    }

    private static boolean escape(byte b) {
        return switch (b) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't', 'u' -> true;
            default -> false;
        };
    }

    private boolean value() {
        if (at >= end) {
            return false;
        }
        return switch (line[at]) {
            case '"' -> string();
            case 't' -> word("true");
            case 'f' -> word("false");
            case 'n' -> word("null");
            default -> integer();
        };
    }

    private boolean word(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (!take(word.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private boolean integer() {
        take('-');
        int start = at;
        while (at < end && line[at] >= '0' && line[at] <= '9') {
            at++;
        }
        return at > start && (line[start] != '0' || at == start + 1);
    }

    /**
     * Remembers the fields that the chain needs; false if one comes twice or has the wrong form.
     */
    private boolean known(int key, int length, int value, int valueEnd) {
        return switch (length) {
            case 3 -> !is(key, "seq") || (sequence < 0 && number(value, valueEnd));
            case 4 -> !is(key, "time") || (timeStart < 0 && time(value, valueEnd));
            case 5 -> !is(key, "event") || (!event && (event = line[value] == '"'));
            case 6 -> !is(key, "result") || (!result && (result = line[value] == '"'));
            case 13 -> !is(key, "previous_hash") || (hashStart < 0 && hash(value, valueEnd));
            case 14 -> !is(key, "format_version") || (!version && format(value, valueEnd));
            default -> true;
        };
    }

    private boolean is(int start, String name) {
        for (int i = 0; i < name.length(); i++) {
            if (line[start + i] != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private boolean number(int start, int stop) {
        if (stop - start > 18 || line[start] < '1' || line[start] > '9') {
            return false;
        }
        long number = 0;
        for (int i = start; i < stop; i++) {
            number = number * 10 + line[i] - '0';
        }
        sequence = number;
        return true;
    }

    private boolean format(int start, int stop) {
        if (stop - start > 4 || line[start] < '1' || line[start] > '9') {
            return false;
        }
        int number = 0;
        for (int i = start; i < stop; i++) {
            number = number * 10 + line[i] - '0';
        }
        version = number <= LogFormat.LINE.number();
        newer = version ? 0 : number;
        return version;
    }

    private boolean time(int start, int stop) {
        if (stop - start != TIME_LENGTH + 2) {
            return false;
        }
        for (int i = 0; i < TIME_LENGTH; i++) {
            byte b = line[start + 1 + i];
            byte wanted = TIME_PATTERN[i];
            if (wanted == 'd' ? b < '0' || b > '9' : b != wanted) {
                return false;
            }
        }
        timeStart = start + 1;
        return true;
    }

    private boolean hash(int start, int stop) {
        if (stop - start != HASH_LENGTH + 2) {
            return false;
        }
        for (int i = start + 1; i <= start + HASH_LENGTH; i++) {
            byte b = line[i];
            if ((b < '0' || b > '9') && (b < 'a' || b > 'f')) {
                return false;
            }
        }
        hashStart = start + 1;
        return true;
    }
}

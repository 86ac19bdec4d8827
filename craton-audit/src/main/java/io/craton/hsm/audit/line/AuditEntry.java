package io.craton.hsm.audit.line;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A line of the log, read. Immutable. */
public final class AuditEntry {
    private final byte[] line;
    private final Map<String, Object> fields;
    private final Instant time;

    private AuditEntry(byte[] line, Map<String, Object> fields, Instant time) {
        this.line = line;
        this.fields = Collections.unmodifiableMap(fields);
        this.time = time;
    }

    /**
     * Reads a line.
     *
     * @param line the bytes without line feed
     * @return empty if it is not an entry of the documented form
     */
    public static Optional<AuditEntry> parse(byte[] line) {
        Map<String, Object> fields = new LinkedHashMap<>();
        byte[] copy = line.clone();
        String problem =
                new EntryScanner()
                        .scan(
                                copy,
                                0,
                                copy.length,
                                (keyStart, keyEnd, valueStart, valueEnd) ->
                                        fields.put(
                                                unescape(text(copy, keyStart, keyEnd)),
                                                value(copy, valueStart, valueEnd)));
        if (problem != null) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new AuditEntry(copy, fields, Instant.parse((String) fields.get("time"))));
        } catch (DateTimeException e) {
            // digits in the right places that are no date
            return Optional.empty();
        }
    }

    private static String text(byte[] bytes, int start, int end) {
        return new String(bytes, start, end - start, StandardCharsets.UTF_8);
    }

    private static Object value(byte[] bytes, int start, int end) {
        return switch (bytes[start]) {
            case '"' -> unescape(text(bytes, start + 1, end - 1));
            case 't' -> true;
            case 'f' -> false;
            case 'n' -> Optional.empty();
            default -> number(text(bytes, start, end));
        };
    }

    private static Object number(String digits) {
        return digits.length() <= 18
                ? (Object) Long.valueOf(digits)
                : new java.math.BigInteger(digits);
    }

    private static String unescape(String text) {
        int escape = text.indexOf('\\');
        if (escape < 0) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length()).append(text, 0, escape);
        for (int i = escape; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                plain.append(c);
                continue;
            }
            char kind = text.charAt(++i);
            switch (kind) {
                case 'b' -> plain.append('\b');
                case 'f' -> plain.append('\f');
                case 'n' -> plain.append('\n');
                case 'r' -> plain.append('\r');
                case 't' -> plain.append('\t');
                case 'u' -> {
                    plain.append((char) Integer.parseInt(text.substring(i + 1, i + 5), 16));
                    i += 4;
                }
                default -> plain.append(kind);
            }
        }
        return plain.toString();
    }

    /**
     * The exact bytes of the line, without line feed: what the next line's hash and the Merkle tree
     * are over.
     */
    public byte[] line() {
        return line.clone();
    }

    /** The line as text. */
    public String json() {
        return new String(line, StandardCharsets.UTF_8);
    }

    /**
     * All fields in their order: {@link String}, {@link Long}, {@link java.math.BigInteger}, {@link
     * Boolean}.
     */
    public Map<String, Object> fields() {
        return fields;
    }

    /** A field as text, if it is there. */
    public Optional<String> field(String name) {
        return Optional.ofNullable(fields.get(name)).map(Object::toString);
    }

    /** The sequence number, from 1 on. */
    public long sequence() {
        return (Long) required("seq");
    }

    /** When it was written. */
    public Instant time() {
        return time;
    }

    /** The name of the event, as in {@link io.craton.hsm.spi.AuditEvent#eventName()}. */
    public String event() {
        return (String) required("event");
    }

    /** The name of the return code. */
    public String result() {
        return (String) required("result");
    }

    /** The hash of the line before. */
    public String previousHash() {
        return (String) required("previous_hash");
    }

    private Object required(String name) {
        Object value = fields.get(name);
        if (value == null) {
            throw new IllegalStateException("an entry without " + name);
        }
        return value;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AuditEntry entry && Arrays.equals(line, entry.line);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(line);
    }

    @Override
    public String toString() {
        return json();
    }
}

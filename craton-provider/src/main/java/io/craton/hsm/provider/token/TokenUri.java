package io.craton.hsm.provider.token;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A {@code pkcs11:} URI (RFC 7512), as far as it chooses a token, an object and a source of the
 * PIN. Immutable.
 */
public final class TokenUri {
    private static final String SCHEME = "pkcs11:";
    // The attributes of the path that say something about libraries and slots that have only one
    // value here.
    private static final Set<String> DESCRIPTIVE =
            Set.of(
                    "manufacturer",
                    "model",
                    "library-manufacturer",
                    "library-description",
                    "library-version",
                    "slot-manufacturer",
                    "slot-description");
    private static final Set<String> TYPES =
            Set.of("public", "private", "cert", "secret-key", "data");

    private final Map<String, byte[]> attributes;

    private TokenUri(Map<String, byte[]> attributes) {
        this.attributes = attributes;
    }

    /** Whether the text starts as such a URI does. */
    public static boolean isUri(String text) {
        return text.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }

    /**
     * Reads a URI.
     *
     * @throws HsmException {@code CKR_ARGUMENTS_BAD} with what is wrong; never with a PIN
     */
    public static TokenUri parse(String text) {
        if (!isUri(text)) {
            throw bad("it does not start with pkcs11:");
        }
        Map<String, byte[]> attributes = new LinkedHashMap<>();
        String rest = text.substring(SCHEME.length());
        int query = rest.indexOf('?');
        String path = query < 0 ? rest : rest.substring(0, query);
        read(path, ";", attributes, true);
        if (query >= 0) {
            read(rest.substring(query + 1), "&", attributes, false);
        }
        return new TokenUri(attributes);
    }

    private static void read(
            String part, String separator, Map<String, byte[]> attributes, boolean path) {
        if (part.isEmpty()) {
            return;
        }
        for (String pair : part.split(separator, -1)) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw bad("each attribute has the form name=value");
            }
            String name = pair.substring(0, equals).toLowerCase(Locale.ROOT);
            check(name, path);
            byte[] value = decode(pair.substring(equals + 1));
            if (attributes.put(name, value) != null) {
                throw bad("the attribute " + name + " stands there twice");
            }
            if (name.equals("type") && !TYPES.contains(new String(value, StandardCharsets.UTF_8))) {
                throw bad("type is one of public, private, cert, secret-key and data");
            }
        }
    }

    private static void check(String name, boolean path) {
        boolean known =
                path
                        ? Set.of("token", "serial", "slot-id", "object", "id", "type")
                                        .contains(name)
                                || DESCRIPTIVE.contains(name)
                        : Set.of("pin-source", "pin-value").contains(name);
        if (!known && !name.startsWith("x-")) {
            throw bad("the attribute " + name + " has no meaning here");
        }
    }

    private static byte[] decode(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '%') {
                out.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
                continue;
            }
            int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
            int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
            if (high < 0 || low < 0) {
                throw bad("a % is not followed by two hexadecimal digits");
            }
            out.write((high << 4) | low);
            i += 2;
        }
        return out.toByteArray();
    }

    private static HsmException bad(String problem) {
        return new HsmException(
                ReturnCode.CKR_ARGUMENTS_BAD, "not a usable pkcs11: URI (RFC 7512): " + problem);
    }

    private @Nullable String text(String name) {
        byte[] value = attributes.get(name);
        return value == null ? null : new String(value, StandardCharsets.UTF_8);
    }

    /** The token that is meant. */
    public TokenSelector selector() {
        String slot = text("slot-id");
        try {
            return new TokenSelector(
                    slot == null ? null : Long.valueOf(slot), text("token"), text("serial"));
        } catch (NumberFormatException e) {
            throw bad("slot-id is a number");
        }
    }

    /** The label of the object, or null. */
    public @Nullable String object() {
        return text("object");
    }

    /** The id of the object, or null. */
    public byte @Nullable [] id() {
        byte[] value = attributes.get("id");
        return value == null ? null : value.clone();
    }

    /** The type of the object, or null. */
    public @Nullable String type() {
        return text("type");
    }

    /**
     * Where the PIN comes from: the URI itself or a file, of which the first line counts; null if
     * it does not say.
     */
    public @Nullable Supplier<char[]> pinSource() {
        byte[] value = attributes.get("pin-value");
        String source = text("pin-source");
        if (value != null && source != null) {
            throw bad("pin-value and pin-source exclude each other");
        }
        if (value != null) {
            return () -> new String(value, StandardCharsets.UTF_8).toCharArray();
        }
        if (source == null) {
            return null;
        }
        Path file = source.regionMatches(true, 0, "file:", 0, 5) ? file(source) : Path.of(source);
        return () -> firstLine(file);
    }

    private static Path file(String source) {
        try {
            return source.startsWith("file:/")
                    ? Path.of(URI.create(source))
                    : Path.of(source.substring(5));
        } catch (IllegalArgumentException e) {
            throw bad("pin-source is a path or a file: URI");
        }
    }

    private static char[] firstLine(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            int end = 0;
            while (end < bytes.length && bytes[end] != '\n' && bytes[end] != '\r') {
                end++;
            }
            char[] pin =
                    StandardCharsets.UTF_8
                            .decode(java.nio.ByteBuffer.wrap(bytes, 0, end))
                            .toString()
                            .toCharArray();
            Arrays.fill(bytes, (byte) 0);
            return pin;
        } catch (IOException e) {
            throw new HsmException(
                    ReturnCode.CKR_ARGUMENTS_BAD,
                    "the pin-source "
                            + file
                            + " cannot be read; check that it is there and that this account may read it",
                    e);
        }
    }

    /** The URI without a PIN. */
    @Override
    public String toString() {
        return SCHEME + selector() + " object=" + object();
    }
}

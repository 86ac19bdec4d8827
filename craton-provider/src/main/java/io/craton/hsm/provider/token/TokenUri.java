package io.craton.hsm.provider.token;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.spi.Bytes;
import java.net.URI;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A {@code pkcs11:} URI (RFC 7512), as far as it chooses a token, its entries and a source of the
 * PIN. Every attribute of its path restricts what is meant; one that this does not know, the
 * vendor's own among them, matches nothing and is refused. Of its query {@code pin-source} and
 * {@code pin-value} are taken, {@code module-name} and {@code module-path} are refused, since they
 * name another module, and what is not known is not looked at. Immutable.
 */
public final class TokenUri {
    static final String SCHEME = "pkcs11:";

    private static final String OBJECT = "object";
    private static final String ID = "id";
    private static final String TYPE = "type";
    private static final Set<String> OF_ENTRIES = Set.of(OBJECT, ID, TYPE);
    private static final Set<String> TYPES =
            Set.of("public", "private", "cert", "secret-key", "data");

    private static final String PIN_SOURCE = "pin-source";
    private static final String PIN_VALUE = "pin-value";
    private static final Set<String> PINS = Set.of(PIN_SOURCE, PIN_VALUE);
    private static final Set<String> MODULES = Set.of("module-name", "module-path");

    private final TokenReference reference;
    private final Map<String, byte[]> pins;

    private TokenUri(TokenReference reference, Map<String, byte[]> pins) {
        this.reference = reference;
        this.pins = pins;
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
        String rest = text.substring(SCHEME.length());
        int query = rest.indexOf('?');
        String path = query < 0 ? rest : rest.substring(0, query);
        Map<String, byte[]> attributes = new LinkedHashMap<>();
        for (String pair : parts(path, ";")) {
            put(attributes, pair, name(pair));
        }
        Map<String, byte[]> pins = new LinkedHashMap<>();
        for (String pair : parts(query < 0 ? "" : rest.substring(query + 1), "&")) {
            String name = name(pair);
            if (MODULES.contains(name)) {
                throw bad("the attribute " + name + " names a module, and this one is in Java");
            }
            if (PINS.contains(name)) {
                put(pins, pair, name);
            }
        }
        return new TokenUri(reference(attributes), pins);
    }

    private static List<String> parts(String part, String separator) {
        return part.isEmpty() ? List.of() : List.of(part.split(separator, -1));
    }

    private static String name(String pair) {
        int equals = pair.indexOf('=');
        if (equals < 1) {
            throw bad("each attribute has the form name=value");
        }
        return pair.substring(0, equals).toLowerCase(Locale.ROOT);
    }

    private static void put(Map<String, byte[]> attributes, String pair, String name) {
        byte[] value = PercentCoding.decode(pair.substring(pair.indexOf('=') + 1));
        if (attributes.put(name, value) != null) {
            throw bad("the attribute " + name + " stands there twice");
        }
    }

    private static TokenReference reference(Map<String, byte[]> attributes) {
        Map<TokenAttribute, String> token = new EnumMap<>(TokenAttribute.class);
        for (Map.Entry<String, byte[]> one : attributes.entrySet()) {
            if (!OF_ENTRIES.contains(one.getKey())) {
                token.put(known(one.getKey()), PercentCoding.text(one.getValue()));
            }
        }
        token.computeIfPresent(TokenAttribute.SLOT, (slot, number) -> number(number));
        byte[] id = attributes.get(ID);
        EntrySelector entries =
                new EntrySelector(
                        List.of(),
                        text(attributes, OBJECT),
                        id == null ? null : Bytes.of(id),
                        type(attributes));
        return new TokenReference(new TokenSelector(token), entries);
    }

    private static TokenAttribute known(String name) {
        return TokenAttribute.of(name)
                .orElseThrow(() -> bad("the attribute " + name + " has no meaning here"));
    }

    private static String number(String text) {
        if (!text.matches("[0-9]{1,9}")) {
            throw bad("slot-id is a number");
        }
        return Long.toString(Long.parseLong(text));
    }

    private static @Nullable String text(Map<String, byte[]> attributes, String name) {
        byte[] value = attributes.get(name);
        return value == null ? null : PercentCoding.text(value);
    }

    private static @Nullable String type(Map<String, byte[]> attributes) {
        String type = text(attributes, TYPE);
        if (type != null && !TYPES.contains(type)) {
            throw bad("type is one of public, private, cert, secret-key and data");
        }
        return type;
    }

    private static HsmException bad(String problem) {
        return new HsmException(
                ReturnCode.CKR_ARGUMENTS_BAD, "not a usable pkcs11: URI (RFC 7512): " + problem);
    }

    /** The token and the entries that are meant. */
    public TokenReference reference() {
        return reference;
    }

    /** Whether it says where a PIN comes from. */
    public boolean namesPin() {
        return !pins.isEmpty();
    }

    /**
     * Where the PIN comes from: the URI itself or a file, of which the first line counts; null if
     * it does not say.
     */
    public @Nullable Supplier<char[]> pinSource() {
        byte[] value = pins.get(PIN_VALUE);
        String source = text(pins, PIN_SOURCE);
        if (value != null && source != null) {
            throw bad("pin-value and pin-source exclude each other");
        }
        if (value != null) {
            return () -> inUri(value);
        }
        if (source == null) {
            return null;
        }
        Path file = source.regionMatches(true, 0, "file:", 0, 5) ? file(source) : Path.of(source);
        return PinFile.source(file);
    }

    // A PIN that is none is no guess at the token.
    private static char[] inUri(byte[] value) {
        try {
            return PinFile.characters(value, value.length);
        } catch (CharacterCodingException e) {
            throw new HsmException(ReturnCode.CKR_ARGUMENTS_BAD, "the pin-value is not UTF-8", e);
        }
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

    /** Without a PIN. */
    @Override
    public String toString() {
        return reference.toString();
    }
}

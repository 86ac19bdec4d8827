package io.craton.hsm.provider.keystore;

import io.craton.hsm.AttributeType;
import io.craton.hsm.KeyType;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Attributes of the standard as entry attributes of a key store, in and out. */
final class EntryAttributes {
    private static final AttributeType<?>[] SHOWN = {
        AttributeType.CKA_CLASS,
        AttributeType.CKA_KEY_TYPE,
        AttributeType.CKA_LABEL,
        AttributeType.CKA_ID,
        AttributeType.CKA_UNIQUE_ID,
        AttributeType.CKA_TOKEN,
        AttributeType.CKA_PRIVATE,
        AttributeType.CKA_MODIFIABLE,
        AttributeType.CKA_COPYABLE,
        AttributeType.CKA_DESTROYABLE,
        AttributeType.CKA_SENSITIVE,
        AttributeType.CKA_ALWAYS_SENSITIVE,
        AttributeType.CKA_EXTRACTABLE,
        AttributeType.CKA_NEVER_EXTRACTABLE,
        AttributeType.CKA_LOCAL,
        AttributeType.CKA_ALWAYS_AUTHENTICATE,
        AttributeType.CKA_WRAP_WITH_TRUSTED,
        AttributeType.CKA_TRUSTED,
        AttributeType.CKA_SIGN,
        AttributeType.CKA_VERIFY,
        AttributeType.CKA_ENCRYPT,
        AttributeType.CKA_DECRYPT,
        AttributeType.CKA_WRAP,
        AttributeType.CKA_UNWRAP,
        AttributeType.CKA_DERIVE,
        AttributeType.CKA_ENCAPSULATE,
        AttributeType.CKA_DECAPSULATE,
        AttributeType.CKA_START_DATE,
        AttributeType.CKA_END_DATE,
        AttributeType.CKA_ALLOWED_MECHANISMS,
        AttributeType.CKA_CERTIFICATE_CATEGORY
    };

    private EntryAttributes() {}

    /**
     * Those of an object.
     *
     * @param made an attribute of its name and its value as text
     */
    static Set<KeyStore.Entry.Attribute> read(
            Session session,
            ObjectHandle handle,
            BiFunction<String, String, KeyStore.Entry.Attribute> made) {
        Template template = session.describe(handle, SHOWN);
        Set<KeyStore.Entry.Attribute> attributes = new LinkedHashSet<>();
        for (AttributeType<?> type : template.types()) {
            Object value = template.get(type);
            if (value != null) {
                attributes.add(made.apply(type.name(), text(value)));
            }
        }
        return attributes;
    }

    private static String text(Object value) {
        if (value instanceof byte[] bytes) {
            return HexFormat.of().formatHex(bytes);
        }
        if (value instanceof Optional<?> date) {
            return date.map(Object::toString).orElse("");
        }
        if (value instanceof Set<?> mechanisms) {
            return mechanisms.stream()
                    .map(Object::toString)
                    .sorted()
                    .collect(Collectors.joining(","));
        }
        return value.toString();
    }

    // Attributes that tell what an object is or was: an entry that is put back brings them along.
    // The label is the alias.
    private static final Set<AttributeType<?>> DESCRIPTIVE =
            Set.of(
                    AttributeType.CKA_CLASS,
                    AttributeType.CKA_KEY_TYPE,
                    AttributeType.CKA_LABEL,
                    AttributeType.CKA_UNIQUE_ID,
                    AttributeType.CKA_TOKEN,
                    AttributeType.CKA_ALWAYS_SENSITIVE,
                    AttributeType.CKA_NEVER_EXTRACTABLE,
                    AttributeType.CKA_LOCAL,
                    AttributeType.CKA_KEY_GEN_MECHANISM,
                    AttributeType.CKA_CRATON_ENTRY);

    /**
     * Those that are given with an entry and can be set. Attributes of other key stores, which have
     * object identifiers for names, are left out.
     */
    static Template parse(Set<KeyStore.Entry.Attribute> attributes) throws KeyStoreException {
        Template.Builder builder = Template.builder();
        for (KeyStore.Entry.Attribute attribute : attributes) {
            if (attribute.getName().startsWith("CKA_")) {
                AttributeType<?> type = type(attribute.getName());
                if (type == AttributeType.CKA_VALUE) {
                    throw new KeyStoreException(
                            "CKA_VALUE is no attribute of an entry: its key or certificate is");
                }
                if (!DESCRIPTIVE.contains(type)) {
                    put(builder, type, attribute.getValue());
                }
            }
        }
        return builder.build();
    }

    private static AttributeType<?> type(String name) throws KeyStoreException {
        for (AttributeType<?> type : AttributeType.all()) {
            if (type.name().equals(name)) {
                return type;
            }
        }
        throw new KeyStoreException("there is no attribute " + name);
    }

    // The encoding of a type says which Java type its values have.
    @SuppressWarnings("unchecked")
    private static void put(Template.Builder builder, AttributeType<?> type, String text)
            throws KeyStoreException {
        try {
            Object value = value(type.encoding(), text);
            builder.set((AttributeType<Object>) type, value);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new KeyStoreException("\"" + text + "\" is not a value of " + type, e);
        }
    }

    private static Object value(AttributeType.Encoding encoding, String text) {
        return switch (encoding) {
            case BOOL -> bool(text);
            case ULONG -> Long.decode(text);
            case BYTES -> HexFormat.of().parseHex(text.replace(":", ""));
            case UTF8 -> text;
            case DATE -> text.isEmpty() ? Optional.empty() : Optional.of(LocalDate.parse(text));
            case OBJECT_CLASS -> ObjectClass.valueOf(text);
            case KEY_TYPE -> KeyType.valueOf(text);
            case MECHANISMS ->
                    Stream.of(text.split(","))
                            .map(String::strip)
                            .map(MechanismType::valueOf)
                            .collect(Collectors.toSet());
            case TEMPLATE -> throw new IllegalArgumentException("a template has no form as text");
        };
    }

    private static boolean bool(String text) {
        if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
            return Boolean.parseBoolean(text);
        }
        throw new IllegalArgumentException("neither true nor false");
    }
}

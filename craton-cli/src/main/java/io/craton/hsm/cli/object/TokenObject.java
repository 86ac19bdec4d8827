package io.craton.hsm.cli.object;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Curve;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.cli.console.Output;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An object of a token with what the command line shows of it.
 *
 * @param handle its handle
 * @param attributes those of {@link #SHOWN} that it has
 */
public record TokenObject(ObjectHandle handle, Template attributes) {
    private static final AttributeType<?>[] SHOWN = shown();

    private static AttributeType<?>[] shown() {
        List<AttributeType<?>> shown = new ArrayList<>(KeyNames.attributes());
        shown.addAll(
                List.of(
                        AttributeType.CKA_CLASS,
                        AttributeType.CKA_LABEL,
                        AttributeType.CKA_ID,
                        AttributeType.CKA_UNIQUE_ID,
                        AttributeType.CKA_PRIVATE,
                        AttributeType.CKA_SENSITIVE,
                        AttributeType.CKA_EXTRACTABLE,
                        AttributeType.CKA_ALWAYS_SENSITIVE,
                        AttributeType.CKA_NEVER_EXTRACTABLE,
                        AttributeType.CKA_WRAP_WITH_TRUSTED,
                        AttributeType.CKA_TRUSTED,
                        AttributeType.CKA_ALWAYS_AUTHENTICATE,
                        AttributeType.CKA_MODIFIABLE,
                        AttributeType.CKA_COPYABLE,
                        AttributeType.CKA_DESTROYABLE,
                        AttributeType.CKA_LOCAL,
                        AttributeType.CKA_KEY_GEN_MECHANISM,
                        AttributeType.CKA_START_DATE,
                        AttributeType.CKA_END_DATE));
        for (KeyUse use : KeyUse.values()) {
            shown.add(use.attribute());
        }
        return shown.toArray(AttributeType<?>[]::new);
    }

    /** The token objects that match, by label and class. */
    public static List<TokenObject> find(Session session, Template template) {
        return session.findObjects(template.toBuilder().token(true).build()).stream()
                .map(handle -> new TokenObject(handle, session.getAttributes(handle, SHOWN)))
                .sorted(
                        Comparator.comparing(TokenObject::label)
                                .thenComparing(TokenObject::objectClass))
                .toList();
    }

    /** The class of the object. */
    public ObjectClass objectClass() {
        return attributes.get(AttributeType.CKA_CLASS, ObjectClass.CKO_DATA);
    }

    /**
     * Whether somebody has put it there: profiles, hardware features and the like come with every
     * token.
     */
    public boolean storedByUser() {
        return switch (objectClass()) {
            case CKO_DATA, CKO_CERTIFICATE, CKO_PUBLIC_KEY, CKO_PRIVATE_KEY, CKO_SECRET_KEY -> true;
            default -> false;
        };
    }

    /** Whether everybody sees it, without a login. */
    public boolean isPublic() {
        return !attributes.get(AttributeType.CKA_PRIVATE, false);
    }

    /** The label; empty if it has none. */
    public String label() {
        return attributes.get(AttributeType.CKA_LABEL, "");
    }

    /** The id in hexadecimal; empty if it has none. */
    public String id() {
        return HexFormat.of().formatHex(attributes.get(AttributeType.CKA_ID, new byte[0]));
    }

    /** The unique id. */
    public String uniqueId() {
        return attributes.get(AttributeType.CKA_UNIQUE_ID, "");
    }

    /** The kind of key, such as {@code rsa:3072}; empty if it is no key. */
    public String kind() {
        return KeyNames.of(attributes);
    }

    /** The curve of the key; empty if it has none that the table of curves knows. */
    public Optional<Curve> curve() {
        return KeyNames.curve(attributes);
    }

    /** The class in words, such as {@code private key}. */
    public String className() {
        return ObjectClasses.words(objectClass());
    }

    /** What the key may be used for. */
    public List<String> uses() {
        return java.util.Arrays.stream(KeyUse.values())
                .filter(use -> attributes.get(use.attribute(), false))
                .map(use -> use.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    /** A yes-or-no attribute; "-" if the object has none. */
    public String yesNo(AttributeType<Boolean> type) {
        Boolean value = attributes.get(type);
        return value == null ? "-" : value ? "yes" : "no";
    }

    /** The object as JSON. */
    public Map<String, @Nullable Object> json() {
        Map<String, @Nullable Object> json =
                Output.object(
                        "label", label(),
                        "id", id(),
                        "class", className(),
                        "key_type", kind(),
                        "private", attributes.get(AttributeType.CKA_PRIVATE),
                        "sensitive", attributes.get(AttributeType.CKA_SENSITIVE),
                        "extractable", attributes.get(AttributeType.CKA_EXTRACTABLE),
                        "always_sensitive", attributes.get(AttributeType.CKA_ALWAYS_SENSITIVE),
                        "never_extractable", attributes.get(AttributeType.CKA_NEVER_EXTRACTABLE),
                        "wrap_with_trusted", attributes.get(AttributeType.CKA_WRAP_WITH_TRUSTED),
                        "trusted", attributes.get(AttributeType.CKA_TRUSTED),
                        "always_authenticate",
                                attributes.get(AttributeType.CKA_ALWAYS_AUTHENTICATE),
                        "modifiable", attributes.get(AttributeType.CKA_MODIFIABLE),
                        "copyable", attributes.get(AttributeType.CKA_COPYABLE),
                        "destroyable", attributes.get(AttributeType.CKA_DESTROYABLE),
                        "generated_here", attributes.get(AttributeType.CKA_LOCAL),
                        "key_gen_mechanism", generator(),
                        "uses", uses(),
                        "start_date", date(AttributeType.CKA_START_DATE),
                        "end_date", date(AttributeType.CKA_END_DATE),
                        "unique_id", attributes.get(AttributeType.CKA_UNIQUE_ID));
        json.values().removeIf(value -> value == null || value.equals(""));
        return json;
    }

    /** The mechanism that made the key; null if it came from outside. */
    private @Nullable String generator() {
        Long code = attributes.get(AttributeType.CKA_KEY_GEN_MECHANISM);
        return code == null ? null : MechanismType.of(code).map(Enum::name).orElse(null);
    }

    private @Nullable String date(AttributeType<java.util.Optional<java.time.LocalDate>> type) {
        return attributes
                .get(type, java.util.Optional.empty())
                .map(java.time.LocalDate::toString)
                .orElse(null);
    }
}

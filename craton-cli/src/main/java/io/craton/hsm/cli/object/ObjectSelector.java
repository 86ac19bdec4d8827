package io.craton.hsm.cli.object;

import com.google.errorprone.annotations.CheckReturnValue;
import io.craton.hsm.AttributeType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.cli.error.CliException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --label}, {@code --id} and {@code --unique-id}: which object of the token is meant. */
@CheckReturnValue
public final class ObjectSelector {
    @Option(
            names = {"--label", "--key"},
            paramLabel = "LABEL",
            description = "The label of the key or certificate.")
    private @Nullable String label;

    @Option(
            names = "--id",
            paramLabel = "HEX",
            description = "Its id, when the label alone is not enough.")
    private @Nullable String id;

    @Option(
            names = "--unique-id",
            paramLabel = "ID",
            description = "Its unique id, which no other object has.")
    private @Nullable String uniqueId;

    /**
     * The one object of this class that is meant.
     *
     * @param classes the first class of which the token has such an object
     * @throws CliException if there is none, or more than one
     */
    public TokenObject one(Session session, ObjectClass... classes) {
        for (ObjectClass objectClass : classes) {
            List<TokenObject> found = find(session, objectClass);
            if (found.size() > 1) {
                throw several(found);
            }
            if (found.size() == 1) {
                return found.get(0);
            }
        }
        throw CliException.failed(
                "the token has no "
                        + words(classes)
                        + " with "
                        + this
                        + "; 'key list' shows what it has");
    }

    /** Whether one is named at all. */
    public boolean isSet() {
        return label != null || id != null || uniqueId != null;
    }

    /** Whether the session sees such an object of this class. */
    public boolean matches(Session session, ObjectClass objectClass) {
        return !find(session, objectClass).isEmpty();
    }

    /** What to say if several objects of a class are meant, with how to name each of them. */
    public CliException several(List<TokenObject> found) {
        String several = found.size() + " objects of class " + found.get(0).className();
        return CliException.failed(
                "the token has " + several + " with " + this + "; add " + oneOf(found));
    }

    /** How to name each of them: by its id, unless that is the same for two. */
    private static String oneOf(List<TokenObject> found) {
        Set<String> ids = found.stream().map(TokenObject::id).collect(Collectors.toSet());
        boolean byId = ids.size() == found.size() && !ids.contains("");
        Stream<String> names = found.stream().map(byId ? TokenObject::id : TokenObject::uniqueId);
        return (byId ? "--id" : "--unique-id")
                + " with one of "
                + names.collect(Collectors.joining(", "));
    }

    /** All objects of this class that are meant; of any class if it is null. */
    public List<TokenObject> find(Session session, @Nullable ObjectClass objectClass) {
        if (label == null && id == null && uniqueId == null) {
            throw CliException.usage(
                    "say which one is meant: --label LABEL, --id HEX or --unique-id ID");
        }
        Template.Builder template = Template.builder();
        if (objectClass != null) {
            template.objectClass(objectClass);
        }
        if (label != null) {
            template.label(label);
        }
        if (id != null) {
            template.set(AttributeType.CKA_ID, parseId(id));
        }
        if (uniqueId != null) {
            template.set(AttributeType.CKA_UNIQUE_ID, uniqueId);
        }
        return TokenObject.find(session, template.build());
    }

    /** The unique id, if that is all that is said; null if not. */
    public @Nullable String uniqueIdAlone() {
        return label == null && id == null ? uniqueId : null;
    }

    /**
     * The bytes of an id.
     *
     * @throws CliException if it is not hexadecimal
     */
    public static byte[] parseId(String hex) {
        try {
            return HexFormat.of().parseHex(hex.toLowerCase(Locale.ROOT).replace(":", ""));
        } catch (IllegalArgumentException e) {
            throw CliException.usage(
                    "--id takes an even number of hexadecimal digits, such as 01ab");
        }
    }

    private static String words(ObjectClass... classes) {
        return Arrays.stream(classes).map(ObjectClasses::words).collect(Collectors.joining(" or "));
    }

    @Override
    public String toString() {
        return Stream.of(
                        label == null ? "" : "the label '" + label + "'",
                        id == null ? "" : "the id " + id,
                        uniqueId == null ? "" : "the unique id " + uniqueId)
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(" and "));
    }
}

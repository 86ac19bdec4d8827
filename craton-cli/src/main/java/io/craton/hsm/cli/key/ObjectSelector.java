package io.craton.hsm.cli.key;

import io.craton.hsm.AttributeType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.cli.CliException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --label} and {@code --id}: which object of the token is meant. */
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
                throw CliException.failed(
                        "the token has "
                                + found.size()
                                + " objects of class "
                                + found.get(0).className()
                                + " with "
                                + this
                                + "; add --id with one of "
                                + found.stream()
                                        .map(TokenObject::id)
                                        .collect(Collectors.joining(", ")));
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

    /** All objects of this class that are meant; of any class if it is null. */
    public List<TokenObject> find(Session session, @Nullable ObjectClass objectClass) {
        if (label == null && id == null) {
            throw CliException.usage("say which one is meant: --label LABEL or --id HEX");
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
        return TokenObject.find(session, template.build());
    }

    /**
     * The bytes of an id.
     *
     * @throws CliException if it is not hexadecimal
     */
    static byte[] parseId(String hex) {
        try {
            return HexFormat.of().parseHex(hex.toLowerCase(Locale.ROOT).replace(":", ""));
        } catch (IllegalArgumentException e) {
            throw CliException.usage(
                    "--id takes an even number of hexadecimal digits, such as 01ab");
        }
    }

    private static String words(ObjectClass... classes) {
        return Arrays.stream(classes)
                .map(
                        c ->
                                c.name()
                                        .substring("CKO_".length())
                                        .toLowerCase(Locale.ROOT)
                                        .replace('_', ' '))
                .collect(Collectors.joining(" or "));
    }

    @Override
    public String toString() {
        String byLabel = label == null ? "" : "the label '" + label + "'";
        String byId = id == null ? "" : "the id " + id;
        return byLabel + (byLabel.isEmpty() || byId.isEmpty() ? "" : " and ") + byId;
    }
}

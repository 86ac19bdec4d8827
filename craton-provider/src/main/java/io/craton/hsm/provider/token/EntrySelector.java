package io.craton.hsm.provider.token;

import io.craton.hsm.spi.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which entries of a token are meant: those that everything said here is true of. Immutable.
 *
 * @param aliases the aliases, of which one is enough; empty for any
 * @param object the label; null for any
 * @param id the {@code CKA_ID}; null for any
 * @param type the class of the object as RFC 7512 has it: {@code public}, {@code private}, {@code
 *     cert}, {@code secret-key} or {@code data}; null for any
 */
public record EntrySelector(
        List<String> aliases, @Nullable String object, @Nullable Bytes id, @Nullable String type) {
    /** All entries. */
    public static final EntrySelector ALL = new EntrySelector(List.of(), null, null, null);

    /** Copies the aliases. */
    public EntrySelector {
        aliases = List.copyOf(aliases);
    }

    /** Whether nothing is asked for. */
    public boolean all() {
        return equals(ALL);
    }

    /** The same with these aliases. */
    EntrySelector with(List<String> names) {
        return new EntrySelector(names, object, id, type);
    }

    /** Whether a new entry with an alias would be one of them, which its alias has to tell. */
    public boolean admits(String alias) {
        if (id != null || type != null) {
            return false;
        }
        return (aliases.isEmpty() || aliases.contains(alias))
                && (object == null || object.equals(alias));
    }

    /** Object, id and type as they stand in a {@code pkcs11:} URI. */
    List<String> attributes() {
        List<String> attributes = new ArrayList<>();
        if (object != null) {
            attributes.add("object=" + PercentCoding.encode(object));
        }
        if (id != null) {
            attributes.add("id=" + PercentCoding.encode(id.copy()));
        }
        if (type != null) {
            attributes.add("type=" + type);
        }
        return attributes;
    }

    /** In the words of a token reference. */
    @Override
    public String toString() {
        List<String> words = attributes();
        aliases.forEach(alias -> words.add("alias=" + PercentCoding.encode(alias)));
        return String.join(" ", words);
    }
}

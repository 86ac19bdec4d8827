package io.craton.hsm.provider.keystore;

import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The alias of each object that is an entry: its label, if among those with this label it is the
 * only private key, or else the only secret key, or else the only certificate; otherwise {@code
 * label#id}, or {@code label#id#unique-id} where that is taken. Depends on what there is and not on
 * how it came. Guarded by the owner of the index.
 */
final class AliasNames {
    private static final List<ObjectClass> ORDER =
            List.of(
                    ObjectClass.CKO_PRIVATE_KEY,
                    ObjectClass.CKO_SECRET_KEY,
                    ObjectClass.CKO_CERTIFICATE);

    private final Map<String, Set<Named>> groups = new HashMap<>();
    private final Map<String, Named> byAlias = new LinkedHashMap<>();
    private final Map<ObjectHandle, String> aliases = new HashMap<>();
    private final Set<String> touched = new LinkedHashSet<>();

    void add(Named object) {
        groups.computeIfAbsent(object.label(), k -> new LinkedHashSet<>()).add(object);
        touch(object.label());
    }

    void remove(Named object) {
        Set<Named> group = groups.get(object.label());
        if (group == null || !group.remove(object)) {
            return;
        }
        if (group.isEmpty()) {
            groups.remove(object.label());
        }
        forget(object);
        touch(object.label());
    }

    /** Adds an object that is an entry, or removes one that is none. */
    void set(Named object, boolean entry) {
        boolean was = groups.getOrDefault(object.label(), Set.of()).contains(object);
        if (entry && !was) {
            add(object);
        } else if (was && !entry) {
            remove(object);
        }
    }

    void clear() {
        groups.clear();
        byAlias.clear();
        aliases.clear();
        touched.clear();
    }

    /** Also those whose longer names may be this label. */
    private void touch(String label) {
        touched.add(label);
        for (int at = label.indexOf('#'); at >= 0; at = label.indexOf('#', at + 1)) {
            touched.add(label.substring(0, at));
        }
    }

    private void forget(Named object) {
        String alias = aliases.remove(object.handle());
        if (alias != null) {
            byAlias.remove(alias, object);
        }
    }

    /** Gives names to what has come, and to others where that changes theirs. */
    void settle() {
        Map<Named, String> names = new LinkedHashMap<>();
        touched.forEach(label -> names.putAll(names(label)));
        touched.clear();
        names.entrySet()
                .removeIf(name -> name.getValue().equals(aliases.get(name.getKey().handle())));
        names.keySet().forEach(this::forget);
        names.forEach(
                (object, alias) -> {
                    byAlias.put(alias, object);
                    aliases.put(object.handle(), alias);
                });
    }

    private Map<Named, String> names(String label) {
        return names(label, groups.getOrDefault(label, Set.of()));
    }

    private Map<Named, String> names(String label, Set<Named> group) {
        Named first = label.isEmpty() ? null : first(group);
        Map<String, Integer> counts = new HashMap<>();
        group.forEach(object -> counts.merge(withId(object), 1, Integer::sum));
        Map<Named, String> names = new LinkedHashMap<>();
        for (Named object : group) {
            String longer = withId(object);
            boolean unique =
                    object.id().length > 0
                            && counts.getOrDefault(longer, 0) == 1
                            && !groups.containsKey(longer);
            String other = unique ? longer : longer + "#" + object.uniqueId();
            names.put(object, object.equals(first) ? label : other);
        }
        return names;
    }

    /** Its label and id: the alias where the label alone is that of several. */
    static String withId(Named object) {
        return object.label() + "#" + HexFormat.of().formatHex(object.id());
    }

    private static @Nullable Named first(Set<Named> group) {
        for (ObjectClass objectClass : ORDER) {
            List<Named> same = new ArrayList<>();
            for (Named object : group) {
                if (object.objectClass() == objectClass) {
                    same.add(object);
                }
            }
            if (same.size() == 1) {
                return same.get(0);
            }
        }
        return null;
    }

    /**
     * Whether an object that comes has an alias, and what stays keeps its own.
     *
     * @param replaced what will not be there any more
     * @param before the object that comes, as it is now; empty for a new one
     */
    boolean fits(String alias, Named coming, Set<Named> replaced, Set<Named> before) {
        Set<String> labels = new LinkedHashSet<>(Set.of(coming.label()));
        replaced.forEach(object -> labels.add(object.label()));
        Map<Named, String> after = new HashMap<>();
        for (String label : labels) {
            Set<Named> group = new LinkedHashSet<>(groups.getOrDefault(label, Set.of()));
            group.removeAll(replaced);
            group.removeAll(before);
            if (label.equals(coming.label())) {
                group.add(coming);
            }
            after.putAll(names(label, group));
        }
        return alias.equals(after.remove(coming))
                && after.entrySet().stream()
                        .allMatch(one -> one.getValue().equals(alias(one.getKey())));
    }

    /**
     * Whether an entry has this label or this alias.
     *
     * @param except entries that do not count
     */
    boolean has(String name, Set<? extends Named> except) {
        Named named = byAlias.get(name);
        return !except.containsAll(groups.getOrDefault(name, Set.of()))
                || (named != null && !except.contains(named));
    }

    /** The aliases of those with a label. */
    List<String> of(String label) {
        return groups.getOrDefault(label, Set.of()).stream()
                .map(object -> aliases.getOrDefault(object.handle(), ""))
                .sorted()
                .toList();
    }

    @Nullable Named get(String alias) {
        return byAlias.get(alias);
    }

    @Nullable String alias(Named object) {
        return aliases.get(object.handle());
    }

    Map<String, Named> all() {
        return byAlias;
    }
}

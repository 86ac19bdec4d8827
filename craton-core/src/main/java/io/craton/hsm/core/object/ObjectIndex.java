package io.craton.hsm.core.object;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.craton.hsm.AttributeType;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Template;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Where the objects that can be seen are found: by handle without a lock, and by unique id, label,
 * id, key type and class in a time that does not grow with the number of the others. Safe for use
 * by several threads.
 */
public final class ObjectIndex {
    /** What is indexed besides the unique id, the most telling first. */
    private static final List<AttributeType<?>> INDEXED =
            List.of(
                    AttributeType.CKA_ID,
                    AttributeType.CKA_LABEL,
                    AttributeType.CKA_KEY_TYPE,
                    AttributeType.CKA_CLASS);

    private final Map<ObjectHandle, HsmObject> byHandle = new ConcurrentHashMap<>();

    @GuardedBy("this")
    private final Map<UUID, HsmObject> byId = new HashMap<>();

    // An entry with one object is that object; with more, a set of them in order.
    @GuardedBy("this")
    private final Map<Key, Object> byAttribute = new HashMap<>();

    // In the order in which they came.
    @GuardedBy("this")
    private final Set<HsmObject> all = new LinkedHashSet<>();

    // The few keys that are marked as trusted; written with the others, read without a lock.
    private final Set<HsmObject> marked = ConcurrentHashMap.newKeySet();
    private final ChangeFeed feed;

    /**
     * @param clock what the numbers of changes begin with
     */
    public ObjectIndex(Clock clock) {
        this.feed = new ChangeFeed(clock);
    }

    /** An object as it is at one moment. */
    public record Seen(HsmObject object, ObjectFacts facts) {
        private static Seen of(HsmObject object) {
            return new Seen(object, object.facts());
        }
    }

    /**
     * Changes that are seen together.
     *
     * @param added objects that come
     * @param changed the attributes that objects have from now on
     * @param removed objects that go
     */
    public record Update(
            List<HsmObject> added, Map<HsmObject, Template> changed, List<HsmObject> removed) {}

    /**
     * What has become of the token objects.
     *
     * @param number the moment up to which this tells
     * @param complete whether {@code present} are all of them
     * @param present those that have come or changed
     * @param gone public ones that are there no more
     * @param gonePrivate private ones that are there no more
     */
    public record Since(
            long number,
            boolean complete,
            List<Seen> present,
            List<ObjectHandle> gone,
            List<ObjectHandle> gonePrivate) {}

    /** An attribute with its value. */
    private static final class Key {
        private final AttributeType<?> type;
        private final Object value;
        private final int hash;

        Key(AttributeType<?> type, Object value) {
            this.type = type;
            this.value = value;
            this.hash = 31 * hash(value) + type.hashCode();
        }

        /** Numbers that follow each other are usual ids, and Arrays.hashCode heaps them up. */
        private static int hash(Object value) {
            if (!(value instanceof byte[] bytes)) {
                return value.hashCode();
            }
            int hash = bytes.length;
            for (byte b : bytes) {
                hash = (hash ^ (b & 0xFF)) * 0x0100_0193; // FNV-1a
            }
            return hash;
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key that
                    && hash == that.hash
                    && type == that.type
                    && Objects.deepEquals(value, that.value);
        }
    }

    /** The object with this handle, or null. */
    public @Nullable HsmObject get(ObjectHandle handle) {
        return byHandle.get(handle);
    }

    /** The object with this unique id, or null. */
    public synchronized @Nullable HsmObject byUniqueId(UUID id) {
        return byId.get(id);
    }

    /** Adds an object unless there is one of its unique id; without a word to those who follow. */
    public synchronized void addIfAbsent(HsmObject object) {
        if (!byId.containsKey(object.id())) {
            add(object);
        }
    }

    /** How many objects there are. */
    public int size() {
        return byHandle.size();
    }

    /**
     * A number that grows when a token object comes, changes or goes, and when {@link
     * #everythingChanged()}. Read without a lock.
     */
    public long changeCount() {
        return feed.number();
    }

    /** Whoever follows the objects one by one has to look at all of them again. */
    public synchronized void everythingChanged() {
        feed.everything();
    }

    /**
     * Makes changes that are seen together: whoever searches sees all of them or none.
     *
     * @param update objects that are gone already are left alone
     */
    public void update(Update update) {
        List<HsmObject> ended = new ArrayList<>();
        synchronized (this) {
            update.added().forEach(this::add);
            update.changed().forEach(this::replace);
            for (HsmObject object : update.removed()) {
                if (byHandle.remove(object.handle(), object)) {
                    drop(object);
                    ended.add(object);
                }
            }
            feed.changed(update);
        }
        ended.forEach(HsmObject::end);
    }

    /** What has become of the token objects since a moment; -1 for all of them. */
    public synchronized Since since(long number) {
        Set<ChangeFeed.Touched> touched = feed.since(number);
        if (touched == null) {
            List<Seen> present = all.stream().filter(HsmObject::token).map(Seen::of).toList();
            return new Since(feed.number(), true, present, List.of(), List.of());
        }
        List<Seen> present = new ArrayList<>();
        List<ObjectHandle> gone = new ArrayList<>();
        List<ObjectHandle> gonePrivate = new ArrayList<>();
        for (ChangeFeed.Touched one : touched) {
            HsmObject object = get(one.handle());
            if (object != null) {
                present.add(Seen.of(object));
            } else if (one.isPrivate()) {
                gonePrivate.add(one.handle());
            } else {
                gone.add(one.handle());
            }
        }
        return new Since(feed.number(), false, present, gone, gonePrivate);
    }

    /** Adds an object, without a word to those who follow. */
    public synchronized void add(HsmObject object) {
        all.add(object);
        byId.put(object.id(), object);
        link(object, object.attributes());
        mark(object);
        byHandle.put(object.handle(), object);
    }

    /**
     * Takes an object out and ends it, without a word to those who follow.
     *
     * @return whether it was there: of several threads that destroy one object, one succeeds
     */
    public boolean remove(HsmObject object) {
        if (!byHandle.remove(object.handle(), object)) {
            return false;
        }
        synchronized (this) {
            drop(object);
        }
        object.end();
        return true;
    }

    @GuardedBy("this")
    private void drop(HsmObject object) {
        all.remove(object);
        byId.remove(object.id(), object);
        unlink(object, object.attributes());
        marked.remove(object);
    }

    /** Takes many objects out and ends them, faster than one by one if few are left. */
    public void removeIf(Predicate<HsmObject> which) {
        List<HsmObject> gone = new ArrayList<>();
        synchronized (this) {
            for (HsmObject object : all) {
                if (which.test(object) && byHandle.remove(object.handle(), object)) {
                    gone.add(object);
                }
            }
            gone.forEach(marked::remove);
            if (gone.size() > all.size() / 2) {
                gone.forEach(all::remove);
                byId.clear();
                byAttribute.clear();
                for (HsmObject object : all) {
                    byId.put(object.id(), object);
                    link(object, object.attributes());
                }
            } else {
                gone.forEach(this::drop);
            }
        }
        gone.forEach(HsmObject::end);
    }

    @GuardedBy("this")
    private void replace(HsmObject object, Template attributes) {
        if (all.contains(object)) {
            unlink(object, object.attributes());
            object.replace(attributes);
            link(object, attributes);
            mark(object);
        }
    }

    private void mark(HsmObject object) {
        if (object.facts().trusted()) {
            marked.add(object);
        }
    }

    /** The keys that are marked as trusted, whether the mark counts or not. A snapshot. */
    public List<HsmObject> marked() {
        return List.copyOf(marked);
    }

    /** All objects now. */
    public synchronized List<HsmObject> all() {
        return new ArrayList<>(all);
    }

    /**
     * The objects that can match the template: those that share its most telling attribute, all as
     * they are at one moment.
     */
    public List<Seen> candidates(Template template) {
        String uniqueId = template.get(AttributeType.CKA_UNIQUE_ID);
        if (uniqueId != null) {
            return withId(uniqueId);
        }
        for (AttributeType<?> type : INDEXED) {
            Object value = template.get(type);
            if (value != null) {
                return with(new Key(type, value));
            }
        }
        synchronized (this) {
            return seen(all);
        }
    }

    private synchronized List<Seen> with(Key key) {
        Object found = byAttribute.get(key);
        if (found == null) {
            return List.of();
        }
        return found instanceof HsmObject one ? List.of(Seen.of(one)) : seen(many(found));
    }

    private static List<Seen> seen(Collection<HsmObject> objects) {
        List<Seen> seen = new ArrayList<>(objects.size());
        for (HsmObject object : objects) {
            seen.add(Seen.of(object));
        }
        return seen;
    }

    private List<Seen> withId(String text) {
        UUID id;
        try {
            id = UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            return List.of(); // no object has such an id
        }
        synchronized (this) {
            HsmObject found = byId.get(id);
            return found == null ? List.of() : List.of(Seen.of(found));
        }
    }

    @GuardedBy("this")
    private void link(HsmObject object, Template attributes) {
        for (AttributeType<?> type : INDEXED) {
            Object value = attributes.get(type);
            if (value != null) {
                byAttribute.merge(new Key(type, value), object, ObjectIndex::joined);
            }
        }
    }

    private static Object joined(Object present, Object added) {
        Collection<HsmObject> several =
                present instanceof HsmObject one
                        ? new LinkedHashSet<>(List.of(one))
                        : many(present);
        several.add((HsmObject) added);
        return several;
    }

    @GuardedBy("this")
    private void unlink(HsmObject object, Template attributes) {
        for (AttributeType<?> type : INDEXED) {
            Object value = attributes.get(type);
            if (value != null) {
                byAttribute.computeIfPresent(
                        new Key(type, value), (key, present) -> without(present, object));
            }
        }
    }

    /** What is left of one or several objects; null if nothing is. */
    private static @Nullable Object without(Object present, HsmObject object) {
        if (present instanceof HsmObject) {
            return present == object ? null : present;
        }
        Collection<HsmObject> several = many(present);
        several.remove(object);
        return several.isEmpty() ? null : several;
    }

    @SuppressWarnings("unchecked") // Only link() makes these sets.
    private static Collection<HsmObject> many(Object sets) {
        return (Collection<HsmObject>) sets;
    }
}

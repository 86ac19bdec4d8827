package io.craton.hsm.core.object;

import io.craton.hsm.AttributeType;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Template;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Where the objects that can be seen are found: by handle without a lock, and by unique id, label,
 * id, key type and class in a time that does not grow with the number of the others. Safe for use
 * by several threads.
 */
public final class ObjectIndex {
    /** What is indexed, the most telling first. */
    private static final List<AttributeType<?>> INDEXED =
            List.of(
                    AttributeType.CKA_UNIQUE_ID,
                    AttributeType.CKA_ID,
                    AttributeType.CKA_LABEL,
                    AttributeType.CKA_KEY_TYPE,
                    AttributeType.CKA_CLASS);

    private final Map<Long, HsmObject> byHandle = new ConcurrentHashMap<>();
    // Guarded by this: the lists behind the attributes, and all objects in the order in which they
    // came. An
    // entry with one object is that object; with more, a set of them in order.
    private final Map<Key, Object> byAttribute = new HashMap<>();
    private final Set<HsmObject> all = new LinkedHashSet<>();

    private record Key(AttributeType<?> type, Object value) {
        static Key of(AttributeType<?> type, Object value) {
            return new Key(type, value instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : value);
        }
    }

    /** The object with this handle, or null. */
    public @Nullable HsmObject get(ObjectHandle handle) {
        return byHandle.get(handle.value());
    }

    /** How many objects there are. */
    public int size() {
        return byHandle.size();
    }

    /** Adds an object. */
    public synchronized void add(HsmObject object) {
        all.add(object);
        link(object, object.attributes());
        byHandle.put(object.handle().value(), object);
    }

    /**
     * Takes an object out and ends it.
     *
     * @return whether it was there: of several threads that destroy one object, one succeeds
     */
    public boolean remove(HsmObject object) {
        if (!byHandle.remove(object.handle().value(), object)) {
            return false;
        }
        synchronized (this) {
            all.remove(object);
            unlink(object, object.attributes());
        }
        object.end();
        return true;
    }

    /** Replaces the attributes of an object. */
    public synchronized void replace(HsmObject object, Template attributes) {
        if (all.contains(object)) {
            unlink(object, object.attributes());
            object.replace(attributes);
            link(object, attributes);
        }
    }

    /** All objects now. */
    public synchronized List<HsmObject> all() {
        return new ArrayList<>(all);
    }

    /**
     * The objects that can match the template: those that share its most telling attribute. A
     * snapshot.
     */
    public List<HsmObject> candidates(Template template) {
        for (AttributeType<?> type : INDEXED) {
            Object value = template.get(type);
            if (value != null) {
                Key key = Key.of(type, value);
                synchronized (this) {
                    Object found = byAttribute.get(key);
                    return found == null
                            ? List.of()
                            : found instanceof HsmObject one
                                    ? List.of(one)
                                    : new ArrayList<>(many(found));
                }
            }
        }
        return all();
    }

    private void link(HsmObject object, Template attributes) {
        for (AttributeType<?> type : INDEXED) {
            Object value = attributes.get(type);
            if (value != null) {
                byAttribute.merge(
                        Key.of(type, value),
                        object,
                        (present, added) -> {
                            Collection<HsmObject> several =
                                    present instanceof HsmObject one
                                            ? new LinkedHashSet<>(List.of(one))
                                            : many(present);
                            several.add(object);
                            return several;
                        });
            }
        }
    }

    private void unlink(HsmObject object, Template attributes) {
        for (AttributeType<?> type : INDEXED) {
            Object value = attributes.get(type);
            if (value != null) {
                byAttribute.computeIfPresent(
                        Key.of(type, value),
                        (key, present) -> {
                            if (present == object) {
                                return null;
                            }
                            if (!(present instanceof HsmObject)) {
                                Collection<HsmObject> several = many(present);
                                several.remove(object);
                                return several.isEmpty() ? null : several;
                            }
                            return present;
                        });
            }
        }
    }

    @SuppressWarnings("unchecked") // Only link() makes these sets.
    private static Collection<HsmObject> many(Object sets) {
        return (Collection<HsmObject>) sets;
    }
}

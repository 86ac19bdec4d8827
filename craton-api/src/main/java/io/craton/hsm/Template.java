package io.craton.hsm;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A set of attributes with their values, in the order in which they were set: what an object is
 * made with, searched by, or answers. Immutable but for {@link #wipe()}; byte arrays are copied in
 * and out.
 */
public final class Template {
    private static final Template EMPTY = new Template(new AttributeType<?>[0], new Object[0]);
    private static final Map<List<AttributeType<?>>, AttributeType<?>[]> SETS =
            new ConcurrentHashMap<>();

    /** Whoever sends templates of many kinds cannot fill the memory with them. */
    private static final int MOST_SETS = 1000;

    // Two arrays side by side: a token keeps one template for each of its objects, and has many of
    // those.
    private final AttributeType<?>[] types;
    private final Object[] values;

    private Template(AttributeType<?>[] types, Object[] values) {
        this.types = types;
        this.values = values;
    }

    /**
     * A template that was read: values are taken over, types are all different. Most objects of a
     * token have one of few sets of types, which they share.
     */
    static Template of(List<AttributeType<?>> types, List<Object> values) {
        AttributeType<?>[] shared = SETS.get(types);
        if (shared == null) {
            shared = types.toArray(AttributeType<?>[]::new);
            if (SETS.size() < MOST_SETS) {
                SETS.putIfAbsent(List.copyOf(types), shared);
            }
        }
        return new Template(shared, values.toArray());
    }

    /** The value of an attribute as it is kept, not a copy, or null. */
    @Nullable Object find(AttributeType<?> type) {
        for (int i = 0; i < types.length; i++) {
            if (types[i] == type) {
                return values[i];
            }
        }
        return null;
    }

    static HsmException twice(AttributeType<?> type) {
        return new HsmException(
                ReturnCode.CKR_TEMPLATE_INCONSISTENT,
                "the template has the attribute " + type + " twice");
    }

    /** A template without attributes. */
    public static Template empty() {
        return EMPTY;
    }

    /** A builder without attributes. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * A builder that starts with the attributes of this template; setting one of them again
     * replaces it.
     */
    public Builder toBuilder() {
        return new Builder(types, values);
    }

    /** The attributes that are set, in order. */
    public Set<AttributeType<?>> types() {
        return new TypeSet(types);
    }

    /** Whether the attribute is set. */
    public boolean has(AttributeType<?> type) {
        return find(type) != null;
    }

    /** How many attributes are set. */
    public int size() {
        return types.length;
    }

    /**
     * The value of an attribute.
     *
     * @param type the attribute
     * @return its value (a copy if it is a byte array or a template), or null if it is not set
     */
    @SuppressWarnings("unchecked")
    public <T> @Nullable T get(AttributeType<T> type) {
        Object value = find(type);
        return value == null ? null : (T) copied(value);
    }

    /** A value of its own, which lives on when the template that it came from is wiped. */
    private static Object copied(Object value) {
        if (value instanceof byte[] bytes) {
            return bytes.clone();
        }
        return value instanceof Template template ? template.copy() : value;
    }

    /** A plain loop: templates may lie thousands deep in each other before they are refused. */
    private Template copy() {
        Object[] copies = new Object[values.length];
        for (int i = 0; i < copies.length; i++) {
            copies[i] = copied(values[i]);
        }
        return new Template(types, copies);
    }

    /**
     * The value of an attribute, or another value if it is not set.
     *
     * @param type the attribute
     * @param otherwise what to answer if it is not set
     */
    public <T> T get(AttributeType<T> type, T otherwise) {
        T value = get(type);
        return value == null ? otherwise : value;
    }

    /**
     * The length of a value in bytes, found without a copy of it: of a byte array, or of a text in
     * UTF-8; 0 for other values, and if the attribute is not set.
     */
    public int length(AttributeType<?> type) {
        Object value = find(type);
        if (value instanceof byte[] bytes) {
            return bytes.length;
        }
        return value instanceof String text ? text.getBytes(StandardCharsets.UTF_8).length : 0;
    }

    /** Whether this template and another have the attribute with the same value. */
    public boolean same(AttributeType<?> type, Template other) {
        Object value = find(type);
        return value != null && equal(value, other.find(type));
    }

    private static boolean equal(Object value, @Nullable Object other) {
        return value instanceof byte[] bytes
                ? other instanceof byte[] others
                        && java.security.MessageDigest.isEqual(bytes, others)
                : value.equals(other);
    }

    /**
     * Overwrites every byte array in this template with zeros; the template is of no use
     * afterwards.
     */
    public void wipe() {
        for (Object value : values) {
            if (value instanceof byte[] bytes) {
                Arrays.fill(bytes, (byte) 0);
            } else if (value instanceof Template template) {
                template.wipe();
            }
        }
    }

    /** Equal attributes with equal values, in any order. */
    @Override
    public boolean equals(@Nullable Object other) {
        if (!(other instanceof Template that) || types.length != that.types.length) {
            return false;
        }
        for (int i = 0; i < types.length; i++) {
            if (!equal(values[i], that.find(types[i]))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        return types().hashCode();
    }

    /** The names of the attributes; never a value. */
    @Override
    public String toString() {
        return "Template" + Arrays.toString(types);
    }

    /** A view of the attributes, in order. */
    private static final class TypeSet extends AbstractSet<AttributeType<?>> {
        private final AttributeType<?>[] types;

        TypeSet(AttributeType<?>[] types) {
            this.types = types;
        }

        @Override
        public Iterator<AttributeType<?>> iterator() {
            return Arrays.asList(types).iterator();
        }

        @Override
        public int size() {
            return types.length;
        }
    }

    /**
     * Builds a {@link Template}. Setting the same attribute twice is an error, as in the standard.
     */
    public static final class Builder {
        private static final int FEW = 8;

        // Searched from end to end: templates are short, and most are made and read once.
        private AttributeType<?>[] types;
        private Object[] values;
        private int size;

        // Those of the template that this began with may be set once more.
        private final BitSet inherited = new BitSet();

        private Builder() {
            types = new AttributeType<?>[FEW];
            values = new Object[FEW];
        }

        private Builder(AttributeType<?>[] types, Object[] values) {
            this.types = Arrays.copyOf(types, types.length + FEW);
            this.values = Arrays.copyOf(values, values.length + FEW);
            this.size = types.length;
            this.inherited.set(0, size);
        }

        private int indexOf(AttributeType<?> type) {
            for (int i = 0; i < size; i++) {
                if (types[i] == type) {
                    return i;
                }
            }
            return -1;
        }

        /**
         * Sets an attribute.
         *
         * @throws HsmException {@code CKR_TEMPLATE_INCONSISTENT} if it has been set before, {@code
         *     CKR_ARGUMENTS_BAD} for null
         */
        public <T> Builder set(AttributeType<T> type, T value) {
            Arguments.notNull(type, "the attribute");
            if (value == null || value instanceof Collection<?>) {
                refuseNulls(type, value);
            }
            return put(type, value);
        }

        /** Apart, for the words cost more than all else: attributes are set by the dozen. */
        private static void refuseNulls(AttributeType<?> type, @Nullable Object value) {
            String what = "the value of " + type;
            if (Arguments.notNull(value, what) instanceof Collection<?> values) {
                Arguments.noneNull(values, what);
            }
        }

        Builder put(AttributeType<?> type, Object value) {
            int present = indexOf(type);
            if (present >= 0 && !inherited.get(present)) {
                throw twice(type);
            }
            Object kept = copied(value);
            if (present >= 0) {
                inherited.clear(present);
                values[present] = kept;
            } else {
                add(type, kept);
            }
            return this;
        }

        private void add(AttributeType<?> type, Object value) {
            if (size == types.length) {
                types = Arrays.copyOf(types, 2 * size);
                values = Arrays.copyOf(values, 2 * size);
            }
            types[size] = type;
            values[size++] = value;
        }

        /** Takes an attribute out again. */
        public Builder remove(AttributeType<?> type) {
            int present = indexOf(Arguments.notNull(type, "the attribute"));
            if (present >= 0) {
                removeAt(present);
            }
            return this;
        }

        private void removeAt(int index) {
            size--;
            System.arraycopy(types, index + 1, types, index, size - index);
            System.arraycopy(values, index + 1, values, index, size - index);
            for (int i = index; i < size; i++) {
                inherited.set(i, inherited.get(i + 1));
            }
            inherited.clear(size);
        }

        /** Sets every attribute of another template. */
        public Builder setAll(Template template) {
            Arguments.notNull(template, "the template");
            for (int i = 0; i < template.types.length; i++) {
                put(template.types[i], template.values[i]);
            }
            return this;
        }

        /** Sets {@code CKA_CLASS}. */
        public Builder objectClass(ObjectClass value) {
            return set(AttributeType.CKA_CLASS, value);
        }

        /** Sets {@code CKA_KEY_TYPE}. */
        public Builder keyType(KeyType value) {
            return set(AttributeType.CKA_KEY_TYPE, value);
        }

        /** Sets {@code CKA_LABEL}. */
        public Builder label(String value) {
            return set(AttributeType.CKA_LABEL, value);
        }

        /** Sets {@code CKA_ID}. */
        public Builder id(byte... value) {
            return set(AttributeType.CKA_ID, value);
        }

        /** Sets {@code CKA_TOKEN}: true for an object that outlives the session. */
        public Builder token(boolean value) {
            return set(AttributeType.CKA_TOKEN, value);
        }

        /** Sets {@code CKA_START_DATE}, the first day (UTC) on which a key may be used. */
        public Builder startDate(LocalDate value) {
            return set(
                    AttributeType.CKA_START_DATE,
                    Optional.of(Arguments.notNull(value, "the date")));
        }

        /**
         * Sets {@code CKA_END_DATE}, the last day (UTC) on which a key may be used for new
         * protection.
         */
        public Builder endDate(LocalDate value) {
            return set(
                    AttributeType.CKA_END_DATE, Optional.of(Arguments.notNull(value, "the date")));
        }

        /** The template. */
        public Template build() {
            return new Template(Arrays.copyOf(types, size), Arrays.copyOf(values, size));
        }
    }
}

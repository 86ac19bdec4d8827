package io.craton.hsm;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
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
    private static final Template EMPTY = new Template(Map.of());
    private static final Map<List<AttributeType<?>>, AttributeType<?>[]> SETS =
            new ConcurrentHashMap<>();

    /** Whoever sends templates of many kinds cannot fill the memory with them. */
    private static final int MOST_SETS = 1000;

    // Two arrays side by side: a token keeps one template for each of its objects, and has many of
    // those.
    private final AttributeType<?>[] types;
    private final Object[] values;

    private Template(Map<AttributeType<?>, Object> attributes) {
        this(attributes.keySet().toArray(AttributeType<?>[]::new), attributes.values().toArray());
    }

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
        Builder builder = new Builder();
        for (int i = 0; i < types.length; i++) {
            builder.values.put(types[i], values[i]);
            builder.inherited.add(types[i]);
        }
        return builder;
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
     * @return its value (a copy if it is a byte array), or null if it is not set
     */
    @SuppressWarnings("unchecked")
    public <T> @Nullable T get(AttributeType<T> type) {
        Object value = find(type);
        return (T) (value instanceof byte[] bytes ? bytes.clone() : value);
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
        private final Map<AttributeType<?>, Object> values = new LinkedHashMap<>();
        private final Set<AttributeType<?>> inherited = new java.util.HashSet<>();

        private Builder() {}

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
            Object kept = value instanceof byte[] bytes ? bytes.clone() : value;
            if (values.putIfAbsent(type, kept) != null) {
                if (!inherited.remove(type)) {
                    throw twice(type);
                }
                values.put(type, kept);
            }
            return this;
        }

        /** Takes an attribute out again. */
        public Builder remove(AttributeType<?> type) {
            values.remove(Arguments.notNull(type, "the attribute"));
            inherited.remove(type);
            return this;
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
            return new Template(values);
        }
    }
}

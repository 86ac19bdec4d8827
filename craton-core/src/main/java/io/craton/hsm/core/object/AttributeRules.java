package io.craton.hsm.core.object;

import static io.craton.hsm.AttributeType.*;
import static io.craton.hsm.core.object.AttributeRule.Mark.*;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.core.object.AttributeRule.Mark;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The attribute table: which object has which attributes, who may set them, what they are by
 * default (PKCS#11 v3.2 chapter 4, and the key types of chapter 6). Everything that reads or writes
 * an attribute asks here; the rows are in {@link KeyRules} and {@link OtherRules}.
 *
 * <p>Defaults that depend on other attributes or on who is logged in are in {@link ObjectDefaults}.
 */
public final class AttributeRules {
    /** Who makes the object does not say it; the module does. */
    static final Mark[] GIVEN_BY_MODULE = {CREATE_NEVER, GENERATE_NEVER, UNWRAP_NEVER};

    /** A default of no bytes. */
    static final byte[] EMPTY = {};

    private static final Map<ObjectClass, Map<KeyType, AttributeRules>> KEYS = KeyRules.all();
    private static final Map<ObjectClass, AttributeRules> OTHERS = OtherRules.all();

    /** Every attribute that is a secret component of some key. */
    private static final Set<AttributeType<?>> SECRETS = marked(SECRET);

    /** Every attribute that is a public component of some key. */
    private static final Set<AttributeType<?>> COMPONENTS = marked(COMPONENT);

    private final Map<AttributeType<?>, AttributeRule> rules = new LinkedHashMap<>();

    /** The rules of storage objects (section 4.4), to which a table adds its own. */
    AttributeRules() {
        row(CKA_CLASS, CREATE_NEEDS);
        row(CKA_TOKEN, false, COPY);
        row(CKA_PRIVATE, COPY);
        row(CKA_MODIFIABLE, true, COPY);
        row(CKA_LABEL, "", CHANGE);
        row(CKA_COPYABLE, true, CHANGE, STAYS_FALSE);
        row(CKA_DESTROYABLE, true, COPY);
        row(CKA_UNIQUE_ID, GIVEN_BY_MODULE);
    }

    /**
     * The rules for one kind of object.
     *
     * @param objectClass its class
     * @param keyType its key type, or null if it is no key
     * @throws HsmException {@code CKR_ATTRIBUTE_VALUE_INVALID} if there is no such kind of object
     *     here
     */
    public static AttributeRules of(ObjectClass objectClass, @Nullable KeyType keyType) {
        AttributeRules found =
                KEYS.containsKey(objectClass)
                        ? ofKey(objectClass, keyType)
                        : OTHERS.get(objectClass);
        if (found == null) {
            throw new HsmException(
                    ReturnCode.CKR_ATTRIBUTE_VALUE_INVALID,
                    "the token holds no objects of class "
                            + objectClass
                            + (keyType == null ? "" : " and type " + keyType));
        }
        return found;
    }

    private static @Nullable AttributeRules ofKey(
            ObjectClass objectClass, @Nullable KeyType keyType) {
        return keyType == null ? null : KEYS.getOrDefault(objectClass, Map.of()).get(keyType);
    }

    /** The rule for an attribute, or null if this kind of object does not have it. */
    public @Nullable AttributeRule rule(AttributeType<?> type) {
        return rules.get(type);
    }

    /** All rules, in the order of the standard. */
    public Collection<AttributeRule> all() {
        return Collections.unmodifiableCollection(rules.values());
    }

    /** Whether the attribute is a secret component of keys of this class. */
    public static boolean isSecret(ObjectClass objectClass, AttributeType<?> type) {
        return SECRETS.contains(type)
                && (objectClass == ObjectClass.CKO_SECRET_KEY
                        || objectClass == ObjectClass.CKO_PRIVATE_KEY);
    }

    /** Whether the attribute is a public component of keys of this class. */
    public static boolean isComponent(ObjectClass objectClass, AttributeType<?> type) {
        return COMPONENTS.contains(type) && !isSecret(objectClass, type);
    }

    private static Set<AttributeType<?>> marked(Mark mark) {
        Set<AttributeType<?>> found = new HashSet<>();
        for (Map<KeyType, AttributeRules> byType : KEYS.values()) {
            byType.values().forEach(table -> table.addMarked(mark, found));
        }
        return Set.copyOf(found);
    }

    private void addMarked(Mark mark, Set<AttributeType<?>> found) {
        rules.values().stream()
                .filter(rule -> rule.is(mark))
                .forEach(rule -> found.add(rule.type()));
    }

    /** Adds an attribute without a default. */
    AttributeRules row(AttributeType<?> type, Mark... marks) {
        return row(type, null, marks);
    }

    /** Adds an attribute. */
    AttributeRules row(AttributeType<?> type, @Nullable Object byDefault, Mark... marks) {
        return put(type, byDefault, Set.of(marks));
    }

    /** Adds a public component of a key. */
    AttributeRules component(AttributeType<?> type, Mark... marks) {
        return put(type, null, with(EnumSet.of(COMPONENT), marks));
    }

    /** Adds a secret component of a private key, which nothing but an import says. */
    AttributeRules secret(AttributeType<?> type, Mark... marks) {
        return put(type, null, with(EnumSet.of(GENERATE_NEVER, UNWRAP_NEVER, SECRET), marks));
    }

    private static Set<Mark> with(Set<Mark> set, Mark... marks) {
        set.addAll(Arrays.asList(marks));
        return set;
    }

    private AttributeRules put(AttributeType<?> type, @Nullable Object byDefault, Set<Mark> marks) {
        rules.put(type, new AttributeRule(type, marks, byDefault));
        return this;
    }
}

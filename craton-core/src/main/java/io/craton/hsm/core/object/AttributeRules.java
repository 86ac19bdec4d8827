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
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The attribute table: which object has which attributes, who may set them, what they are by
 * default (PKCS#11 v3.2 chapter 4, and the key types of chapter 6). Everything that reads or writes
 * an attribute asks here.
 *
 * <p>Defaults that depend on other attributes or on who is logged in are in {@link ObjectDefaults}.
 */
public final class AttributeRules {
    private static final Mark[] GIVEN_BY_MODULE = {CREATE_NEVER, GENERATE_NEVER, UNWRAP_NEVER};
    private static final byte[] EMPTY = {};
    private static final long UNAVAILABLE = -1L;

    private static final Map<ObjectClass, Map<KeyType, AttributeRules>> KEYS =
            new EnumMap<>(ObjectClass.class);
    private static final Map<ObjectClass, AttributeRules> OTHERS = new EnumMap<>(ObjectClass.class);

    /** Every attribute that is a secret component of some key. */
    private static final Set<AttributeType<?>> SECRETS;

    /** Every attribute that is a public component of some key. */
    private static final Set<AttributeType<?>> COMPONENTS;

    static {
        keys();
        others();
        SECRETS = marked(SECRET);
        COMPONENTS = marked(COMPONENT);
    }

    private final Map<AttributeType<?>, AttributeRule> rules = new LinkedHashMap<>();

    private AttributeRules() {}

    /**
     * The rules for one kind of object.
     *
     * @param objectClass its class
     * @param keyType its key type, or null if it is no key
     * @throws HsmException {@code CKR_ATTRIBUTE_VALUE_INVALID} if there is no such kind of object
     *     here
     */
    public static AttributeRules of(ObjectClass objectClass, @Nullable KeyType keyType) {
        Map<KeyType, AttributeRules> byType = KEYS.get(objectClass);
        AttributeRules found =
                byType == null
                        ? OTHERS.get(objectClass)
                        : keyType == null ? null : byType.get(keyType);
        if (found == null) {
            throw new HsmException(
                    ReturnCode.CKR_ATTRIBUTE_VALUE_INVALID,
                    "the token holds no objects of class "
                            + objectClass
                            + (keyType == null ? "" : " and type " + keyType));
        }
        return found;
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
        Set<AttributeType<?>> found = new java.util.HashSet<>();
        KEYS.values()
                .forEach(
                        byType ->
                                byType.values()
                                        .forEach(
                                                table ->
                                                        table.all().stream()
                                                                .filter(rule -> rule.is(mark))
                                                                .forEach(
                                                                        rule ->
                                                                                found.add(
                                                                                        rule
                                                                                                .type()))));
        return Set.copyOf(found);
    }

    private AttributeRules row(AttributeType<?> type, Mark... marks) {
        return row(type, null, marks);
    }

    private AttributeRules row(AttributeType<?> type, @Nullable Object byDefault, Mark... marks) {
        Set<Mark> set = EnumSet.noneOf(Mark.class);
        set.addAll(Arrays.asList(marks));
        rules.put(type, new AttributeRule(type, set, byDefault));
        return this;
    }

    // Section 4.4, storage objects.
    private AttributeRules storage() {
        return row(CKA_CLASS, CREATE_NEEDS)
                .row(CKA_TOKEN, false, COPY)
                .row(CKA_PRIVATE, COPY)
                .row(CKA_MODIFIABLE, true, COPY)
                .row(CKA_LABEL, "", CHANGE)
                .row(CKA_COPYABLE, true, CHANGE, STAYS_FALSE)
                .row(CKA_DESTROYABLE, true, COPY)
                .row(CKA_UNIQUE_ID, GIVEN_BY_MODULE);
    }

    // Section 4.7, what all keys have.
    private AttributeRules key() {
        return storage()
                .row(CKA_KEY_TYPE, CREATE_NEEDS, UNWRAP_NEEDS)
                .row(CKA_ID, EMPTY, CHANGE)
                .row(CKA_START_DATE, Optional.empty(), CHANGE)
                .row(CKA_END_DATE, Optional.empty(), CHANGE)
                .row(CKA_DERIVE, CHANGE)
                .row(CKA_LOCAL, false, GIVEN_BY_MODULE)
                .row(CKA_KEY_GEN_MECHANISM, UNAVAILABLE, GIVEN_BY_MODULE)
                .row(CKA_ALLOWED_MECHANISMS)
                .row(CKA_OBJECT_VALIDATION_FLAGS, 0L, GIVEN_BY_MODULE)
                .row(CKA_CRATON_COMPROMISED, false, CHANGE, STAYS_TRUE)
                .row(CKA_CRATON_BORN_FROZEN, false, GIVEN_BY_MODULE);
    }

    // Sections 4.9 and 4.10, what private and secret keys have.
    private AttributeRules guarded() {
        return row(CKA_SENSITIVE, CHANGE, STAYS_TRUE)
                .row(CKA_EXTRACTABLE, CHANGE, STAYS_FALSE)
                .row(CKA_ALWAYS_SENSITIVE, GIVEN_BY_MODULE)
                .row(CKA_NEVER_EXTRACTABLE, GIVEN_BY_MODULE)
                .row(CKA_WRAP_WITH_TRUSTED, false, CHANGE, STAYS_TRUE)
                .row(CKA_CRATON_VALUE_UNKNOWN, false, GIVEN_BY_MODULE)
                .row(CKA_UNWRAP_TEMPLATE)
                .row(CKA_DERIVE_TEMPLATE);
    }

    private static AttributeRules publicKey() {
        return new AttributeRules()
                .key()
                .row(CKA_SUBJECT, EMPTY, CHANGE)
                .row(CKA_ENCRYPT, CHANGE)
                .row(CKA_VERIFY, CHANGE)
                .row(CKA_VERIFY_RECOVER, CHANGE)
                .row(CKA_WRAP, CHANGE)
                .row(CKA_ENCAPSULATE, CHANGE)
                .row(CKA_TRUSTED, false, CHANGE, SO_MARKS, STAYS_TRUE)
                .row(CKA_CRATON_TRUST_ACCEPTED, GIVEN_BY_MODULE)
                .row(CKA_WRAP_TEMPLATE)
                .row(CKA_ENCAPSULATE_TEMPLATE)
                .row(CKA_PUBLIC_KEY_INFO, GENERATE_NEVER);
    }

    private static AttributeRules privateKey() {
        return new AttributeRules()
                .key()
                .guarded()
                .row(CKA_SUBJECT, EMPTY, CHANGE)
                .row(CKA_DECRYPT, CHANGE)
                .row(CKA_SIGN, CHANGE)
                .row(CKA_SIGN_RECOVER, CHANGE)
                .row(CKA_UNWRAP, CHANGE)
                .row(CKA_DECAPSULATE, CHANGE)
                .row(CKA_ALWAYS_AUTHENTICATE, false)
                .row(CKA_DECAPSULATE_TEMPLATE)
                .row(CKA_PUBLIC_KEY_INFO, GENERATE_NEVER);
    }

    private static AttributeRules secretKey() {
        return new AttributeRules()
                .key()
                .guarded()
                .row(CKA_ENCRYPT, CHANGE)
                .row(CKA_DECRYPT, CHANGE)
                .row(CKA_SIGN, CHANGE)
                .row(CKA_VERIFY, CHANGE)
                .row(CKA_WRAP, CHANGE)
                .row(CKA_UNWRAP, CHANGE)
                .row(CKA_TRUSTED, false, CHANGE, SO_MARKS, STAYS_TRUE)
                .row(CKA_CRATON_TRUST_ACCEPTED, GIVEN_BY_MODULE)
                .row(CKA_WRAP_TEMPLATE)
                .row(CKA_CHECK_VALUE)
                .row(CKA_VALUE, CREATE_NEEDS, GENERATE_NEVER, UNWRAP_NEVER, SECRET);
    }

    private static void publicKeys(
            Set<KeyType> types, java.util.function.UnaryOperator<AttributeRules> components) {
        types.forEach(
                type ->
                        KEYS.computeIfAbsent(
                                        ObjectClass.CKO_PUBLIC_KEY,
                                        c -> new EnumMap<>(KeyType.class))
                                .put(type, components.apply(publicKey())));
    }

    private static void privateKeys(
            Set<KeyType> types, java.util.function.UnaryOperator<AttributeRules> components) {
        types.forEach(
                type ->
                        KEYS.computeIfAbsent(
                                        ObjectClass.CKO_PRIVATE_KEY,
                                        c -> new EnumMap<>(KeyType.class))
                                .put(type, components.apply(privateKey())));
    }

    private static void secretKeys(
            Set<KeyType> types, java.util.function.UnaryOperator<AttributeRules> components) {
        types.forEach(
                type ->
                        KEYS.computeIfAbsent(
                                        ObjectClass.CKO_SECRET_KEY,
                                        c -> new EnumMap<>(KeyType.class))
                                .put(type, components.apply(secretKey())));
    }

    private static void keys() {
        // Section 6.1, RSA.
        publicKeys(
                EnumSet.of(KeyType.CKK_RSA),
                table ->
                        table.row(CKA_MODULUS, CREATE_NEEDS, GENERATE_NEVER, COMPONENT)
                                .row(CKA_MODULUS_BITS, CREATE_NEVER, GENERATE_NEEDS, COMPONENT)
                                .row(CKA_PUBLIC_EXPONENT, CREATE_NEEDS, COMPONENT));
        privateKeys(
                EnumSet.of(KeyType.CKK_RSA),
                table ->
                        table.row(
                                        CKA_MODULUS,
                                        CREATE_NEEDS,
                                        GENERATE_NEVER,
                                        UNWRAP_NEVER,
                                        COMPONENT)
                                .row(CKA_PUBLIC_EXPONENT, GENERATE_NEVER, UNWRAP_NEVER, COMPONENT)
                                .row(
                                        CKA_PRIVATE_EXPONENT,
                                        CREATE_NEEDS,
                                        GENERATE_NEVER,
                                        UNWRAP_NEVER,
                                        SECRET)
                                .row(CKA_PRIME_1, GENERATE_NEVER, UNWRAP_NEVER, SECRET)
                                .row(CKA_PRIME_2, GENERATE_NEVER, UNWRAP_NEVER, SECRET)
                                .row(CKA_EXPONENT_1, GENERATE_NEVER, UNWRAP_NEVER, SECRET)
                                .row(CKA_EXPONENT_2, GENERATE_NEVER, UNWRAP_NEVER, SECRET)
                                .row(CKA_COEFFICIENT, GENERATE_NEVER, UNWRAP_NEVER, SECRET));
        // Section 6.3, elliptic curves of all three shapes. That a private key answers its point is
        // an
        // addition of this module.
        Set<KeyType> curves =
                EnumSet.of(KeyType.CKK_EC, KeyType.CKK_EC_EDWARDS, KeyType.CKK_EC_MONTGOMERY);
        publicKeys(
                curves,
                table ->
                        table.row(CKA_EC_PARAMS, CREATE_NEEDS, GENERATE_NEEDS, COMPONENT)
                                .row(CKA_EC_POINT, CREATE_NEEDS, GENERATE_NEVER, COMPONENT));
        privateKeys(
                curves,
                table ->
                        table.row(
                                        CKA_EC_PARAMS,
                                        CREATE_NEEDS,
                                        GENERATE_NEVER,
                                        UNWRAP_NEVER,
                                        COMPONENT)
                                .row(CKA_VALUE, CREATE_NEEDS, GENERATE_NEVER, UNWRAP_NEVER, SECRET)
                                .row(CKA_EC_POINT, GENERATE_NEVER, UNWRAP_NEVER, COMPONENT));
        of(ObjectClass.CKO_PRIVATE_KEY, KeyType.CKK_EC)
                .row(CKA_CRATON_LOW_S, false, COMPONENT)
                .row(CKA_CRATON_DETERMINISTIC, false, COMPONENT);
        // Sections 6.66 to 6.68, ML-DSA, ML-KEM and SLH-DSA. Of seed and value, importing needs
        // one.
        Set<KeyType> lattice = EnumSet.of(KeyType.CKK_ML_DSA, KeyType.CKK_ML_KEM);
        Set<KeyType> postQuantum =
                EnumSet.of(KeyType.CKK_ML_DSA, KeyType.CKK_ML_KEM, KeyType.CKK_SLH_DSA);
        publicKeys(
                postQuantum,
                table ->
                        table.row(CKA_PARAMETER_SET, CREATE_NEEDS, GENERATE_NEEDS, COMPONENT)
                                .row(CKA_VALUE, CREATE_NEEDS, GENERATE_NEVER, COMPONENT));
        privateKeys(
                postQuantum,
                table ->
                        table.row(
                                        CKA_PARAMETER_SET,
                                        CREATE_NEEDS,
                                        GENERATE_NEVER,
                                        UNWRAP_NEVER,
                                        COMPONENT)
                                .row(CKA_VALUE, GENERATE_NEVER, UNWRAP_NEVER, SECRET));
        lattice.forEach(
                type ->
                        of(ObjectClass.CKO_PRIVATE_KEY, type)
                                .row(CKA_SEED, GENERATE_NEVER, UNWRAP_NEVER, SECRET));
        // Sections 6.14 and 6.65, stateful hash-based signatures: verification only.
        publicKeys(
                EnumSet.of(KeyType.CKK_HSS),
                table ->
                        table.row(CKA_VALUE, CREATE_NEEDS, GENERATE_NEVER, COMPONENT)
                                .row(CKA_HSS_LEVELS, CREATE_NEVER, COMPONENT)
                                .row(CKA_HSS_LMS_TYPE, CREATE_NEVER, COMPONENT)
                                .row(CKA_HSS_LMOTS_TYPE, CREATE_NEVER, COMPONENT));
        publicKeys(
                EnumSet.of(KeyType.CKK_XMSS, KeyType.CKK_XMSSMT),
                table ->
                        table.row(CKA_VALUE, CREATE_NEEDS, GENERATE_NEVER, COMPONENT)
                                .row(CKA_PARAMETER_SET, CREATE_NEEDS, COMPONENT));
        // Sections 6.8 to 6.11 and others: secret keys of one length and of several.
        Set<KeyType> oneLength = EnumSet.copyOf(KeyType.secretKeys());
        oneLength.removeIf(type -> type.lengths().size() != 1);
        Set<KeyType> severalLengths = EnumSet.copyOf(KeyType.secretKeys());
        severalLengths.removeAll(oneLength);
        oneLength.removeAll(NewObject.TRIPLE_DES);
        secretKeys(NewObject.TRIPLE_DES, table -> table);
        secretKeys(oneLength, table -> table.row(CKA_VALUE_LEN, CREATE_NEVER, COMPONENT));
        secretKeys(
                severalLengths,
                table -> table.row(CKA_VALUE_LEN, CREATE_NEVER, GENERATE_NEEDS, COMPONENT));
    }

    private static void others() {
        // Section 4.5.
        OTHERS.put(
                ObjectClass.CKO_DATA,
                new AttributeRules()
                        .storage()
                        .row(CKA_APPLICATION, "", CHANGE)
                        .row(CKA_OBJECT_ID, EMPTY, CHANGE)
                        .row(CKA_VALUE, EMPTY, CHANGE));
        // Section 4.6.3, X.509 certificates; others are refused by their type.
        OTHERS.put(
                ObjectClass.CKO_CERTIFICATE,
                new AttributeRules()
                        .storage()
                        .row(CKA_CERTIFICATE_TYPE, CREATE_NEEDS)
                        .row(CKA_TRUSTED, false, CHANGE, SO_TRUE)
                        .row(CKA_CERTIFICATE_CATEGORY, 0L)
                        .row(CKA_CHECK_VALUE)
                        .row(CKA_START_DATE, Optional.empty())
                        .row(CKA_END_DATE, Optional.empty())
                        .row(CKA_PUBLIC_KEY_INFO, EMPTY)
                        .row(CKA_SUBJECT, CREATE_NEEDS)
                        .row(CKA_ID, EMPTY, CHANGE)
                        .row(CKA_ISSUER, EMPTY, CHANGE)
                        .row(CKA_SERIAL_NUMBER, EMPTY, CHANGE)
                        .row(CKA_VALUE, CREATE_NEEDS)
                        .row(CKA_URL, "")
                        .row(CKA_HASH_OF_SUBJECT_PUBLIC_KEY, EMPTY)
                        .row(CKA_HASH_OF_ISSUER_PUBLIC_KEY, EMPTY)
                        .row(CKA_JAVA_MIDP_SECURITY_DOMAIN, 0L)
                        .row(CKA_NAME_HASH_ALGORITHM)
                        .row(CKA_CRATON_ENTRY, CHANGE));
        // Section 4.11, for the key types that have them.
        OTHERS.put(
                ObjectClass.CKO_DOMAIN_PARAMETERS,
                new AttributeRules()
                        .storage()
                        .row(CKA_KEY_TYPE, CREATE_NEEDS)
                        .row(CKA_LOCAL, false, CREATE_NEVER, GENERATE_NEVER)
                        .row(CKA_PRIME)
                        .row(CKA_SUBPRIME)
                        .row(CKA_BASE)
                        .row(CKA_PRIME_BITS, CREATE_NEVER)
                        .row(CKA_SUBPRIME_BITS, CREATE_NEVER)
                        .row(CKA_EC_PARAMS));
        // Sections 4.13 and 4.14: made by the module only.
        OTHERS.put(
                ObjectClass.CKO_PROFILE,
                new AttributeRules().storage().row(CKA_PROFILE_ID, GIVEN_BY_MODULE));
        OTHERS.put(
                ObjectClass.CKO_VALIDATION,
                new AttributeRules()
                        .storage()
                        .row(CKA_VALIDATION_TYPE, GIVEN_BY_MODULE)
                        .row(CKA_VALIDATION_VERSION, GIVEN_BY_MODULE)
                        .row(CKA_VALIDATION_LEVEL, GIVEN_BY_MODULE)
                        .row(CKA_VALIDATION_MODULE_ID, GIVEN_BY_MODULE)
                        .row(CKA_VALIDATION_FLAG, GIVEN_BY_MODULE)
                        .row(CKA_VALIDATION_AUTHORITY_TYPE, GIVEN_BY_MODULE)
                        .row(CKA_VALIDATION_COUNTRY, GIVEN_BY_MODULE)
                        .row(CKA_VALIDATION_CERTIFICATE_IDENTIFIER, GIVEN_BY_MODULE)
                        .row(CKA_VALIDATION_CERTIFICATE_URI, GIVEN_BY_MODULE)
                        .row(CKA_VALIDATION_VENDOR_URI, GIVEN_BY_MODULE)
                        .row(CKA_VALIDATION_PROFILE, GIVEN_BY_MODULE));
    }
}

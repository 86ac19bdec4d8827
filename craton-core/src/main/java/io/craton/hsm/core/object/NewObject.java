package io.craton.hsm.core.object;

import static io.craton.hsm.AttributeType.*;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.UserType;
import io.craton.hsm.core.object.AttributeRule.Mark;
import io.craton.hsm.core.policy.Use;
import io.craton.hsm.engine.spi.KeyMaterial;
import java.security.MessageDigest;
import java.time.LocalDate;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Works out the attributes of an object that is about to be made: first {@link #check} on what the
 * application gave, before anything is computed, then {@link #attributes} with defaults and what
 * the module gives.
 */
public final class NewObject {
    /** The least number of bytes of a key whose value is not found by trying: 112 bits. */
    public static final int SHORTEST_SECRET = 14;

    /** The types of triple DES: their keys have parity bits, and less strength than bits. */
    public static final Set<@Nullable KeyType> TRIPLE_DES =
            Collections.unmodifiableSet(EnumSet.of(KeyType.CKK_DES2, KeyType.CKK_DES3));

    private final Origin origin;
    private final ObjectClass objectClass;
    private final @Nullable KeyType keyType;
    private final AttributeRules rules;
    private final Template template;
    private final @Nullable UserType role;
    private final boolean sensitive;
    private final boolean extractable;
    private @Nullable MechanismType generatedBy;
    private boolean wasAlwaysSensitive;
    private boolean wasNeverExtractable;
    private boolean valueUnknown;

    private NewObject(
            Origin origin,
            ObjectClass objectClass,
            @Nullable KeyType keyType,
            Template template,
            @Nullable UserType role) {
        this.origin = origin;
        this.objectClass = objectClass;
        this.keyType = keyType;
        this.rules = AttributeRules.of(objectClass, keyType);
        this.template = template;
        this.role = role;
        this.sensitive = ObjectDefaults.sensitive(origin, objectClass, template);
        this.extractable = ObjectDefaults.extractable(origin, template, sensitive);
        this.valueUnknown = origin == Origin.SHARE;
    }

    /**
     * Checks what the application gave.
     *
     * @param origin how the object comes to be
     * @param objectClass its class
     * @param keyType its key type, or null
     * @param template what the application set
     * @param role who is logged in, or null
     * @throws HsmException with the code of the standard
     */
    public static NewObject check(
            Origin origin,
            ObjectClass objectClass,
            @Nullable KeyType keyType,
            Template template,
            @Nullable UserType role) {
        NewObject object = new NewObject(origin, objectClass, keyType, template, role);
        AttributeChecks.limits(template);
        object.checkKind();
        template.types().forEach(object::checkMaySet);
        object.rules.all().forEach(object::checkNeeded);
        AttributeChecks.values(objectClass, template);
        if (Boolean.TRUE.equals(template.get(CKA_ALWAYS_AUTHENTICATE)) && !object.isPrivate()) {
            throw new HsmException(
                    ReturnCode.CKR_TEMPLATE_INCONSISTENT,
                    "CKA_ALWAYS_AUTHENTICATE can be true only if CKA_PRIVATE is");
        }
        return object;
    }

    private void checkKind() {
        boolean sameClass = template.get(CKA_CLASS, objectClass) == objectClass;
        boolean sameType = keyType == null || template.get(CKA_KEY_TYPE, keyType) == keyType;
        if (!sameClass || !sameType) {
            String kind = objectClass + (keyType == null ? "" : ", " + keyType);
            throw new HsmException(
                    ReturnCode.CKR_TEMPLATE_INCONSISTENT,
                    "the template says another class or key type than this call makes: " + kind);
        }
    }

    private void checkMaySet(AttributeType<?> type) {
        AttributeRule rule = rules.rule(type);
        if (rule == null) {
            String kind = objectClass + (keyType == null ? "" : " and type " + keyType);
            throw new HsmException(
                    ReturnCode.CKR_ATTRIBUTE_TYPE_INVALID,
                    "an object of class " + kind + " has no " + type);
        }
        if (origin.forbids(rule)) {
            throw new HsmException(
                    ReturnCode.CKR_ATTRIBUTE_READ_ONLY, type + " is set by the module only");
        }
        // Marks come first: to look at any value makes a copy, of a secret as well.
        if (rule.is(Mark.SO_MARKS) && Boolean.TRUE.equals(template.get(type))) {
            throw AttributeChecks.notMarkedSo(type);
        }
        boolean others = rule.is(Mark.SO_TRUE) && role != UserType.CKU_SO;
        if (others && Boolean.TRUE.equals(template.get(type))) {
            throw new HsmException(
                    ReturnCode.CKR_ATTRIBUTE_READ_ONLY, "only the SO sets " + type + " to true");
        }
    }

    // Generation knows class and key type from the mechanism.
    private void checkNeeded(AttributeRule rule) {
        if (origin.needs(rule) && !template.has(rule.type())) {
            throw new HsmException(
                    ReturnCode.CKR_TEMPLATE_INCOMPLETE,
                    "the template has no " + rule.type() + ", which is needed");
        }
    }

    /** The mechanism that generates the key. */
    public NewObject generatedBy(MechanismType mechanism) {
        this.generatedBy = mechanism;
        this.wasAlwaysSensitive = true;
        this.wasNeverExtractable = true;
        this.valueUnknown = mechanism != MechanismType.CKM_PKCS5_PBKD2;
        return this;
    }

    /**
     * What the key is derived from has always been so, or not.
     *
     * @param bases the attributes of the keys that take part
     * @param unknown whether nobody knows a part of the value
     */
    public NewObject derivedFrom(List<Template> bases, boolean unknown) {
        this.wasAlwaysSensitive =
                bases.stream().allMatch(base -> base.get(CKA_ALWAYS_SENSITIVE, false));
        this.wasNeverExtractable =
                bases.stream().allMatch(base -> base.get(CKA_NEVER_EXTRACTABLE, false));
        this.valueUnknown = unknown;
        return this;
    }

    /** Whether it will be a token object. */
    public boolean token() {
        return template.get(CKA_TOKEN, false);
    }

    /** Whether it will be a private object. */
    public boolean isPrivate() {
        return ObjectDefaults.isPrivate(objectClass, template, role == UserType.CKU_USER);
    }

    /** Whether its secret components will be answered in plaintext. */
    public boolean readable() {
        return !sensitive && extractable;
    }

    /** Whether it will be able to do nothing but derive. */
    public boolean onlyDerives() {
        int uses = 0;
        for (Use use : Use.values()) {
            if (Boolean.TRUE.equals(template.get(use.attribute(), byDefault(use.attribute())))) {
                uses |= use.bit();
            }
        }
        return uses == Use.DERIVE.bit();
    }

    /**
     * Whether it will be a secret that is no key by itself, but what keys are derived from, and can
     * never be made one by a change or in a copy.
     */
    public boolean onlyForDerivation() {
        return (keyType == KeyType.CKK_GENERIC_SECRET || keyType == KeyType.CKK_HKDF)
                && onlyDerives()
                && !template.get(AttributeType.CKA_MODIFIABLE, true)
                && !template.get(AttributeType.CKA_COPYABLE, true);
    }

    private boolean byDefault(AttributeType<?> use) {
        return Boolean.TRUE.equals(ObjectDefaults.use(origin, objectClass, keyType, use, template));
    }

    /**
     * The check value of an object that is no key.
     *
     * @param ofCertificate computes that of a certificate from its value
     * @return null for other objects, and for a certificate that is elsewhere ({@code CKA_URL})
     */
    public byte @Nullable [] checked(UnaryOperator<byte[]> ofCertificate) {
        byte[] value = template.get(CKA_VALUE);
        return objectClass == ObjectClass.CKO_CERTIFICATE && value != null && value.length > 0
                ? ofCertificate.apply(value)
                : null;
    }

    /**
     * All attributes of the object but secret ones.
     *
     * @param id its unique id
     * @param material its key material, or null
     * @param publicKeyInfo the encoded public key that belongs to it, or null
     * @param checkValue the check value of its key or certificate, or null
     */
    public Template attributes(
            UUID id,
            @Nullable KeyMaterial material,
            byte @Nullable [] publicKeyInfo,
            byte @Nullable [] checkValue) {
        Template.Builder all = Template.builder();
        for (AttributeRule rule : rules.all()) {
            if (rule.is(Mark.SECRET)) {
                continue;
            }
            Object value =
                    switch (rule.type().name()) {
                        case "CKA_UNIQUE_ID" -> id.toString();
                        case "CKA_PUBLIC_KEY_INFO" -> agreed(CKA_PUBLIC_KEY_INFO, publicKeyInfo);
                        case "CKA_CHECK_VALUE" -> agreed(CKA_CHECK_VALUE, checkValue);
                        default -> value(rule, material);
                    };
            if (value != null) {
                put(all, rule.type(), value);
            }
        }
        return all.build();
    }

    private @Nullable Object value(AttributeRule rule, @Nullable KeyMaterial material) {
        return switch (rule.type().name()) {
            case "CKA_CLASS" -> objectClass;
            case "CKA_KEY_TYPE" -> keyType != null ? keyType : template.get(CKA_KEY_TYPE);
            case "CKA_PRIVATE" -> isPrivate();
            case "CKA_SENSITIVE" -> sensitive;
            case "CKA_EXTRACTABLE" -> extractable;
            case "CKA_ALWAYS_SENSITIVE" -> sensitive && wasAlwaysSensitive;
            case "CKA_NEVER_EXTRACTABLE" -> !extractable && wasNeverExtractable;
            case "CKA_CRATON_VALUE_UNKNOWN" -> valueUnknown && !TRIPLE_DES.contains(keyType);
            case "CKA_CRATON_BORN_FROZEN" -> !template.get(CKA_MODIFIABLE, true);
            case "CKA_LOCAL" -> generatedBy != null;
            case "CKA_KEY_GEN_MECHANISM" -> generatedBy == null ? -1L : generatedBy.code();
            case "CKA_VALUE_LEN" -> valueLength(material);
            case "CKA_ALLOWED_MECHANISMS" -> allowed(material);
            default -> ordinary(rule, material);
        };
    }

    private @Nullable Object ordinary(AttributeRule rule, @Nullable KeyMaterial material) {
        AttributeType<?> type = rule.type();
        Object component = material == null ? null : material.components().get(type);
        if (component != null) {
            return component;
        }
        Object value = template.get(type);
        if (value != null) {
            return value;
        }
        return rule.byDefault() != null
                ? rule.byDefault()
                : ObjectDefaults.use(origin, objectClass, keyType, type, template);
    }

    /** What the key itself is for; a template can only narrow it. */
    private @Nullable Set<MechanismType> allowed(@Nullable KeyMaterial material) {
        Set<MechanismType> wanted = template.get(CKA_ALLOWED_MECHANISMS);
        Set<MechanismType> own =
                material == null ? null : material.components().get(CKA_ALLOWED_MECHANISMS);
        if (wanted == null || own == null) {
            return own == null ? wanted : own;
        }
        Set<MechanismType> both = new TreeSet<>(wanted);
        both.retainAll(own);
        if (both.isEmpty() && !wanted.isEmpty()) {
            throw new HsmException(
                    ReturnCode.CKR_TEMPLATE_INCONSISTENT,
                    "the key is for other mechanisms than CKA_ALLOWED_MECHANISMS of the template has");
        }
        return Set.copyOf(both);
    }

    private static @Nullable Long valueLength(@Nullable KeyMaterial material) {
        return material == null || !material.hasSecret(CKA_VALUE)
                ? null
                : (long) material.secret(CKA_VALUE).length();
    }

    /**
     * What the module computed; an application that gives it, too, has to give the same, or
     * nothing.
     */
    private byte @Nullable [] agreed(AttributeType<byte[]> type, byte @Nullable [] computed) {
        byte[] own = template.get(type);
        if (own == null) {
            return computed;
        }
        // An empty CKA_CHECK_VALUE asks for an object without one (section 4.10).
        if (own.length == 0 || computed == null) {
            return objectClass == ObjectClass.CKO_CERTIFICATE || type == CKA_CHECK_VALUE
                    ? own
                    : computed;
        }
        if (!MessageDigest.isEqual(own, computed)) {
            throw new HsmException(
                    ReturnCode.CKR_ATTRIBUTE_VALUE_INVALID,
                    type + " does not belong to the value of the object");
        }
        return own;
    }

    @SuppressWarnings("unchecked") // The table gives each attribute a value of its type.
    private static <T> void put(Template.Builder into, AttributeType<T> type, Object value) {
        into.set(type, (T) value);
    }

    static void datesInOrder(Template attributes) {
        Optional<LocalDate> start = attributes.get(CKA_START_DATE, Optional.empty());
        Optional<LocalDate> end = attributes.get(CKA_END_DATE, Optional.empty());
        if (start.isPresent() && end.isPresent() && end.get().isBefore(start.get())) {
            throw new HsmException(
                    ReturnCode.CKR_TEMPLATE_INCONSISTENT, "CKA_END_DATE is before CKA_START_DATE");
        }
    }
}

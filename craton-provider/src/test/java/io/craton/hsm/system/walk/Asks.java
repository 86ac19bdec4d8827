package io.craton.hsm.system.walk;

import static io.craton.hsm.AttributeType.*;

import io.craton.hsm.AttributeType;
import io.craton.hsm.AttributeType.Encoding;
import io.craton.hsm.KeyType;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.Template;
import io.craton.hsm.core.object.AttributeRule;
import io.craton.hsm.core.object.AttributeRule.Mark;
import io.craton.hsm.core.object.AttributeRules;
import io.craton.hsm.core.policy.Use;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the attacker asks of a key that a call makes for him. Generated from the attribute table:
 * every attribute that an object of that kind can have and that an application can set.
 */
final class Asks {
    private Asks() {}

    private static List<AttributeRule> settable(
            ObjectClass objectClass, @Nullable KeyType keyType) {
        return AttributeRules.of(objectClass, keyType).all().stream()
                .filter(rule -> !rule.is(Mark.SECRET) && !rule.is(Mark.COMPONENT))
                .filter(rule -> rule.type() != CKA_CLASS && rule.type() != CKA_KEY_TYPE)
                .toList();
    }

    /** The attributes that permit a use, of keys of this kind. */
    static List<AttributeType<Boolean>> uses(ObjectClass objectClass, @Nullable KeyType keyType) {
        AttributeRules rules = AttributeRules.of(objectClass, keyType);
        return Arrays.stream(Use.values())
                .map(Use::attribute)
                .distinct()
                .filter(use -> rules.rule(use) != null)
                .toList();
    }

    /** Every use that keys of this kind can have. */
    static Template allUses(ObjectClass objectClass, @Nullable KeyType keyType) {
        Template.Builder all = Template.builder();
        uses(objectClass, keyType).forEach(use -> all.set(use, true));
        return all.build();
    }

    /** With no other use, what a key makes of data may be read (B37). */
    private static Template onlyDerives(ObjectClass objectClass, @Nullable KeyType keyType) {
        Template.Builder only = Template.builder();
        uses(objectClass, keyType).forEach(use -> only.set(use, use == CKA_DERIVE));
        return only.build();
    }

    private static Template guarded(boolean sensitive, boolean extractable) {
        return Template.builder()
                .set(CKA_SENSITIVE, sensitive)
                .set(CKA_EXTRACTABLE, extractable)
                .build();
    }

    private static Template both(Template one, Template other) {
        return one.toBuilder().setAll(other).build();
    }

    private static boolean isGuarded(ObjectClass objectClass) {
        return objectClass == ObjectClass.CKO_PRIVATE_KEY
                || objectClass == ObjectClass.CKO_SECRET_KEY;
    }

    /** What an attacker wants most, the most useful first. */
    static List<Template> few(ObjectClass objectClass, @Nullable KeyType keyType) {
        Template uses = allUses(objectClass, keyType);
        if (!isGuarded(objectClass)) {
            return List.of(Template.empty(), uses);
        }
        return List.of(
                Template.empty(),
                both(guarded(false, true), uses),
                both(guarded(true, false), uses),
                uses);
    }

    /** Further combinations. */
    static List<Template> more(ObjectClass objectClass, @Nullable KeyType keyType) {
        if (!isGuarded(objectClass)) {
            return List.of();
        }
        Template uses = allUses(objectClass, keyType);
        Template trusted = Template.builder().set(CKA_WRAP_WITH_TRUSTED, true).build();
        Template free = Template.builder().set(CKA_WRAP_WITH_TRUSTED, false).build();
        return List.of(
                both(guarded(true, false), onlyDerives(objectClass, keyType)),
                guarded(false, true),
                guarded(false, false),
                guarded(true, true),
                guarded(true, false),
                both(guarded(true, true), both(uses, free)),
                both(guarded(true, true), trusted),
                both(guarded(true, false), trusted));
    }

    /** Each attribute alone, with each value worth a try. */
    static List<Template> singles(ObjectClass objectClass, @Nullable KeyType keyType) {
        List<Template> all = new ArrayList<>();
        for (AttributeRule rule : settable(objectClass, keyType)) {
            values(rule.type()).forEach(value -> all.add(one(rule.type(), value)));
        }
        return all;
    }

    /** Each value by which the attribute could let more through. */
    static List<Template> changes(ObjectClass objectClass, @Nullable KeyType keyType) {
        return singles(objectClass, keyType);
    }

    @SuppressWarnings("unchecked") // Values are of the attribute's type, by its encoding.
    private static <T> Template one(AttributeType<T> type, Object value) {
        return Template.builder().set(type, (T) value).build();
    }

    private static List<Object> values(AttributeType<?> type) {
        Encoding encoding = type.encoding();
        return switch (encoding) {
            case BOOL -> List.of(true, false);
            case DATE ->
                    List.of(
                            Optional.empty(),
                            Optional.of(LocalDate.of(type == CKA_START_DATE ? 1999 : 2199, 1, 1)));
            case TEMPLATE -> List.of(Template.empty());
            case MECHANISMS -> List.of(Set.of(MechanismType.CKM_SHA512_HMAC));
            case UTF8 -> List.of("walk");
            case BYTES -> List.of(new byte[0]);
            case ULONG -> List.of(1L);
            case OBJECT_CLASS, KEY_TYPE -> List.of();
        };
    }

    /** Class, type and length. */
    static Template kind(ObjectClass objectClass, KeyType keyType, @Nullable Integer length) {
        Template.Builder kind = Template.builder().objectClass(objectClass).keyType(keyType);
        if (length != null) {
            kind.set(CKA_VALUE_LEN, (long) length);
        }
        return kind.build();
    }
}

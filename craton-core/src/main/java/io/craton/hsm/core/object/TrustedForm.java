package io.craton.hsm.core.object;

import static io.craton.hsm.AttributeType.*;

import io.craton.hsm.AttributeType;
import io.craton.hsm.KeyType;
import io.craton.hsm.MechanismInfo.Flag;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.Template;
import io.craton.hsm.core.mechanism.MechanismSpec;
import io.craton.hsm.core.mechanism.MechanismTable;
import io.craton.hsm.core.policy.Use;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which keys the SO can mark as trusted wrapping keys, which of these marks count, and which keys
 * guard what they unwrap (decision B39).
 *
 * <p>A key in the form was born in it, and no object with its value was ever in another: a copy, or
 * the same key in an old backup, wraps and unwraps with the same mechanism and does nothing else.
 * Therefore it is the form, and not the mark alone, that guards what is unwrapped: a copy that was
 * made before the key was marked is no way around the mark.
 */
public final class TrustedForm {
    /** What makes keys at random; PBKDF2 makes them of what somebody knows. */
    private static final Set<MechanismType> AT_RANDOM =
            EnumSet.of(
                    MechanismType.CKM_AES_KEY_GEN,
                    MechanismType.CKM_CHACHA20_KEY_GEN,
                    MechanismType.CKM_RSA_PKCS_KEY_PAIR_GEN);

    private static final int WRAPPING = Use.WRAP.bit() | Use.UNWRAP.bit();

    private TrustedForm() {}

    /** The parts of wrapping keys: their classes, their types, and what each of them is for. */
    private enum Part {
        SECRET(
                ObjectClass.CKO_SECRET_KEY,
                Use.WRAP,
                WRAPPING,
                KeyType.CKK_AES,
                KeyType.CKK_CHACHA20),
        PUBLIC(ObjectClass.CKO_PUBLIC_KEY, Use.WRAP, Use.WRAP.bit(), KeyType.CKK_RSA),
        PRIVATE(ObjectClass.CKO_PRIVATE_KEY, Use.UNWRAP, Use.UNWRAP.bit(), KeyType.CKK_RSA);

        private final ObjectClass objectClass;
        private final Use needed;
        private final int allowed;
        private final Set<KeyType> types;

        Part(ObjectClass objectClass, Use needed, int allowed, KeyType... types) {
            this.objectClass = objectClass;
            this.needed = needed;
            this.allowed = allowed;
            this.types = Set.of(types);
        }

        static @Nullable Part of(Template key) {
            for (Part part : values()) {
                if (part.objectClass == key.get(CKA_CLASS)
                        && part.types.contains(key.get(CKA_KEY_TYPE))) {
                    return part;
                }
            }
            return null;
        }
    }

    /**
     * What keeps a key from being marked, each in a few words after "it"; empty if it is in the
     * form. Where its value comes from is another question: {@link #foreign}.
     *
     * @param facts the attributes of the key
     */
    public static List<String> objections(ObjectFacts facts) {
        Template key = facts.attributes();
        Part part = Part.of(key);
        if (part == null) {
            return List.of("is no AES, ChaCha20 or RSA key");
        }
        List<String> found = new ArrayList<>();
        unless(is(key, CKA_TOKEN), "is no token object", found);
        unless(part == Part.PUBLIC || is(key, CKA_PRIVATE), "is a public object", found);
        unless(
                isFalse(key, CKA_MODIFIABLE) && is(key, CKA_CRATON_BORN_FROZEN),
                "has not had CKA_MODIFIABLE false from the beginning",
                found);
        unless(
                part == Part.PUBLIC || isFalse(key, CKA_EXTRACTABLE),
                "has not CKA_EXTRACTABLE false",
                found);
        int uses = facts.uses();
        unless(
                (uses & part.needed.bit()) != 0 && (uses & ~part.allowed) == 0,
                part == Part.SECRET
                        ? "has other uses than CKA_WRAP and CKA_UNWRAP"
                        : "has not " + part.needed.attribute() + " as its only use",
                found);
        unless(
                oneMechanism(facts),
                "has not exactly one wrapping mechanism, and one that authenticates, in CKA_ALLOWED_MECHANISMS",
                found);
        unless(
                isFalse(key, CKA_COPYABLE) || !countsVectors(facts),
                "has not CKA_COPYABLE false, and a copy would count its initialisation vectors apart",
                found);
        unless(
                tripleDes(key, CKA_UNWRAP_TEMPLATE) == tripleDes(key, CKA_WRAP_TEMPLATE),
                "has a type of triple DES in one of CKA_WRAP_TEMPLATE and CKA_UNWRAP_TEMPLATE only",
                found);
        return found;
    }

    private static void unless(boolean fine, String objection, List<String> found) {
        if (!fine) {
            found.add(objection);
        }
    }

    /** RSA with PKCS#1 v1.5 authenticates nothing, and its padding can be asked for. */
    private static boolean oneMechanism(ObjectFacts facts) {
        Set<MechanismType> allowed = facts.allowed();
        if (allowed == null
                || allowed.size() != 1
                || allowed.contains(MechanismType.CKM_RSA_PKCS)) {
            return false;
        }
        MechanismSpec spec = MechanismTable.find(allowed.iterator().next()).orElse(null);
        KeyType type = facts.attributes().get(CKA_KEY_TYPE);
        return spec != null
                && type != null
                && spec.wrapsAuthenticated()
                && spec.keyTypes().contains(type);
    }

    /** Whether the module makes the vectors that the key wraps with, and counts them. */
    private static boolean countsVectors(ObjectFacts facts) {
        Set<MechanismType> allowed = facts.allowed();
        return allowed != null
                && allowed.stream()
                        .flatMap(each -> MechanismTable.find(each).stream())
                        .anyMatch(spec -> spec.can(Flag.CKF_MESSAGE_ENCRYPT));
    }

    /** The type of triple DES keys that a template of the key speaks of, or null. */
    private static @Nullable KeyType tripleDes(Template key, AttributeType<Template> type) {
        KeyType named = key.get(type, Template.empty()).get(CKA_KEY_TYPE);
        return NewObject.TRIPLE_DES.contains(named) ? named : null;
    }

    /** Whether somebody may know the value: it was not made at random, and kept, by the module. */
    public static boolean foreign(ObjectFacts facts) {
        Template key = facts.attributes();
        Long maker = key.get(CKA_KEY_GEN_MECHANISM);
        boolean made =
                is(key, CKA_LOCAL)
                        && maker != null
                        && AT_RANDOM.stream().anyMatch(mechanism -> mechanism.code() == maker);
        boolean kept =
                key.get(CKA_CLASS) == ObjectClass.CKO_PUBLIC_KEY
                        || (is(key, CKA_CRATON_VALUE_UNKNOWN) && is(key, CKA_NEVER_EXTRACTABLE));
        return !(made && kept);
    }

    /** Whether a key is marked as trusted, and the mark counts when a key is wrapped. */
    public static boolean counts(ObjectFacts facts) {
        return facts.trusted()
                && objections(facts).isEmpty()
                && (is(facts.attributes(), CKA_CRATON_TRUST_ACCEPTED) || !foreign(facts));
    }

    /**
     * Whether what this key unwraps is guarded: it is marked, counting or not, or it wraps and
     * unwraps with one mechanism for ever, so that it or a copy of it may be marked.
     */
    public static boolean guards(ObjectFacts facts) {
        return facts.trusted() || bound(facts);
    }

    /** Whether a key wraps and unwraps with one mechanism and does nothing else, for ever. */
    public static boolean bound(ObjectFacts facts) {
        return isFalse(facts.attributes(), CKA_MODIFIABLE)
                && !is(facts.attributes(), CKA_EXTRACTABLE)
                && (facts.uses() & ~WRAPPING) == 0
                && oneMechanism(facts);
    }

    private static boolean is(Template key, AttributeType<Boolean> type) {
        return Boolean.TRUE.equals(key.get(type));
    }

    private static boolean isFalse(Template key, AttributeType<Boolean> type) {
        return Boolean.FALSE.equals(key.get(type));
    }
}

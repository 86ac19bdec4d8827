package io.craton.hsm.system.walk;

import static io.craton.hsm.AttributeType.*;

import io.craton.hsm.AttributeType;
import io.craton.hsm.MechanismType;
import io.craton.hsm.core.policy.Use;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which things the walk goes on with. A key is left out if another one with the same value can do
 * all that it can and is no better protected: what the attacker can do with the one, he can do with
 * the other. Of values of the same make (the same parts in the same order, of other lengths) only
 * so many are kept.
 */
final class Kept {
    /** What a key can do more with if it is true. */
    private static final Set<AttributeType<Boolean>> FREE =
            Set.of(CKA_EXTRACTABLE, CKA_MODIFIABLE, CKA_COPYABLE, CKA_TRUSTED);

    /** What a key can do less with if it is true. */
    private static final Set<AttributeType<Boolean>> BOUND =
            Set.of(
                    CKA_SENSITIVE,
                    CKA_WRAP_WITH_TRUSTED,
                    CKA_PRIVATE,
                    CKA_ALWAYS_AUTHENTICATE,
                    CKA_CRATON_COMPROMISED);

    private static final List<AttributeType<?>> RULES =
            List.of(
                    CKA_START_DATE,
                    CKA_END_DATE,
                    CKA_WRAP_TEMPLATE,
                    CKA_UNWRAP_TEMPLATE,
                    CKA_DERIVE_TEMPLATE);

    private final int ofOneMake;
    private final Map<Object, List<Item.Key>> keys = new HashMap<>();
    private final Map<Object, Set<Bits>> makes = new HashMap<>();
    private final Set<Object> blobs = new java.util.HashSet<>();

    Kept(int ofOneMake) {
        this.ofOneMake = ofOneMake;
    }

    /** Whether the walk goes on with this; if so, it is remembered. */
    boolean keep(Item item) {
        return item instanceof Item.Blob blob ? keep(blob) : keep((Item.Key) item);
    }

    private boolean keep(Item.Blob blob) {
        return blobs.add(
                List.of(
                        blob.mechanism().type(),
                        blob.mechanism().parameters().toString(),
                        blob.by().opener(),
                        blob.content().value(),
                        blob.bytes().length,
                        blob.aad() == null));
    }

    private boolean keep(Item.Key key) {
        List<Item.Key> same =
                keys.computeIfAbsent(
                        List.of(
                                key.objectClass(),
                                String.valueOf(key.keyType()),
                                key.value(),
                                key.opener()),
                        k -> new ArrayList<>());
        if (same.stream().anyMatch(other -> atLeast(other, key))) {
            return false;
        }
        Set<Bits> make =
                makes.computeIfAbsent(
                        List.of(
                                key.objectClass(),
                                String.valueOf(key.keyType()),
                                make(key.value())),
                        k -> new java.util.HashSet<>());
        if (!make.contains(key.value()) && make.size() >= ofOneMake) {
            return false;
        }
        make.add(key.value());
        same.add(key);
        return true;
    }

    /** Whether everything that one key can do, another can; to do nothing but derive is more. */
    private static boolean atLeast(Item.Key other, Item.Key key) {
        if (Protection.onlyDerives(key) && !Protection.onlyDerives(other)) {
            return false;
        }
        for (Use use : Use.values()) {
            if (key.is(use.attribute()) && !other.is(use.attribute())) {
                return false;
            }
        }
        return FREE.stream().noneMatch(each -> key.is(each) && !other.is(each))
                && BOUND.stream().noneMatch(each -> other.is(each) && !key.is(each))
                && RULES.stream().allMatch(each -> looser(other, key, each))
                && mechanisms(other, key);
    }

    private static boolean looser(Item.Key other, Item.Key key, AttributeType<?> rule) {
        @Nullable Object bound = other.attributes().get(rule);
        return bound == null
                || bound.equals(java.util.Optional.empty())
                || bound.equals(key.attributes().get(rule));
    }

    private static boolean mechanisms(Item.Key other, Item.Key key) {
        Set<MechanismType> wide = other.attributes().get(CKA_ALLOWED_MECHANISMS);
        Set<MechanismType> narrow = key.attributes().get(CKA_ALLOWED_MECHANISMS);
        return wide == null || (narrow != null && wide.containsAll(narrow));
    }

    /** The parts of a value, without their lengths: known ones, and runs of atoms. */
    private static String make(Bits value) {
        StringBuilder parts = new StringBuilder();
        int last = -2;
        for (int i = 0; i < value.length(); i++) {
            int now = value.isConstant(i) ? -1 : value.atom(i);
            if (now < 0) {
                if (last != -1) {
                    parts.append('k');
                }
            } else if (last < 0 || now != last + 1) {
                parts.append(value.flag(i) ? "x" : "a");
            }
            last = now;
        }
        return parts.toString();
    }
}

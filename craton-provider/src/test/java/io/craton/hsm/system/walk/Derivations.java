package io.craton.hsm.system.walk;

import static io.craton.hsm.AttributeType.CKA_DERIVE;
import static io.craton.hsm.KeyType.*;

import io.craton.hsm.AttributeType;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismInfo.Flag;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Template;
import io.craton.hsm.core.mechanism.MechanismSpec;
import io.craton.hsm.core.mechanism.MechanismTable;
import io.craton.hsm.system.walk.Step.Door;
import io.craton.hsm.system.walk.Step.Product;
import io.craton.hsm.system.walk.Step.Role;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Derivation with every mechanism that derives, by a key as the first and as the second one. */
final class Derivations {
    private static final List<KeyType> SECRET_TYPES =
            List.of(
                    CKK_GENERIC_SECRET,
                    CKK_AES,
                    CKK_SHA256_HMAC,
                    CKK_SHA512_HMAC,
                    CKK_HKDF,
                    CKK_CHACHA20,
                    CKK_DES2,
                    CKK_DES3,
                    CKK_AES_XTS);
    private static final int[] LENGTHS = {1, 13, 14, 15, 16, 17, 24, 32, 64, 200};
    private static final int[] FEW_LENGTHS = {1, 15, 16, 32};

    private Derivations() {}

    private record Kind(KeyType type, @Nullable Integer length) {}

    private static List<Kind> kinds(boolean all) {
        List<Kind> kinds = new ArrayList<>();
        kinds.add(new Kind(CKK_GENERIC_SECRET, null));
        for (int length : all ? LENGTHS : FEW_LENGTHS) {
            kinds.add(new Kind(CKK_GENERIC_SECRET, length));
        }
        kinds.add(new Kind(CKK_AES, 16));
        kinds.add(new Kind(CKK_AES, 32));
        if (all) {
            SECRET_TYPES.forEach(type -> kinds.add(new Kind(type, defaultLength(type))));
        }
        return kinds.stream().distinct().toList();
    }

    private static @Nullable Integer defaultLength(KeyType type) {
        return switch (type) {
            case CKK_AES_XTS -> 64;
            case CKK_DES2, CKK_DES3, CKK_CHACHA20 -> null;
            default -> 32;
        };
    }

    /**
     * Every derivation with a key as the first or as the second one.
     *
     * @param key the key
     * @param others keys of the attacker for the other place
     * @param all whether every kind of result is asked for
     */
    static List<Shape> of(Item.Key key, List<Item.Key> others, boolean all) {
        List<Shape> shapes = new ArrayList<>();
        for (MechanismSpec spec : MechanismTable.all()) {
            if (!spec.can(Flag.CKF_DERIVE)) {
                continue;
            }
            for (Samples.Sample sample : Samples.of(spec, key.keyType())) {
                if (!sample.second()) {
                    if (spec.keyTypes().contains(key.keyType()) && !key.isPublic()) {
                        shapes(spec, sample, key, null, all, shapes);
                    }
                    continue;
                }
                if (!key.isSecret()) {
                    continue;
                }
                shapes(spec, sample, key, key, all, shapes);
                for (Item.Key other : others) {
                    shapes(spec, sample, key, other, all, shapes);
                    shapes(spec, sample, other, key, all, shapes);
                }
            }
        }
        return shapes;
    }

    private static void shapes(
            MechanismSpec spec,
            Samples.Sample sample,
            Item.Key base,
            Item.@Nullable Key second,
            boolean all,
            List<Shape> into) {
        if (spec.type() == MechanismType.CKM_PUB_KEY_FROM_PRIV_KEY) {
            into.add(
                    shape(
                            spec,
                            sample,
                            base,
                            second,
                            ObjectClass.CKO_PUBLIC_KEY,
                            base.keyType(),
                            Template.empty()));
            return;
        }
        if (spec.type() == MechanismType.CKM_HKDF_DATA) {
            Template length = Template.builder().set(AttributeType.CKA_VALUE_LEN, 32L).build();
            into.add(shape(spec, sample, base, second, ObjectClass.CKO_DATA, null, length));
            return;
        }
        for (Kind kind : kinds(all)) {
            into.add(
                    shape(
                            spec,
                            sample,
                            base,
                            second,
                            ObjectClass.CKO_SECRET_KEY,
                            kind.type(),
                            Asks.kind(ObjectClass.CKO_SECRET_KEY, kind.type(), kind.length())));
        }
    }

    private static Shape shape(
            MechanismSpec spec,
            Samples.Sample sample,
            Item.Key base,
            Item.@Nullable Key second,
            ObjectClass objectClass,
            @Nullable KeyType keyType,
            Template fixed) {
        List<Item> items = second == null ? List.of(base) : List.of(base, second);
        List<Role> roles = new ArrayList<>();
        roles.add(new Role(0, CKA_DERIVE));
        if (second != null) {
            roles.add(new Role(1, CKA_DERIVE));
        }
        return new Shape(
                "derive",
                Door.API,
                spec.type(),
                sample.name(),
                items,
                roles,
                objectClass,
                keyType,
                fixed,
                asked -> (bench, now) -> derive(bench, spec.type(), sample, now, asked));
    }

    private static List<Product> derive(
            Bench bench,
            MechanismType type,
            Samples.Sample sample,
            List<Item> items,
            Template asked) {
        Item.Key base = (Item.Key) items.get(0);
        Item.Key second = items.size() > 1 ? (Item.Key) items.get(1) : null;
        Mechanism mechanism =
                Mechanism.of(type, sample.of(second == null ? null : second.handle(), 0));
        ObjectHandle made = bench.session().deriveKey(mechanism, base.handle(), asked);
        return List.of(
                new Product.NewKey(made, Formulas.of(mechanism, sample.name(), base, second)));
    }
}

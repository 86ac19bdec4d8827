package io.craton.hsm.system.walk;

import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.Template;
import io.craton.hsm.core.mechanism.MechanismSpec;
import io.craton.hsm.core.mechanism.MechanismTable;
import io.craton.hsm.core.policy.Use;
import io.craton.hsm.system.walk.Step.Door;
import io.craton.hsm.system.walk.Step.Product;
import io.craton.hsm.system.walk.Step.Role;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Encryption, decryption, signatures, MACs, verification, in one piece and by messages, with every
 * mechanism that does them. Data is known to the attacker; what is decrypted is a constant, a
 * wrapped key, or a forgery with the shortest tag; what is verified is the right tag, which counts
 * if it is short enough to be guessed.
 */
final class Uses {
    private Uses() {}

    /** Every use of a key. */
    static List<Step> of(Item.Key key, List<Item.Blob> blobs) {
        List<Step> steps = new ArrayList<>();
        for (MechanismSpec spec : MechanismTable.all()) {
            if (!spec.keyTypes().contains(key.keyType())) {
                continue;
            }
            for (Use use : Use.values()) {
                if (spec.can(use.flag()) && use.suits(key.objectClass())) {
                    of(spec, use, key, blobs, steps);
                }
            }
        }
        return steps;
    }

    /** Every decryption of a wrapped key. */
    static List<Step> decryptions(Item.Key key, Item.Blob blob) {
        return of(key, List.of(blob)).stream().filter(step -> step.items().size() > 1).toList();
    }

    private static void of(
            MechanismSpec spec, Use use, Item.Key key, List<Item.Blob> blobs, List<Step> into) {
        for (Door door : List.of(Door.API, Door.FUNCTIONS)) {
            if (!Doors.has(door, use)) {
                continue;
            }
            for (Samples.Sample sample : Samples.of(spec, key.keyType())) {
                into.add(step(spec, use, door, sample, key, null));
                if (use == Use.DECRYPT) {
                    blobs.forEach(blob -> into.add(step(spec, use, door, sample, key, blob)));
                }
            }
        }
    }

    private static Step step(
            MechanismSpec spec,
            Use use,
            Door door,
            Samples.Sample sample,
            Item.Key key,
            Item.@Nullable Blob blob) {
        return new Step(
                use.name().toLowerCase(java.util.Locale.ROOT),
                door,
                spec.type(),
                sample.name(),
                blob == null ? List.of(key) : List.of(key, blob),
                List.of(new Role(0, use.attribute())),
                Template.empty(),
                (bench, items) -> run(bench, spec.type(), use, door, sample, items));
    }

    private static List<Product> run(
            Bench bench,
            MechanismType type,
            Use use,
            Door door,
            Samples.Sample sample,
            List<Item> items) {
        Item.Key key = (Item.Key) items.get(0);
        byte[] data = items.size() > 1 ? ((Item.Blob) items.get(1)).bytes() : input(type, key);
        Mechanism mechanism = Mechanism.of(type, sample.of(null, data.length));
        switch (use) {
            case VERIFY, MESSAGE_VERIFY -> {
                byte[] value = bench.atoms().real(key.value());
                byte[] tag = Objects.requireNonNullElse(Truth.tag(mechanism, value, data), data);
                Doors.use(bench.session(), door, use, mechanism, key.handle(), data, tag);
                return List.of(new Product.Accepted(tag.length));
            }
            case VERIFY_RECOVER -> {
                byte[] back =
                        Doors.use(bench.session(), door, use, mechanism, key.handle(), data, data);
                return List.of(new Product.Output(back, data));
            }
            case DECRYPT, MESSAGE_DECRYPT -> {
                return decrypt(bench, use, door, mechanism, key, data, items.size() == 1);
            }
            default -> {
                byte[] out =
                        Doors.use(
                                bench.session(),
                                door,
                                use,
                                mechanism,
                                key.handle(),
                                data,
                                new byte[0]);
                return List.of(new Product.Output(out, data));
            }
        }
    }

    private static List<Product> decrypt(
            Bench bench,
            Use use,
            Door door,
            Mechanism mechanism,
            Item.Key key,
            byte[] data,
            boolean forge) {
        byte[] sealed =
                forge && key.isSecret()
                        ? Truth.sealed(mechanism, bench.atoms().real(key.value()), data)
                        : null;
        byte[] whole = sealed == null ? data : sealed;
        int tag = sealed == null ? 0 : sealed.length - data.length;
        byte[] body = whole;
        byte[] end = new byte[0];
        if (use == Use.MESSAGE_DECRYPT) {
            int at = Math.max(0, whole.length - (tag == 0 ? 16 : tag));
            body = Arrays.copyOf(whole, at);
            end = Arrays.copyOfRange(whole, at, whole.length);
        }
        byte[] out = Doors.use(bench.session(), door, use, mechanism, key.handle(), body, end);
        return tag == 0
                ? List.of(new Product.Output(out, whole))
                : List.of(new Product.Accepted(tag));
    }

    /** Data that a mechanism takes. */
    static byte[] input(MechanismType type, Item.Key key) {
        if (type == MechanismType.CKM_RSA_X_509) {
            byte[] number = new byte[256];
            number[255] = 3;
            return number;
        }
        return new byte[32];
    }
}

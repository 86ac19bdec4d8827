package io.craton.hsm.system.walk;

import static io.craton.hsm.AttributeType.*;

import io.craton.hsm.Encapsulation;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismInfo.Flag;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.core.mechanism.MechanismSpec;
import io.craton.hsm.core.mechanism.MechanismTable;
import io.craton.hsm.system.walk.Atoms.Kind;
import io.craton.hsm.system.walk.Step.Door;
import io.craton.hsm.system.walk.Step.Product;
import io.craton.hsm.system.walk.Step.Role;
import java.util.ArrayList;
import java.util.List;

/** Decapsulation of what the attacker has encapsulated for a private key. */
final class Shares {
    private Shares() {}

    static List<Shape> decapsulations(Item.Key key) {
        List<Shape> shapes = new ArrayList<>();
        for (MechanismSpec spec : MechanismTable.all()) {
            if (!spec.can(Flag.CKF_DECAPSULATE) || !spec.keyTypes().contains(key.keyType())) {
                continue;
            }
            for (Samples.Sample sample : Samples.of(spec, key.keyType())) {
                for (KeyType type : List.of(KeyType.CKK_GENERIC_SECRET, KeyType.CKK_AES)) {
                    shapes.add(shape(spec.type(), sample, key, type));
                }
            }
        }
        return shapes;
    }

    private static Shape shape(
            MechanismType type, Samples.Sample sample, Item.Key key, KeyType result) {
        Integer length = result == KeyType.CKK_AES ? 32 : null;
        return new Shape(
                "decapsulate",
                Door.API,
                type,
                sample.name(),
                List.of(key),
                List.of(new Role(0, CKA_DECAPSULATE)),
                ObjectClass.CKO_SECRET_KEY,
                result,
                Asks.kind(ObjectClass.CKO_SECRET_KEY, result, length),
                asked -> (bench, items) -> run(bench, type, sample, items, asked));
    }

    private static List<Product> run(
            Bench bench,
            MechanismType type,
            Samples.Sample sample,
            List<Item> items,
            Template asked) {
        Item.Key key = (Item.Key) items.get(0);
        Session session = bench.session();
        Mechanism mechanism = Mechanism.of(type, sample.of(null, 0));
        ObjectHandle half =
                session.deriveKey(
                        Mechanism.of(MechanismType.CKM_PUB_KEY_FROM_PRIV_KEY),
                        key.handle(),
                        Template.builder()
                                .objectClass(ObjectClass.CKO_PUBLIC_KEY)
                                .keyType(key.attributes().get(CKA_KEY_TYPE, KeyType.CKK_EC))
                                .set(CKA_ENCAPSULATE, true)
                                .build());
        Encapsulation sent =
                session.encapsulateKey(
                        mechanism,
                        half,
                        Asks.kind(ObjectClass.CKO_SECRET_KEY, KeyType.CKK_GENERIC_SECRET, null));
        try {
            ObjectHandle made =
                    session.decapsulateKey(mechanism, key.handle(), asked, sent.ciphertext());
            return List.of(
                    new Product.NewKey(
                            made,
                            (atoms, real) ->
                                    atoms.computed(
                                            type + " " + java.util.Arrays.hashCode(real),
                                            Kind.AGREEMENT,
                                            List.of(key.value()),
                                            real)));
        } finally {
            bench.destroy(sent.key());
            bench.destroy(half);
        }
    }
}

package io.craton.hsm.system.walk;

import static io.craton.hsm.AttributeType.*;
import static io.craton.hsm.KeyType.*;

import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Template;
import io.craton.hsm.system.walk.Victims.Victim;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Victims (b) and (c): keys that may leave under trusted keys only, beside a key that a fooled
 * officer was asked to trust; the keys that were copied from it before, and what an old copy of the
 * store has of it.
 */
record TrustScenario(
        Candidates.Candidate candidate, int levels, UnaryOperator<HsmConfig.Builder> settings)
        implements World.Scenario {

    @Override
    public String name() {
        return "T: " + candidate.name();
    }

    @Override
    public void build(World world) throws Exception {
        Pool.addTo(world);
        List<Item.Key> made;
        try {
            made = candidate.maker().make(world);
        } catch (HsmException e) {
            return;
        }
        List<Item.Key> mates = new ArrayList<>();
        for (Item.Key key : made) {
            mates.addAll(twins(world, key));
        }
        String id = made.get(0).attributes().get(CKA_UNIQUE_ID, "");
        boolean[] trusted = new boolean[1];
        world.bench().asOfficer(() -> trusted[0] = Officer.trusts(world.bench(), id));
        world.judge().trusted(trusted[0]);
        if (!trusted[0]) {
            return;
        }
        for (Victim victim : victims()) {
            victim.maker().make(world);
        }
        world.onlyWrapped();
        made.forEach(world::root);
        mates.forEach(world::twin);
    }

    /** What there is of a key before it is trusted. */
    private static List<Item.Key> twins(World world, Item.Key key) {
        List<Item.Key> twins = new ArrayList<>();
        Bench bench = world.bench();
        twins.add(twin(world, key, "old copy of ", bench.oldCopy(key.handle())));
        List<Template> changes = new ArrayList<>(List.of(Template.empty()));
        changes.add(Template.builder().set(CKA_MODIFIABLE, true).build());
        KeyType type = key.attributes().get(CKA_KEY_TYPE, CKK_AES);
        Asks.uses(key.objectClass(), type)
                .forEach(use -> changes.add(Template.builder().set(use, true).build()));
        for (Template change : changes) {
            try {
                ObjectHandle copy = bench.session().copyObject(key.handle(), change);
                twins.add(twin(world, key, "copy " + Show.template(change) + " of ", copy));
            } catch (HsmException e) {
                // A copy that is refused is one twin less.
            }
        }
        return twins;
    }

    private static Item.Key twin(World world, Item.Key key, String what, ObjectHandle handle) {
        return new Item.Key(
                what + key.name(),
                null,
                handle,
                world.bench().attributes(handle),
                key.value(),
                key.opener(),
                key.attacker());
    }

    static List<Victim> victims() {
        List<Victim> all = new ArrayList<>();
        Template weak =
                Keys.guarded(true, true, true).toBuilder().set(CKA_WRAP_WITH_TRUSTED, true).build();
        ObjectClass secret = ObjectClass.CKO_SECRET_KEY;
        all.add(Victims.secret("travelling AES", CKK_AES, 32, weak, Asks.allUses(secret, CKK_AES)));
        all.add(
                Victims.secret(
                        "travelling secret of 20",
                        CKK_GENERIC_SECRET,
                        20,
                        weak,
                        Asks.allUses(secret, CKK_GENERIC_SECRET)));
        all.add(
                Victims.pair(
                        "travelling EC",
                        CKK_EC,
                        Template.empty(),
                        weak,
                        Asks.allUses(ObjectClass.CKO_PRIVATE_KEY, CKK_EC)));
        all.add(lucky("travelling AES that ends with 0", weak, 0));
        all.add(lucky("travelling AES that ends with 1", weak, 1));
        return all;
    }

    /**
     * One key of 256 ends with this byte. An attacker does not wait for it: he has 256 keys, or
     * makes the module look at another byte.
     */
    private static Victim lucky(String name, Template weak, int last) {
        Template template =
                Keys.all(
                        Keys.named(name),
                        weak,
                        Keys.frozen(),
                        Asks.allUses(ObjectClass.CKO_SECRET_KEY, CKK_AES),
                        Template.builder().set(CKA_VALUE_LEN, 24L).build());
        return new Victim(
                name,
                world -> {
                    Bench bench = world.bench();
                    ObjectHandle handle = null;
                    for (@Nullable ObjectHandle next = null; handle == null; next = null) {
                        next = bench.session().generateKey(Victims.generation(CKK_AES), template);
                        byte[] value = bench.secret(next);
                        if (value[value.length - 1] == last) {
                            handle = next;
                        } else {
                            bench.destroy(next);
                        }
                    }
                    world.root(world.judge().victim(name, handle));
                });
    }
}

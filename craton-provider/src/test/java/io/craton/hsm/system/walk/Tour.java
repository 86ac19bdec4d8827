package io.craton.hsm.system.walk;

import static io.craton.hsm.AttributeType.*;

import io.craton.hsm.Encapsulation;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyPairHandles;
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
import io.craton.hsm.core.policy.Use;
import io.craton.hsm.system.walk.Step.Call;
import io.craton.hsm.system.walk.Step.Door;
import io.craton.hsm.system.walk.Step.Product;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What every mechanism does with keys that may do everything: it shows that the samples of the walk
 * are such that each mechanism accepts one. Without this, a walk in which every call was refused
 * for a wrong parameter would find nothing and look the same.
 */
final class Tour {
    private final World world;
    private final Session session;
    private final Counts counts;
    private final List<Item.Key> keys;

    private Tour(World world, Counts counts) {
        this.world = world;
        this.session = world.bench().session();
        this.counts = counts;
        this.keys = Pool.ofEveryType(world);
    }

    /** Goes round, and notes what succeeded. */
    static void round(Counts counts) throws Exception {
        try (World world =
                new World(
                        new World.Scenario() {
                            @Override
                            public String name() {
                                return "tour";
                            }

                            @Override
                            public int levels() {
                                return 0;
                            }

                            @Override
                            public void build(World made) {
                                Pool.addTo(made);
                            }
                        })) {
            Tour tour = new Tour(world, counts);
            MechanismTable.all().forEach(tour::mechanism);
            tour.keys.stream().filter(key -> !key.isPublic()).forEach(tour::derivations);
            StatefulSignatures.verify(tour::run, world.bench().session());
        }
    }

    private void mechanism(MechanismSpec spec) {
        if (spec.can(Flag.CKF_DIGEST)) {
            run(
                    "digest",
                    spec.type(),
                    (bench, items) -> output(session.digest(of(spec), new byte[32])));
        }
        if (spec.can(Flag.CKF_GENERATE)) {
            spec.keyTypes().forEach(type -> generate(spec, type));
        }
        if (spec.can(Flag.CKF_GENERATE_KEY_PAIR)) {
            KeyType type = spec.keyTypes().iterator().next();
            run("generate pair", spec.type(), (bench, items) -> pair(spec, type));
        }
        for (Item.Key key : keys) {
            if (spec.keyTypes().contains(key.keyType())) {
                uses(spec, key);
            }
        }
    }

    private static Mechanism of(MechanismSpec spec) {
        return Mechanism.of(spec.type());
    }

    private static List<Product> output(byte[] bytes) {
        return List.of(new Product.Output(bytes, new byte[0]));
    }

    private void generate(MechanismSpec spec, KeyType type) {
        Template.Builder template = Template.builder().set(CKA_VALUE_LEN, 32L);
        if (spec.keyTypes().size() > 1) {
            template.objectClass(ObjectClass.CKO_SECRET_KEY).keyType(type);
        }
        Samples.Sample sample = Samples.of(spec, type).get(0);
        for (Template each : List.of(template.build(), Template.empty())) {
            run(
                    "generate",
                    spec.type(),
                    (bench, items) ->
                            made(
                                    session.generateKey(
                                            Mechanism.of(spec.type(), sample.of(null, 0)), each)));
        }
    }

    private List<Product> pair(MechanismSpec spec, KeyType type) {
        KeyPairHandles pair =
                session.generateKeyPair(of(spec), Keys.domain(type), Template.empty());
        made(pair.publicKey());
        return made(pair.privateKey());
    }

    private List<Product> made(ObjectHandle handle) {
        world.bench().destroy(handle);
        return List.of(new Product.Done());
    }

    private void uses(MechanismSpec spec, Item.Key key) {
        for (Samples.Sample sample : Samples.of(spec, key.keyType())) {
            if (spec.can(Flag.CKF_SIGN) && !key.isPublic()) {
                both(spec, sample, key, Use.SIGN, Use.VERIFY);
            }
            if (spec.can(Flag.CKF_ENCRYPT) && !isPrivate(key)) {
                both(spec, sample, key, Use.ENCRYPT, Use.DECRYPT);
            }
            if (spec.can(Flag.CKF_WRAP) && !isPrivate(key)) {
                wrap(spec, sample, key);
            }
            if (spec.can(Flag.CKF_ENCAPSULATE) && key.isPublic()) {
                share(spec, sample, key);
            }
        }
    }

    private void derivations(Item.Key key) {
        Set<MechanismType> done = new HashSet<>();
        for (Shape shape : Derivations.of(key, world.derivers(), false)) {
            boolean sized = shape.fixed().has(CKA_VALUE_LEN);
            if (!done.contains(shape.mechanism()) && derive(shape, !sized)) {
                done.add(shape.mechanism());
            }
        }
    }

    private static boolean isPrivate(Item.Key key) {
        return key.objectClass() == ObjectClass.CKO_PRIVATE_KEY;
    }

    private ObjectHandle partner(Item.Key key) {
        if (key.isSecret()) {
            return key.handle();
        }
        return keys.stream()
                .filter(other -> other != key && other.keyType() == key.keyType())
                .findFirst()
                .orElseThrow()
                .handle();
    }

    private void both(
            MechanismSpec spec, Samples.Sample sample, Item.Key key, Use first, Use second) {
        byte[] data = Uses.input(spec.type(), key);
        byte[][] out = new byte[1][];
        String there = first.name().toLowerCase(java.util.Locale.ROOT);
        String back = second.name().toLowerCase(java.util.Locale.ROOT);
        run(
                there,
                spec.type(),
                (bench, items) -> {
                    Mechanism mechanism = Mechanism.of(spec.type(), sample.of(null, data.length));
                    out[0] =
                            Doors.use(
                                    session,
                                    Door.API,
                                    first,
                                    mechanism,
                                    key.handle(),
                                    data,
                                    new byte[0]);
                    return output(out[0]);
                });
        if (out[0] != null) {
            run(
                    back,
                    spec.type(),
                    (bench, items) -> {
                        Mechanism mechanism =
                                Mechanism.of(spec.type(), sample.of(null, data.length));
                        byte[] given = second == Use.VERIFY ? data : out[0];
                        return output(
                                Doors.use(
                                        session,
                                        Door.API,
                                        second,
                                        mechanism,
                                        partner(key),
                                        given,
                                        out[0]));
                    });
        }
    }

    private void wrap(MechanismSpec spec, Samples.Sample sample, Item.Key key) {
        Item.Key content = world.contents().get(0);
        for (Step step : Wrappings.of(key, content)) {
            if (step.mechanism() == spec.type() && step.detail().equals(sample.name())) {
                List<Product> wrapped = run(step);
                if (!wrapped.isEmpty()) {
                    unwrap(step, (Product.Wrapped) wrapped.get(0), key, content);
                }
            }
        }
    }

    private void unwrap(Step step, Product.Wrapped wrapped, Item.Key key, Item.Key content) {
        Item.Key with =
                keys.stream()
                        .filter(each -> each.handle().equals(partner(key)))
                        .findFirst()
                        .orElse(key);
        Item.Blob blob =
                new Item.Blob(
                        "wrapped",
                        new Item.Made(step, 0),
                        wrapped.bytes(),
                        wrapped.mechanism(),
                        wrapped.aad(),
                        key,
                        content);
        derive(Unwrappings.whole(with, blob).get(0), true);
    }

    private void share(MechanismSpec spec, Samples.Sample sample, Item.Key key) {
        Template generic = Asks.kind(ObjectClass.CKO_SECRET_KEY, KeyType.CKK_GENERIC_SECRET, null);
        Mechanism mechanism = Mechanism.of(spec.type(), sample.of(null, 0));
        byte[][] sent = new byte[1][];
        run(
                "encapsulate",
                spec.type(),
                (bench, items) -> {
                    Encapsulation made = session.encapsulateKey(mechanism, key.handle(), generic);
                    sent[0] = made.ciphertext();
                    return made(made.key());
                });
        if (sent[0] != null) {
            run(
                    "decapsulate",
                    spec.type(),
                    (bench, items) ->
                            made(
                                    session.decapsulateKey(
                                            mechanism, partner(key), generic, sent[0])));
        }
    }

    /** Whether it succeeded. */
    private boolean derive(Shape shape, boolean everything) {
        List<Template> asks = new ArrayList<>(Asks.few(shape.objectClass(), shape.keyType()));
        if (everything) {
            asks.addAll(Asks.singles(shape.objectClass(), shape.keyType()));
        }
        boolean any = false;
        for (Template ask : asks) {
            for (Product product : run(shape.with(ask))) {
                any = true;
                if (product instanceof Product.NewKey key) {
                    made(key.handle());
                } else if (product instanceof Product.Unwrapped key) {
                    made(key.handle());
                }
            }
        }
        return any;
    }

    private void run(String kind, MechanismType type, Call call) {
        run(new Step(kind, Door.API, type, "", List.of(), List.of(), Template.empty(), call));
    }

    private List<Product> run(Step step) {
        try {
            List<Product> products = step.call().make(world.bench(), step.items());
            counts.tried(step, 0, true);
            return products;
        } catch (HsmException e) {
            counts.tried(step, 0, false);
            return List.of();
        } catch (Exception e) {
            throw new AssertionError("the module failed in " + step, e);
        }
    }

    /** Takes a step. */
    interface Runner {
        void run(String kind, MechanismType type, Call call);
    }
}

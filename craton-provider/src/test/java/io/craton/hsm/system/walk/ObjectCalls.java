package io.craton.hsm.system.walk;

import io.craton.hsm.AttributeCodec;
import io.craton.hsm.AttributeRequest;
import io.craton.hsm.AttributeType;
import io.craton.hsm.DigestOperation;
import io.craton.hsm.HsmException;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.OperationKind;
import io.craton.hsm.SessionFunctions;
import io.craton.hsm.Template;
import io.craton.hsm.core.mechanism.MechanismSpec;
import io.craton.hsm.core.mechanism.MechanismTable;
import io.craton.hsm.core.object.AttributeRule;
import io.craton.hsm.core.object.AttributeRules;
import io.craton.hsm.system.walk.Step.Door;
import io.craton.hsm.system.walk.Step.Product;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;

/** Copies, changes, reading of attributes, digests of keys. */
final class ObjectCalls {
    private ObjectCalls() {}

    /** Copies of a key. */
    static Shape copy(Item.Key key) {
        return new Shape(
                "copy",
                Door.API,
                null,
                "",
                List.of(key),
                List.of(),
                key.objectClass(),
                key.keyType(),
                Template.empty(),
                asked ->
                        (bench, items) -> {
                            Item.Key source = (Item.Key) items.get(0);
                            ObjectHandle made = bench.session().copyObject(source.handle(), asked);
                            return List.of(
                                    new Product.NewKey(made, (atoms, real) -> source.value()));
                        });
    }

    /**
     * Changes of a key. What is changed is another object, as it was before: the attacker can have
     * both, for he can put an old copy of the store back.
     */
    static Shape change(Item.Key key) {
        return new Shape(
                "set",
                Door.API,
                null,
                "",
                List.of(key),
                List.of(),
                key.objectClass(),
                key.keyType(),
                Template.empty(),
                asked ->
                        (bench, items) -> {
                            Item.Key before = (Item.Key) items.get(0);
                            ObjectHandle twin = bench.oldCopy(before.handle());
                            try {
                                bench.session().setAttributes(twin, asked);
                            } catch (HsmException e) {
                                bench.destroy(twin);
                                throw e;
                            }
                            return List.of(
                                    new Product.NewKey(twin, (atoms, real) -> before.value()));
                        });
    }

    /** Reading of every attribute and digests with every mechanism. */
    static List<Step> looks(Item.Key key) {
        List<Step> steps = new ArrayList<>();
        for (AttributeRule rule : AttributeRules.of(key.objectClass(), key.keyType()).all()) {
            for (Door door : List.of(Door.API, Door.FUNCTIONS)) {
                steps.add(
                        new Step(
                                "read",
                                door,
                                null,
                                rule.type().name(),
                                List.of(key),
                                List.of(),
                                Template.empty(),
                                (bench, items) -> read(bench, door, rule.type(), items)));
            }
        }
        for (MechanismSpec spec : MechanismTable.all()) {
            if (Formulas.isDigestMechanism(spec.type()) && key.isSecret()) {
                steps.add(digest(key, spec.type(), Door.API));
                steps.add(digest(key, spec.type(), Door.FUNCTIONS));
            }
        }
        return steps;
    }

    private static List<Product> read(
            Bench bench, Door door, AttributeType<?> type, List<Item> items) {
        ObjectHandle handle = ((Item.Key) items.get(0)).handle();
        byte[] value;
        if (door == Door.API) {
            Object found = bench.session().getAttribute(handle, type);
            value = found instanceof byte[] bytes ? bytes : new byte[0];
        } else {
            ByteBuffer room = ByteBuffer.allocate(8192);
            AttributeRequest request = new AttributeRequest(type.code(), room);
            bench.session()
                    .functions()
                    .getAttributeValue(
                            handle,
                            List.of(request),
                            AttributeCodec.of(ByteOrder.LITTLE_ENDIAN, 8));
            value = Arrays.copyOf(room.array(), (int) Math.max(0, request.length()));
        }
        return List.of(new Product.Output(value, new byte[0]));
    }

    private static Step digest(Item.Key key, MechanismType type, Door door) {
        return new Step(
                "digest",
                door,
                type,
                "",
                List.of(key),
                List.of(),
                Template.empty(),
                (bench, items) -> {
                    ObjectHandle handle = ((Item.Key) items.get(0)).handle();
                    byte[] digest =
                            door == Door.API
                                    ? byOperation(bench, type, handle)
                                    : byFunction(bench, type, handle);
                    return List.of(new Product.Output(digest, new byte[0]));
                });
    }

    private static byte[] byOperation(Bench bench, MechanismType type, ObjectHandle handle) {
        try (DigestOperation digest = bench.session().digester(Mechanism.of(type))) {
            digest.updateKey(handle);
            return digest.digest();
        }
    }

    private static byte[] byFunction(Bench bench, MechanismType type, ObjectHandle handle) {
        SessionFunctions functions = bench.session().functions();
        ByteBuffer out = ByteBuffer.allocate(64);
        try {
            functions.digestInit(Mechanism.of(type));
            functions.digestKey(handle);
            return Arrays.copyOf(out.array(), functions.digestFinal(out));
        } finally {
            functions.sessionCancel(EnumSet.of(OperationKind.DIGEST));
        }
    }
}

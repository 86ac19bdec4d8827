package io.craton.hsm.system.walk;

import static io.craton.hsm.AttributeType.*;

import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Template;
import io.craton.hsm.system.walk.Step.Product;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether an unwrapping that fails says the same whatever the key is. Keys with values on which
 * parsers stumble in different ways are wrapped and unwrapped as everything that they are not; for
 * all of them the answer must be the same to the letter, yes or no included.
 */
final class Texts {
    private static final int LENGTH = 24;

    private final World world;
    private final List<Item.Key> keys = new ArrayList<>();

    private Texts(World world) {
        this.world = world;
    }

    /** The steps whose answers differ, with two of the answers. */
    static List<String> thatDiffer() throws Exception {
        try (World world =
                new World(
                        new World.Scenario() {
                            @Override
                            public String name() {
                                return "texts";
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
            Texts texts = new Texts(world);
            values(world.bench()).forEach(texts::add);
            List<String> differ = new ArrayList<>();
            texts.compare(Pool.secret(world, "unwraps AES", KeyType.CKK_AES, 32), null, differ);
            List<Item.Key> rsa = Pool.pair(world, "unwraps RSA", KeyType.CKK_RSA);
            texts.compare(rsa.get(0), rsa.get(1), differ);
            return differ;
        }
    }

    private static List<byte[]> values(Bench bench) {
        List<byte[]> values = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            values.add(bench.session().generateRandom(LENGTH));
        }
        for (String head :
                List.of(
                        "308412345678",
                        "3016020100",
                        "30160201003005",
                        "3080",
                        "301604142345",
                        "0500",
                        "04820100",
                        "0316")) {
            byte[] value = bench.session().generateRandom(LENGTH);
            byte[] start = HexFormat.of().parseHex(head);
            System.arraycopy(start, 0, value, 0, start.length);
            values.add(value);
        }
        for (int end : new int[] {0, 1, 8}) {
            byte[] value = bench.session().generateRandom(LENGTH);
            Arrays.fill(value, LENGTH - Math.max(1, end), LENGTH, (byte) end);
            values.add(value);
        }
        return values;
    }

    private void add(byte[] value) {
        Template template =
                Keys.guarded(true, true, true).toBuilder()
                        .objectClass(ObjectClass.CKO_SECRET_KEY)
                        .keyType(KeyType.CKK_GENERIC_SECRET)
                        .set(CKA_VALUE, value)
                        .build();
        ObjectHandle handle = world.bench().session().createObject(template);
        keys.add(world.judge().known("a key", handle));
    }

    private void compare(Item.Key by, Item.@Nullable Key half, List<String> differ) {
        Map<String, String> first = new LinkedHashMap<>();
        for (Item.Key key : keys) {
            for (Step step : Wrappings.of(by, key)) {
                Item.Blob blob = wrapped(step, by, key);
                if (blob != null) {
                    unwrap(half == null ? by : half, blob, first, differ);
                }
            }
        }
    }

    private Item.@Nullable Blob wrapped(Step step, Item.Key by, Item.Key key) {
        try {
            Product.Wrapped wrapped =
                    (Product.Wrapped) step.call().make(world.bench(), step.items()).get(0);
            return new Item.Blob(
                    step.kind() + " " + step.mechanism() + " " + step.detail(),
                    new Item.Made(step, 0),
                    wrapped.bytes(),
                    wrapped.mechanism(),
                    wrapped.aad(),
                    by,
                    key);
        } catch (HsmException e) {
            return null;
        } catch (Exception e) {
            throw new AssertionError("the module failed in " + step, e);
        }
    }

    private void unwrap(
            Item.Key with, Item.Blob blob, Map<String, String> first, List<String> differ) {
        for (Shape shape : Unwrappings.asEverything(with, blob)) {
            Step step = shape.with(Template.empty());
            String name = step.toString();
            String answer = answer(step);
            String before = first.putIfAbsent(name, answer);
            if (before != null && !before.equals(answer)) {
                differ.add(name + "\n      " + before + "\n      " + answer);
                first.put(name, answer);
            }
        }
    }

    private String answer(Step step) {
        try {
            Product.Unwrapped key =
                    (Product.Unwrapped) step.call().make(world.bench(), step.items()).get(0);
            world.bench().destroy(key.handle());
            return "yes";
        } catch (Exception e) {
            StringBuilder text = new StringBuilder();
            for (Throwable each = e; each != null; each = each.getCause()) {
                text.append(each).append("; ");
            }
            return text.toString();
        }
    }
}

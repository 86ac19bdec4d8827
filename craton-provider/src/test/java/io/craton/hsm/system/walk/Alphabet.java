package io.craton.hsm.system.walk;

import static io.craton.hsm.AttributeType.*;

import java.security.Provider;
import java.util.ArrayList;
import java.util.List;

/** Everything that can be done with an item, generated from the tables. */
final class Alphabet {
    private final World world;
    private final Provider provider;

    Alphabet(World world) throws Exception {
        this.world = world;
        this.provider = world.bench().provider();
    }

    /**
     * The calls that make a key, with an item that is new.
     *
     * @param first whether it is one with which the walk began
     * @param before all items, the new one among them
     */
    List<Shape> shapes(Item item, boolean first, List<Item> before) {
        List<Shape> shapes = new ArrayList<>();
        if (item instanceof Item.Blob blob) {
            for (Item other : before) {
                if (other instanceof Item.Key key && opens(key, blob)) {
                    shapes.addAll(Unwrappings.whole(key, blob));
                    shapes.addAll(Unwrappings.altered(key, blob));
                }
            }
            return shapes;
        }
        Item.Key key = (Item.Key) item;
        for (Item other : before) {
            if (other instanceof Item.Blob blob && opens(key, blob)) {
                shapes.addAll(Unwrappings.whole(key, blob));
                shapes.addAll(Unwrappings.altered(key, blob));
            }
        }
        shapes.add(ObjectCalls.copy(key));
        shapes.add(ObjectCalls.change(key));
        if (key.isPublic()) {
            return shapes;
        }
        if (first || key.is(CKA_DERIVE)) {
            shapes.addAll(Derivations.of(key, world.derivers(), first));
        }
        if (first || key.is(CKA_DECAPSULATE)) {
            shapes.addAll(Shares.decapsulations(key));
        }
        return shapes;
    }

    private static boolean opens(Item.Key key, Item.Blob blob) {
        return !key.isPublic() && key.value().equals(blob.by().opener());
    }

    /**
     * The other calls with an item that is new.
     *
     * @param first whether it is one with which the walk began
     * @param before all items, the new one among them
     */
    List<Step> steps(Item item, boolean first, List<Item> before) {
        List<Step> steps = new ArrayList<>();
        List<Item.Blob> blobs = new ArrayList<>();
        if (item instanceof Item.Blob blob) {
            for (Item other : before) {
                if (other instanceof Item.Key key && opens(key, blob)) {
                    steps.addAll(Uses.decryptions(key, blob));
                    if (key.is(CKA_TOKEN)) {
                        steps.addAll(ProviderDoor.unwrappings(provider, key, blob));
                    }
                }
            }
            return steps;
        }
        Item.Key key = (Item.Key) item;
        for (Item other : before) {
            if (other instanceof Item.Blob blob && opens(key, blob)) {
                blobs.add(blob);
            }
        }
        steps.addAll(Uses.of(key, blobs));
        steps.addAll(ObjectCalls.looks(key));
        steps.addAll(wrappings(key, before));
        steps.addAll(atProvider(key));
        if (!first) {
            steps.removeIf(Alphabet::refusedAnyway);
        }
        return steps;
    }

    private List<Step> atProvider(Item.Key key) {
        List<Step> steps = new ArrayList<>();
        if (!key.is(CKA_TOKEN)) {
            return steps;
        }
        steps.addAll(ProviderDoor.of(provider, key));
        world.contents()
                .forEach(content -> steps.addAll(ProviderDoor.wrappings(provider, key, content)));
        world.wrappers().forEach(by -> steps.addAll(ProviderDoor.wrappings(provider, by, key)));
        return steps;
    }

    /**
     * Whether an attribute of a key says no. That such a no is heard is tried with the keys that
     * are there at the beginning, in every way; with those that come later it is not tried again.
     */
    private static boolean refusedAnyway(Step step) {
        for (Step.Role role : step.roles()) {
            if (!((Item.Key) step.items().get(role.item())).is(role.use())) {
                return true;
            }
        }
        return step.kind().startsWith("wrap")
                && !((Item.Key) step.items().get(1)).is(CKA_EXTRACTABLE);
    }

    private List<Step> wrappings(Item.Key key, List<Item> before) {
        List<Step> steps = new ArrayList<>();
        world.contents().forEach(content -> steps.addAll(Wrappings.of(key, content)));
        if (!key.isPublic()) {
            world.wrappers().forEach(by -> steps.addAll(Wrappings.of(by, key)));
        }
        for (Item other : before) {
            if (other instanceof Item.Key otherKey) {
                if (!otherKey.isPublic()) {
                    steps.addAll(Wrappings.of(key, otherKey));
                }
                if (otherKey != key && !key.isPublic()) {
                    steps.addAll(Wrappings.of(otherKey, key));
                }
            }
        }
        return steps;
    }
}

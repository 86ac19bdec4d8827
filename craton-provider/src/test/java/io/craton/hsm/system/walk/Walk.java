package io.craton.hsm.system.walk;

import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.Template;
import io.craton.hsm.system.walk.Scenarios.Size;
import io.craton.hsm.system.walk.Step.Product;
import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Tries everything that can be made in so many steps. The first level is what one step makes of the
 * keys that are there; the next is what one more step makes of anything so far and something of the
 * level before. So a level holds the results of all sequences of that many steps, and of longer
 * ones whose steps do not all build on each other. Of things that are equal in all that a later
 * step could see (the value as the model knows it, all attributes) one is kept.
 */
final class Walk {
    private final World world;
    private final Judge judge;
    private final Alphabet alphabet;
    private final Counts counts;
    private final List<Item> all = new ArrayList<>();
    private final Kept kept;
    private final Set<Object> tried = new HashSet<>();
    private final Set<Object> asked = new HashSet<>();
    private int level;

    Walk(World world, Counts counts, Size size) throws Exception {
        this.kept = new Kept(size.ofOneMake());
        this.world = world;
        this.judge = world.judge();
        this.alphabet = new Alphabet(world);
        this.counts = counts;
    }

    /** Walks. */
    void go(int levels) {
        List<Item> fresh = new ArrayList<>(world.roots());
        all.addAll(fresh);
        fresh.forEach(kept::keep);
        for (level = 1; level <= levels && !fresh.isEmpty(); level++) {
            List<Item> next = new ArrayList<>();
            for (Item item : fresh) {
                for (Step step : alphabet.steps(item, world.isFirst(item), all)) {
                    if (tried.add(once(step))) {
                        run(step, next);
                    }
                }
                for (Shape shape : alphabet.shapes(item, world.isFirst(item), all)) {
                    run(shape, next);
                }
            }
            counts.found(level, next.size());
            all.addAll(next);
            fresh = next;
        }
    }

    private void run(Shape shape, List<Item> next) {
        KeyType type = shape.keyType();
        boolean some = false;
        for (Template ask : Asks.few(shape.objectClass(), type)) {
            some |= run(shape.with(ask), next);
        }
        List<Object> kind = new ArrayList<>();
        kind.add(shape.kind());
        kind.add(shape.mechanism());
        kind.add(level > 1 ? "" : shape.items().get(0).name());
        boolean first = asked.add(kind);
        boolean always = shape.kind().equals("copy") || shape.kind().equals("set");
        if ((some && first) || always) {
            Asks.more(shape.objectClass(), type).forEach(ask -> run(shape.with(ask), next));
            Template most = Template.empty();
            for (Template ask : Asks.singles(shape.objectClass(), type)) {
                run(shape.with(ask), next);
                if (ask.types().stream().noneMatch(most::has)) {
                    Template more = most.toBuilder().setAll(ask).build();
                    most = run(shape.with(more), next) ? more : most;
                }
            }
        }
    }

    private boolean run(Step step, List<Item> next) {
        List<Product> products;
        try {
            products = step.call().make(world.bench(), step.items());
        } catch (HsmException | GeneralSecurityException | ProviderException e) {
            counts.tried(step, level, false);
            return false;
        } catch (Exception e) {
            if (e.getCause() instanceof HsmException) {
                counts.tried(step, level, false);
                return false;
            }
            throw new AssertionError("the module failed in " + step, e);
        }
        counts.tried(step, level, true);
        for (Item item : judge.look(step, products)) {
            if (!judge.report().broken() && judge.matters(item) && kept.keep(item)) {
                next.add(item);
            } else if (item instanceof Item.Key key) {
                world.bench().destroy(key.handle());
            }
        }
        return true;
    }

    private static Object once(Step step) {
        List<Object> key = new ArrayList<>();
        key.add(step.kind());
        key.add(step.door());
        key.add(step.mechanism());
        key.add(step.detail());
        step.items().forEach(item -> key.add(System.identityHashCode(item)));
        return key;
    }
}

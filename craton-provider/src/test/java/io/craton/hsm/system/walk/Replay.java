package io.craton.hsm.system.walk;

import io.craton.hsm.system.walk.Item.Made;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Repeats a finding as a plain sequence of steps on a new token with other secrets. What was chance
 * does not come again.
 */
final class Replay {
    private final World world;
    private final Map<Step, List<Item>> done = new HashMap<>();

    private Replay(World world) {
        this.world = world;
    }

    /** Whether a finding comes again. */
    static boolean confirms(World.Scenario scenario, Finding finding) throws Exception {
        try (World world = new World(scenario)) {
            new Replay(world).run(finding.step());
            return world.judge().report().findings().stream()
                    .anyMatch(
                            again ->
                                    again.rule() == finding.rule()
                                            && again.victim().equals(finding.victim()));
        }
    }

    private List<Item> run(Step step) throws Exception {
        List<Item> known = done.get(step);
        if (known != null) {
            return known;
        }
        List<Item> items = new java.util.ArrayList<>();
        for (Item item : step.items()) {
            items.add(again(item));
        }
        Step again =
                new Step(
                        step.kind(),
                        step.door(),
                        step.mechanism(),
                        step.detail(),
                        items,
                        step.roles(),
                        step.asked(),
                        step.call());
        List<Item> made = world.judge().look(again, again.call().make(world.bench(), items));
        done.put(step, made);
        return made;
    }

    private Item again(Item item) throws Exception {
        Made made = item.made();
        if (made == null) {
            return world.named(item.name());
        }
        return run(made.step()).stream()
                .filter(each -> each.made() != null && each.made().product() == made.product())
                .findFirst()
                .orElseThrow();
    }
}

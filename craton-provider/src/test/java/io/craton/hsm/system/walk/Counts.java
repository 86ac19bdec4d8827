package io.craton.hsm.system.walk;

import io.craton.hsm.AttributeType;
import io.craton.hsm.MechanismType;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** How many steps were tried and succeeded, by kind, and what took part in one that succeeded. */
final class Counts {
    private final Map<String, int[]> byKind = new TreeMap<>();
    private final Set<MechanismType> mechanisms = new LinkedHashSet<>();
    private final Set<AttributeType<?>> attributes = new LinkedHashSet<>();
    private final Map<Integer, Integer> items = new TreeMap<>();
    private final Map<Integer, Long> steps = new TreeMap<>();

    synchronized void tried(Step step, int level, boolean succeeded) {
        int[] counts = byKind.computeIfAbsent(step.kind() + " by " + step.door(), k -> new int[2]);
        counts[0]++;
        steps.merge(level, 1L, Long::sum);
        if (!succeeded) {
            return;
        }
        counts[1]++;
        if (step.mechanism() != null) {
            mechanisms.add(step.mechanism());
        }
        attributes.addAll(step.asked().types());
        if (step.kind().equals("read")) {
            AttributeType.all().stream()
                    .filter(type -> type.name().equals(step.detail()))
                    .forEach(attributes::add);
        }
    }

    synchronized void found(int level, int count) {
        items.merge(level, count, Integer::sum);
    }

    Set<MechanismType> mechanisms() {
        return mechanisms;
    }

    Set<AttributeType<?>> attributes() {
        return attributes;
    }

    /** A table for a reader. */
    String table() {
        StringBuilder table = new StringBuilder();
        byKind.forEach(
                (kind, counts) ->
                        table.append(
                                String.format(
                                        "%-32s %9d tried %9d succeeded%n",
                                        kind, counts[0], counts[1])));
        table.append("calls by number of steps: ").append(steps);
        table.append(", things to go on with: ").append(items).append(System.lineSeparator());
        return table.toString();
    }
}

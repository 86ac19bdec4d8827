package io.craton.hsm.system.walk;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Something that must not be.
 *
 * @param rule which rule is broken
 * @param what in words
 * @param victim of whom
 * @param step the last step
 */
record Finding(Rule rule, String what, String victim, Step step) {
    /** The rules. */
    enum Rule {
        /** Bits of a victim are known to the attacker. */
        LEAK,
        /** A usable key has so few unknown bits that they can be found by trying. */
        SHORT,
        /** Two keys are so alike that comparing them tells bits. */
        COMPARED,
        /** A key of triple DES differs from another one in bits that the attacker chose. */
        RELATED,
        /** What contains a victim is less protected than it. */
        PROTECTION,
        /** What contains a victim can do what it cannot. */
        USE,
        /** A key took part in a call that its attributes do not permit. */
        PART,
        /** A MAC or an encryption by a victim that may do neither, as the value of a key. */
        APPLIED,
        /** What was wrapped came out as something else. */
        ALTERED,
        /** A tag short enough to be guessed was accepted. */
        TAG,
        /** A key that nobody asked to wrap does, beside another use. */
        BIRTH,
        /** An error text depends on a secret. */
        TEXT,
        /** A value is not what the standard makes of its inputs. */
        MODEL
    }

    /** What makes two findings the same for a reader. */
    String key() {
        return rule + " " + step.kind() + " " + step.mechanism() + " " + step.door() + " " + victim;
    }

    /** All steps, the first first. */
    List<Step> steps() {
        Set<Step> all = new LinkedHashSet<>();
        collect(step, all);
        return new ArrayList<>(all);
    }

    private static void collect(Step step, Set<Step> into) {
        if (into.contains(step)) {
            return;
        }
        for (Item item : step.items()) {
            Item.Made made = item.made();
            if (made != null) {
                collect(made.step(), into);
            }
        }
        into.add(step);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(rule + " of " + victim + ": " + what);
        List<Step> all = steps();
        for (Step each : all) {
            text.append("\n      ").append(each);
            all.stream()
                    .flatMap(later -> later.items().stream())
                    .filter(item -> item.made() != null && item.made().step() == each)
                    .map(Item::name)
                    .distinct()
                    .forEach(name -> text.append(" -> {").append(name).append('}'));
        }
        return text.toString();
    }
}

package io.craton.hsm.system.walk;

import io.craton.hsm.system.walk.Finding.Rule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The findings of one world, each kind of them once. */
final class Report {
    private final Map<String, Finding> findings = new LinkedHashMap<>();
    private boolean broken;

    void add(Rule rule, String what, String victim, Step step) {
        Finding finding = new Finding(rule, what, victim, step);
        findings.putIfAbsent(finding.key(), finding);
        broken = true;
    }

    /** Begins a step that has broken nothing yet. */
    void begin() {
        broken = false;
    }

    /** Whether the last step broke a rule: then the attack is over, and nobody goes on. */
    boolean broken() {
        return broken;
    }

    List<Finding> findings() {
        return new ArrayList<>(findings.values());
    }
}

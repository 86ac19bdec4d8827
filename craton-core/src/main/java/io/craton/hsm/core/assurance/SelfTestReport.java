package io.craton.hsm.core.assurance;

import java.time.Duration;
import java.util.List;

/**
 * What the power-on self-test found.
 *
 * @param outcomes one for each of the 17 tests, module integrity first
 * @param integrity what the integrity test found in detail
 * @param duration how long all tests took together
 */
public record SelfTestReport(List<Outcome> outcomes, IntegrityResult integrity, Duration duration) {
    /** Copies the list. */
    public SelfTestReport {
        outcomes = List.copyOf(outcomes);
    }

    /**
     * One test.
     *
     * @param name what was tested
     * @param failure what is wrong, or empty if it passed
     */
    public record Outcome(String name, String failure) {
        /** Whether the test passed. */
        public boolean passed() {
            return failure.isEmpty();
        }
    }

    /** Whether every test passed. */
    public boolean passed() {
        return outcomes.stream().allMatch(Outcome::passed);
    }

    /** One line for the log and the audit record; contains the word {@code self-test}. */
    public String summary() {
        List<Outcome> failed = outcomes.stream().filter(outcome -> !outcome.passed()).toList();
        if (failed.isEmpty()) {
            return "self-test passed: "
                    + outcomes.size()
                    + " of "
                    + outcomes.size()
                    + " tests in "
                    + duration.toMillis()
                    + " ms; module integrity "
                    + integrity.status();
        }
        StringBuilder line =
                new StringBuilder("self-test failed: " + failed.size() + " of " + outcomes.size());
        for (Outcome outcome : failed) {
            line.append("; ").append(outcome.name()).append(": ").append(outcome.failure());
        }
        return line.toString();
    }
}

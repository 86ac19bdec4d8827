package io.craton.hsm.system.walk;

import io.craton.hsm.system.walk.Scenarios.Size;
import io.craton.hsm.system.walk.World.Scenario;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/**
 * Walks through scenarios on two threads and repeats what it finds, on another token, before it
 * tells of it: by its own steps if they are enough, else by another walk.
 */
final class Runner {
    private static final int THREADS = 2;

    private final Counts counts = new Counts();
    private final List<String> findings = Collections.synchronizedList(new ArrayList<>());
    private final List<String> trusted = Collections.synchronizedList(new ArrayList<>());
    private final Size size;

    Runner(Size size) {
        this.size = size;
    }

    Runner run(List<Scenario> scenarios) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> all = new ArrayList<>();
            scenarios.forEach(each -> all.add(threads.submit(() -> walk(each))));
            for (Future<?> each : all) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
        return this;
    }

    private Void walk(Scenario scenario) throws Exception {
        List<Finding> found;
        try (World world = new World(scenario)) {
            found = walked(scenario, world, counts);
            if (world.judge().trusted()) {
                trusted.add(scenario.name());
            }
        }
        Set<String> seenAgain = null;
        for (Finding finding : found) {
            boolean confirmed = Replay.confirms(scenario, finding);
            if (!confirmed && seenAgain == null) {
                seenAgain = walkedAgain(scenario);
            }
            if (confirmed || seenAgain.contains(finding.key())) {
                findings.add(scenario.name() + ": " + finding);
            }
        }
        return null;
    }

    private List<Finding> walked(Scenario scenario, World world, Counts into) throws Exception {
        new Walk(world, into, size).go(scenario.levels());
        return world.judge().report().findings();
    }

    /** What compares two things that were made needs the steps of both: all are done again. */
    private Set<String> walkedAgain(Scenario scenario) throws Exception {
        try (World world = new World(scenario)) {
            return walked(scenario, world, new Counts()).stream()
                    .map(Finding::key)
                    .collect(Collectors.toSet());
        }
    }

    Counts counts() {
        return counts;
    }

    /** What came again on another token. */
    List<String> findings() {
        return findings;
    }

    /** The candidates that the officer was led to trust. */
    List<String> trusted() {
        return trusted;
    }
}

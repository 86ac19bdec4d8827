package io.craton.hsm.system.walk;

import io.craton.hsm.system.walk.Scenarios.Size;
import io.craton.hsm.system.walk.World.Scenario;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Walks through scenarios on two threads and repeats what it finds before it tells of it. */
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
            new Walk(world, counts, size).go(scenario.levels());
            found = world.judge().report().findings();
            if (world.judge().trusted()) {
                trusted.add(scenario.name());
            }
        }
        for (Finding finding : found) {
            if (Replay.confirms(scenario, finding)) {
                findings.add(scenario.name() + ": " + finding);
            }
        }
        return null;
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

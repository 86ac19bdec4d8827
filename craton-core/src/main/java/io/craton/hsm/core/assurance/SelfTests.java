package io.craton.hsm.core.assurance;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.core.assurance.SelfTestReport.Outcome;
import io.craton.hsm.core.engine.CryptoEngine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The power-on self-test: the integrity of the module and sixteen algorithms, on the caller's
 * thread and one more. Every algorithm is computed by the engine that will serve, against published
 * answers.
 */
public final class SelfTests {
    /**
     * A system property for drills: names of tests, separated by commas, whose answers are spoilt,
     * or {@code all}. It can only make the module refuse to work.
     */
    public static final String FAIL_PROPERTY = "craton.hsm.self-test.fail";

    /** How many tests there are. */
    public static final int COUNT = 17;

    /** The name of the first test. */
    public static final String INTEGRITY = "module integrity";

    private static final Logger LOG = LoggerFactory.getLogger(SelfTests.class);

    private SelfTests() {}

    /**
     * Runs all tests and writes the result to the log and, if Java Flight Recorder runs, as an
     * event and, if Java Flight Recorder runs, as an event.
     *
     * @param engine the engine that will serve
     * @param files looks at the module's files: {@link ModuleIntegrity#verify}
     * @param integrityRequired whether the integrity file has to be there: in FIPS-approved mode
     */
    public static SelfTestReport run(
            CryptoEngine engine, Supplier<IntegrityResult> files, boolean integrityRequired) {
        long start = System.nanoTime();
        IntegrityResult[] integrity = {IntegrityResult.notConfigured()};
        List<SelfTest> tests = new ArrayList<>();
        tests.add(
                new SelfTest(
                        INTEGRITY,
                        new byte[] {1},
                        () -> {
                            integrity[0] = files.get();
                            if (!integrity[0].acceptable(integrityRequired)) {
                                throw new IllegalStateException(integrity[0].message());
                            }
                            return new byte[] {1};
                        }));
        tests.addAll(new KnownAnswerTests(engine, Vectors.load()).all());

        List<Outcome> outcomes = runInParallel(tests);
        SelfTestReport report =
                new SelfTestReport(
                        outcomes, integrity[0], Duration.ofNanos(System.nanoTime() - start));
        if (report.passed()) {
            LOG.info("{}", report.summary());
        } else {
            LOG.error(
                    "{}; every call fails with CKR_GENERAL_ERROR until the module is opened again",
                    report.summary());
        }
        FlightEvents.selfTest(report);
        return report;
    }

    /** Whether a drill asks for this test to fail. */
    static boolean drill(String name) {
        List<String> spoilt = List.of(System.getProperty(FAIL_PROPERTY, "").split("\\s*,\\s*"));
        return spoilt.contains(name) || spoilt.contains("all");
    }

    /** The error of a module whose self-test failed. */
    public static HsmException error(SelfTestReport report) {
        return new HsmException(
                ReturnCode.CKR_GENERAL_ERROR,
                report.summary()
                        + "; restore the release's files, or fix the Java runtime, and open the module again");
    }

    // A thread of our own: in a forked child the JVM's common pool waits for threads that are not
    // there.
    private static List<Outcome> runInParallel(List<SelfTest> tests) {
        AtomicInteger next = new AtomicInteger();
        AtomicReferenceArray<Outcome> outcomes = new AtomicReferenceArray<>(tests.size());
        Runnable work =
                () -> {
                    for (int i = next.getAndIncrement();
                            i < tests.size();
                            i = next.getAndIncrement()) {
                        SelfTest test = tests.get(i);
                        String failure = test.failure(drill(test.name()));
                        outcomes.set(i, new Outcome(test.name(), failure == null ? "" : failure));
                    }
                };
        Thread helper = new Thread(work, "craton-hsm self-test");
        helper.setDaemon(true);
        helper.start();
        work.run();
        boolean interrupted = false;
        while (helper.isAlive()) {
            try {
                helper.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        List<Outcome> all = new ArrayList<>();
        for (int i = 0; i < tests.size(); i++) {
            Outcome outcome = outcomes.get(i);
            all.add(
                    outcome != null
                            ? outcome
                            : new Outcome(tests.get(i).name(), "the test did not finish"));
        }
        return all;
    }
}

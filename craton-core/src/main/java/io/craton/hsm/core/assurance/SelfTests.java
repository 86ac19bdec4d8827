package io.craton.hsm.core.assurance;

import io.craton.hsm.Digest;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.core.assurance.SelfTestReport.Outcome;
import io.craton.hsm.core.mechanism.AlgorithmTest;
import io.craton.hsm.engine.spi.CryptoEngine;
import io.craton.hsm.spi.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The power-on self-test: the integrity of the module, and its algorithms, on the caller's thread
 * and one more. Every algorithm is computed by the engine that will serve, against published
 * answers.
 */
public final class SelfTests {
    /**
     * A system property for drills: names of tests, separated by commas, whose answers are spoilt,
     * or {@code all}. It can only make the module refuse to work.
     */
    public static final String FAIL_PROPERTY = "craton.hsm.self-test.fail";

    private static final String ALL = "all";

    /** The name of the first test. */
    public static final String INTEGRITY = "module integrity";

    private static final Logger LOG = LoggerFactory.getLogger(SelfTests.class);

    private SelfTests() {}

    /**
     * Runs all tests and writes the result to the log and, if Java Flight Recorder runs, as an
     * event.
     *
     * @param engine the engine that will serve
     * @param files looks at the module's files: {@link ModuleIntegrity#verify}
     * @param integrityRequired whether the integrity file has to be there: in FIPS-approved mode
     */
    public static SelfTestReport run(
            CryptoEngine engine, Supplier<IntegrityResult> files, boolean integrityRequired) {
        try (Running running = begin(engine, files, integrityRequired, Threads.REAL)) {
            return running.report();
        }
    }

    /**
     * Begins the tests on a thread of their own, while the caller opens other parts of the module;
     * the other parameters are those of {@link #run}.
     *
     * @param threads where that thread comes from
     */
    public static Running begin(
            CryptoEngine engine,
            Supplier<IntegrityResult> files,
            boolean integrityRequired,
            Threads threads) {
        requireKnown(drills());
        return new Running(engine, files, integrityRequired, threads);
    }

    /** Writes what was found to the log and the flight recording. */
    private static void tell(SelfTestReport report) {
        if (report.passed()) {
            LOG.info("{}", report.summary());
        } else {
            LOG.error(
                    "{}; every call fails with CKR_GENERAL_ERROR until the module is opened again",
                    report.summary());
        }
        FlightEvents.selfTest(report);
    }

    /** Whether a drill asks for this test to fail. */
    static boolean drill(String name) {
        List<String> spoilt = drills();
        return spoilt.contains(name) || spoilt.contains(ALL);
    }

    private static List<String> drills() {
        return List.of(System.getProperty(FAIL_PROPERTY, "").split("\\s*,\\s*"));
    }

    /** A drill whose name is mistyped would be taken for one that was passed. */
    private static void requireKnown(List<String> names) {
        for (String name : names) {
            if (!name.isEmpty() && !name.equals(ALL) && !isTest(name)) {
                throw new HsmException(
                        ReturnCode.CKR_ARGUMENTS_BAD,
                        "there is no self-test '"
                                + name
                                + "' that "
                                + FAIL_PROPERTY
                                + " could spoil; their names are in docs/fips.md");
            }
        }
    }

    private static boolean isTest(String name) {
        return name.equals(INTEGRITY)
                || Stream.of(AlgorithmTest.values()).anyMatch(test -> test.title().equals(name))
                || Stream.of(Digest.values())
                        .anyMatch(digest -> digest.standardName().equals(name));
    }

    /** The error of a module whose self-test failed. */
    public static HsmException error(SelfTestReport report) {
        // What has to be made where nothing is configured is in the summary.
        boolean unconfigured =
                report.integrity().status() == IntegrityResult.Status.NOT_CONFIGURED
                        && report.outcomes().stream()
                                .filter(each -> !each.passed())
                                .allMatch(each -> each.name().equals(INTEGRITY));
        String remedy =
                unconfigured
                        ? "; then open the module again"
                        : "; restore the release's files, or fix the Java runtime, and open the module again";
        return new HsmException(ReturnCode.CKR_GENERAL_ERROR, report.summary() + remedy);
    }

    /** Tests under way. One thread has it, and the helper that it made. */
    public static final class Running implements AutoCloseable {
        private final Threads threads;
        private final long start;
        private final List<SelfTest> tests = new ArrayList<>();
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicReferenceArray<Outcome> outcomes;
        private final AtomicLong end;
        // Written by the thread that looks at the files, before it is joined.
        private volatile IntegrityResult integrity = IntegrityResult.notConfigured();
        // A thread of our own: in a forked child the JVM's common pool waits for threads that are
        // not there.
        private final Thread helper;

        private Running(
                CryptoEngine engine,
                Supplier<IntegrityResult> files,
                boolean integrityRequired,
                Threads threads) {
            this.threads = threads;
            this.start = threads.nanoTime();
            this.end = new AtomicLong(start);
            tests.add(
                    new SelfTest(INTEGRITY, new byte[] {1}, () -> look(files, integrityRequired)));
            tests.addAll(new KnownAnswerTests(engine, Vectors.load()).all());
            outcomes = new AtomicReferenceArray<>(tests.size());
            helper = threads.daemon("craton-hsm self-test", this::work);
            helper.start();
        }

        private byte[] look(Supplier<IntegrityResult> files, boolean required) {
            integrity = files.get();
            if (!integrity.acceptable(required)) {
                throw new IllegalStateException(integrity.message());
            }
            return new byte[] {1};
        }

        private void work() {
            for (int i = next.getAndIncrement(); i < tests.size(); i = next.getAndIncrement()) {
                SelfTest test = tests.get(i);
                String failure = test.failure(drill(test.name()));
                outcomes.set(i, new Outcome(test.name(), failure == null ? "" : failure));
                end.accumulateAndGet(threads.nanoTime(), Math::max);
            }
        }

        /** Takes part in what is left to be done and waits for the rest. */
        public SelfTestReport report() {
            work();
            join();
            List<Outcome> all = new ArrayList<>();
            for (int i = 0; i < tests.size(); i++) {
                Outcome outcome = outcomes.get(i);
                all.add(
                        outcome != null
                                ? outcome
                                : new Outcome(tests.get(i).name(), "the test did not finish"));
            }
            SelfTestReport report =
                    new SelfTestReport(all, integrity, Duration.ofNanos(end.get() - start));
            tell(report);
            return report;
        }

        private void join() {
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
        }

        /** Begins no further test and waits for the one that is under way. */
        @Override
        public void close() {
            next.set(tests.size());
            join();
        }
    }
}

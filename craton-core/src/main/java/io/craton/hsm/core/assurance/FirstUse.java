package io.craton.hsm.core.assurance;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.craton.hsm.Digest;
import io.craton.hsm.HsmException;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.core.mechanism.AlgorithmTest;
import io.craton.hsm.core.mechanism.MechanismSpec;
import io.craton.hsm.core.mechanism.MechanismTable;
import io.craton.hsm.engine.spi.CryptoEngine;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The self-tests at first use: what an engine asks before a mechanism computes ({@link
 * io.craton.hsm.engine.Engines#asking}). A failure puts the module into its error state. Safe for
 * use by several threads.
 */
public final class FirstUse implements Consumer<Mechanism> {
    private final Map<MechanismType, ConditionalTest[]> tests = new EnumMap<>(MechanismType.class);
    private final Map<Digest, ConditionalTest> digests = new EnumMap<>(Digest.class);

    /**
     * @param engine what computes the tests; one that does not ask
     * @param onFailure is told in a sentence when a test fails
     */
    public FirstUse(CryptoEngine engine, Consumer<String> onFailure) {
        ConditionalTests known = new ConditionalTests(engine, Vectors.load());
        Map<AlgorithmTest, ConditionalTest> all = new EnumMap<>(AlgorithmTest.class);
        for (AlgorithmTest test : AlgorithmTest.values()) {
            if (test.when() == AlgorithmTest.When.FIRST_USE) {
                all.put(test, new ConditionalTest(known.of(test), onFailure));
            }
        }
        for (Digest digest : EnumSet.complementOf(EnumSet.copyOf(KnownAnswerTests.DIGESTS))) {
            digests.put(digest, new ConditionalTest(known.of(digest), onFailure));
        }
        for (MechanismSpec spec : MechanismTable.all()) {
            tests.put(spec.type(), testsOf(spec, all));
        }
    }

    private ConditionalTest[] testsOf(MechanismSpec spec, Map<AlgorithmTest, ConditionalTest> all) {
        return Stream.concat(
                        spec.tests().stream().map(all::get),
                        spec.type().digest().map(digests::get).stream())
                .filter(Objects::nonNull)
                .toArray(ConditionalTest[]::new);
    }

    /**
     * Runs the tests that a mechanism, and the hash functions in its parameter, still need.
     *
     * @throws HsmException {@code CKR_GENERAL_ERROR} if one fails, and ever after
     */
    @Override
    public void accept(Mechanism mechanism) {
        ConditionalTest[] needed = tests.get(mechanism.type());
        if (needed != null) {
            for (ConditionalTest test : needed) {
                test.require();
            }
        }
        for (Digest digest : mechanism.parameters().digests()) {
            require(digest);
        }
    }

    private void require(Digest digest) {
        ConditionalTest test = digests.get(digest);
        if (test != null) {
            test.require();
        }
    }

    /** A test that runs once; threads that come meanwhile wait for its verdict. */
    private static final class ConditionalTest {
        private final SelfTest test;
        private final Consumer<String> onFailure;
        private volatile boolean passed;

        @GuardedBy("this")
        private @Nullable HsmException failure;

        ConditionalTest(SelfTest test, Consumer<String> onFailure) {
            this.test = test;
            this.onFailure = onFailure;
        }

        void require() {
            if (!passed) {
                run();
            }
        }

        private synchronized void run() {
            if (passed) {
                return;
            }
            if (failure == null) {
                String wrong = test.failure(SelfTests.drill(test.name()));
                if (wrong == null) {
                    passed = true;
                    return;
                }
                String sentence = "conditional self-test failed: " + test.name() + ": " + wrong;
                failure = new HsmException(ReturnCode.CKR_GENERAL_ERROR, sentence);
                onFailure.accept(sentence);
            }
            throw failure;
        }
    }
}

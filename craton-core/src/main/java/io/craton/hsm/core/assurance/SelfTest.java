package io.craton.hsm.core.assurance;

import io.craton.hsm.core.mechanism.AlgorithmTest;
import io.craton.hsm.spi.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * One self-test: a computation and what it has to give.
 *
 * @param name what is tested
 * @param expected the known answer
 * @param computation computes it with the engine that is used in production
 */
record SelfTest(String name, Bytes expected, Computation computation) {
    SelfTest(String name, byte[] expected, Computation computation) {
        this(name, Bytes.of(expected), computation);
    }

    SelfTest(AlgorithmTest test, byte[] expected, Computation computation) {
        this(test.title(), expected, computation);
    }

    /** Computes an answer. */
    @FunctionalInterface
    interface Computation {
        /** The answer; any exception is a failure. */
        byte[] compute() throws Exception;
    }

    /**
     * Runs the test.
     *
     * @param broken true to spoil the answer, which has to be noticed: for drills
     * @return what is wrong, without any of the bytes, or null
     */
    @Nullable String failure(boolean broken) {
        byte[] answer;
        try {
            answer = computation.compute();
        } catch (Exception | LinkageError | AssertionError e) {
            return e.getClass().getSimpleName() + ": " + e.getMessage();
        }
        if (broken) {
            answer = answer.length == 0 ? new byte[1] : answer.clone();
            answer[answer.length - 1] ^= 1;
        }
        return Bytes.of(answer).equals(expected) ? null : "the answer is not the known one";
    }

    /** The name. */
    @Override
    public String toString() {
        return name;
    }
}

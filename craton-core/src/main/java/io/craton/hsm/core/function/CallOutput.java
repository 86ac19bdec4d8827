package io.craton.hsm.core.function;

import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * The output of a call that can be asked for its length first (PKCS#11 v3.2 section 5.2).
 *
 * @param step which call it is
 * @param data what the call was given
 * @param bound an upper bound of the length, in bytes
 * @param exact whether the bound is the length
 * @param work makes the output; called once for one output, however often the caller tries
 */
record CallOutput(Step step, byte[] data, IntSupplier bound, boolean exact, Supplier<byte[]> work) {
    private static final byte[] NOTHING = {};

    /** Which call gives output. */
    enum Step {
        /** All in one call. */
        WHOLE,
        /** A part that is not the last. */
        PART,
        /** The last part. */
        LAST
    }

    /** Of all in one call. */
    static CallOutput whole(byte[] data, IntSupplier bound, Supplier<byte[]> work) {
        return new CallOutput(Step.WHOLE, data, bound, false, work);
    }

    /** Of a part that is not the last. */
    static CallOutput part(byte[] data, IntSupplier bound, Supplier<byte[]> work) {
        return new CallOutput(Step.PART, data, bound, false, work);
    }

    /** Of the last part, which comes with data. */
    static CallOutput last(byte[] data, IntSupplier bound, Supplier<byte[]> work) {
        return new CallOutput(Step.LAST, data, bound, false, work);
    }

    /** Of the last part, which comes without data. */
    static CallOutput last(IntSupplier bound, Supplier<byte[]> work) {
        return last(NOTHING, bound, work);
    }

    /** The same; the bound is the length. */
    CallOutput exactly() {
        return new CallOutput(step, data, bound, true, work);
    }
}

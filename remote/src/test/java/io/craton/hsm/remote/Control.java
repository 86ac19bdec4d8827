package io.craton.hsm.remote;

import java.io.Serializable;

/**
 * What a test asks of the module that it has in the other process, beside what the daemon serves.
 *
 * @param module the number of the module
 * @param part which part of it
 * @param method the name of a method of that part; no two have one name and as many arguments
 * @param arguments what it is called with
 */
record Control(long module, Part part, String method, Object[] arguments) implements Serializable {
    /** What can be asked. */
    enum Part {
        /** {@link ControlledModule} itself. */
        MODULE,
        /** Slot 0 of the store. */
        STORE,
        /** The audit log. */
        AUDIT,
        /** The clock. */
        CLOCK
    }

    /**
     * What came of it.
     *
     * @param result what the method gave, or null
     * @param failure what it threw, or null
     */
    record Outcome(Object result, Throwable failure) implements Serializable {}
}

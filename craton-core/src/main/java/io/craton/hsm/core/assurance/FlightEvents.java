package io.craton.hsm.core.assurance;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** Events for Java Flight Recorder, where the Java runtime has it and it records. */
final class FlightEvents {
    private FlightEvents() {}

    static void selfTest(SelfTestReport report) {
        try {
            if (FlightRecorder.isInitialized()) {
                commit(report);
            }
        } catch (NoClassDefFoundError withoutFlightRecorder) {
            // A runtime image without the module jdk.jfr has nobody to tell.
            return;
        }
    }

    private static void commit(SelfTestReport report) {
        SelfTestEvent event = new SelfTestEvent();
        event.passed = report.passed();
        event.tests = report.outcomes().size();
        event.summary = report.summary();
        event.milliseconds = report.duration().toMillis();
        event.commit();
    }

    /** The power-on self-test ran. */
    @Name("io.craton.hsm.SelfTest")
    @Label("Self-test")
    @Category("Craton HSM")
    @Description("The power-on self-test of the module")
    @StackTrace(false)
    static final class SelfTestEvent extends Event {
        @Label("Passed")
        boolean passed;

        @Label("Tests")
        int tests;

        @Label("Summary")
        String summary = "";

        @Label("Milliseconds")
        long milliseconds;
    }
}

package io.craton.hsm.daemon.metrics;

import io.craton.hsm.ReturnCode;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** Calls as events for Java Flight Recorder, where the Java runtime has it and it records. */
final class CallEvents {
    private CallEvents() {}

    static void answered(String function, ReturnCode code, long nanos) {
        try {
            if (FlightRecorder.isInitialized()) {
                commit(function, code, nanos);
            }
        } catch (NoClassDefFoundError withoutFlightRecorder) {
            // A runtime image without the module jdk.jfr has nobody to tell.
            return;
        }
    }

    private static void commit(String function, ReturnCode code, long nanos) {
        CallEvent event = new CallEvent();
        event.function = function;
        event.code = code.name();
        event.took = nanos;
        event.commit();
    }

    /** A call was answered. */
    @Name("io.craton.hsm.Call")
    @Label("Call")
    @Category("Craton HSM")
    @Description("A call of a client of the daemon")
    @StackTrace(false)
    static final class CallEvent extends Event {
        @Label("Function")
        String function = "";

        @Label("Return code")
        String code = "";

        @Label("Took")
        @Timespan(Timespan.NANOSECONDS)
        long took;
    }
}

package io.craton.hsm.daemon;

import io.craton.hsm.HsmConfig;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the daemon says on standard error. The log is that of Logback where it is there, as in
 * {@code craton-hsm.jar}, with the level and the form of the configuration; with another logging
 * library those are that library's affair, and what the operator has to know is printed.
 */
final class DaemonLog {
    private static final Logger LOG = LoggerFactory.getLogger(DaemonMain.class);

    private final PrintStream errors = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    private final String program;
    private boolean isLogback;

    DaemonLog(String program) {
        this.program = program;
    }

    /** Takes level and form of a configuration. */
    synchronized void set(HsmConfig config) {
        // By its name: the class may not be there.
        String factory = LoggerFactory.getILoggerFactory().getClass().getName();
        isLogback = factory.equals("ch.qos.logback.classic.LoggerContext");
        if (isLogback) {
            LogbackSettings.set(config);
        }
    }

    /** Says what goes as it should. */
    synchronized void say(String what) {
        if (isLogback) {
            LOG.info("{} {}", program, what);
        } else {
            errors.println(program + ": " + what);
        }
    }

    /** Says what the operator should look at. */
    synchronized void warn(String what) {
        if (isLogback) {
            LOG.warn("{}: {}", program, what);
        } else {
            errors.println(program + ": " + what);
        }
    }

    /** Says what does not. */
    synchronized void fail(String what) {
        if (isLogback) {
            LOG.error("{}: {}", program, what);
        } else {
            errors.println(program + ": " + what);
        }
    }
}

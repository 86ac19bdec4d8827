package io.craton.hsm.testkit;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;

/**
 * What the product has logged since the test that runs now began. A test that means something to be
 * logged looks here; what a test that fails has logged is printed, and else nothing is. Safe for
 * use by several threads.
 */
public final class Logs {
    // Characters.
    private static final int MOST = 1 << 20;
    private static final StringBuilder TEXT = new StringBuilder();

    private Logs() {}

    /** The lines, such as {@code WARN io.craton.hsm.core.CoreHsm - ...}, with stack traces. */
    public static String text() {
        synchronized (TEXT) {
            return TEXT.toString();
        }
    }

    /** Forgets what was logged so far: what comes now is looked at. */
    public static void clear() {
        synchronized (TEXT) {
            TEXT.setLength(0);
        }
    }

    static void add(String line, @Nullable Throwable thrown) {
        StringWriter trace = new StringWriter();
        if (thrown != null) {
            thrown.printStackTrace(new PrintWriter(trace, true));
        }
        synchronized (TEXT) {
            if (TEXT.length() < MOST) {
                TEXT.append(line).append('\n').append(trace);
            }
        }
    }
}

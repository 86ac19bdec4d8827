package io.craton.hsm.audit.line;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;

/**
 * What the log writes, each kind with the number of the format that this release writes and the
 * highest that it reads; see docs/formats.md. The numbers stand here and nowhere else. Lines of
 * earlier releases stay as they are: the chain goes on after them.
 */
public enum LogFormat {
    /** A line of the log. */
    LINE(2),
    /** The remembered head of the chain. */
    HEAD(1),
    /** The lines on their way to the log. */
    SPOOL(1);

    private final int number;

    LogFormat(int number) {
        this.number = number;
    }

    /** What this release writes, and the highest that it reads. */
    public int number() {
        return number;
    }

    /** What is said of something that a newer release wrote. */
    String newer(int found) {
        return "has format "
                + found
                + "; this release reads up to "
                + number
                + ": use the release that wrote it, or a newer one";
    }

    /**
     * Refuses what a newer release wrote: it is not for this one to say what is wrong with it.
     *
     * @throws HsmException {@code CKR_GENERAL_ERROR}
     */
    public void refuseNewer(Object what, int found) {
        if (found > number) {
            throw new HsmException(
                    ReturnCode.CKR_GENERAL_ERROR,
                    "Failed to open audit log: " + what + " " + newer(found));
        }
    }
}

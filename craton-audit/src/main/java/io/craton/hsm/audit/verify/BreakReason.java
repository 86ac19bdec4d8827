package io.craton.hsm.audit.verify;

/** Why a log does not verify. */
public enum BreakReason {
    /** A line is not the one that was written, or does not belong to the chain. */
    EDITED("edited"),
    /** Lines are missing before this one. */
    REMOVED("removed"),
    /** A line is not in its place; the one that belongs here comes later. */
    REORDERED("reordered"),
    /** Lines are missing at the end. */
    TRUNCATED("truncated"),
    /** Two lines follow the same line: two chains in one file, or a line that was put in twice. */
    FORKED("forked"),
    /** A line is older than the one before it, and was chained that way. */
    CLOCK_BACKWARDS("clock backwards"),
    /** A line is not an entry. */
    MALFORMED("malformed");

    private final String words;

    BreakReason(String words) {
        this.words = words;
    }

    /** The reason in words. */
    public String words() {
        return words;
    }
}

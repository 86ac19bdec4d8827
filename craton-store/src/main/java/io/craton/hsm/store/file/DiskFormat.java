package io.craton.hsm.store.file;

import io.craton.hsm.store.header.Upgrade;

/**
 * What the store writes, each kind with the number of the format that this release writes. The
 * numbers stand here and nowhere else; {@link Upgrade} has the steps that lead to them, {@code
 * docs/formats.md} the formats themselves.
 */
public enum DiskFormat {
    /** {@code token.a} and {@code token.b}. */
    TOKEN_HEADER(2),
    /** A sealed record. */
    RECORD(1),
    /** The file of the pages. */
    PAGES(1),
    /** A frame of the journal. */
    JOURNAL(1),
    /** An archive. */
    BACKUP(2);

    private final int number;

    DiskFormat(int number) {
        this.number = number;
    }

    /** What this release writes, and the highest that it reads. */
    public int number() {
        return number;
    }

    /** Whether a newer release wrote it: then it is not read at all. */
    public boolean isNewer(int found) {
        return found > number;
    }

    /**
     * Refuses what a newer release wrote.
     *
     * @throws io.craton.hsm.HsmException {@code CKR_GENERAL_ERROR}
     */
    public void refuseNewer(String where, int found) {
        if (isNewer(found)) {
            throw Failures.unusable(where + " " + newer(found));
        }
    }

    /** What is said of something that a newer release wrote. */
    public String newer(int found) {
        return "has format "
                + found
                + "; this release reads up to "
                + number
                + ": use the release that wrote it, or a newer one";
    }
}

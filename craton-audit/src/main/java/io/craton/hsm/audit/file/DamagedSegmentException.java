package io.craton.hsm.audit.file;

import java.io.IOException;

/** A compressed segment that cannot be decompressed from some place on. */
public final class DamagedSegmentException extends IOException {
    private static final long serialVersionUID = 1L;

    private final boolean cut;

    DamagedSegmentException(IOException cause, boolean cut) {
        super("a compressed segment of the audit log is damaged", cause);
        this.cut = cut;
    }

    /** Whether its end is missing; otherwise something in it was changed. */
    public boolean cut() {
        return cut;
    }
}

package io.craton.hsm;

/** Standing in FIPS terms; the module itself is not validated. */
public enum Approval {
    /** Approved for everything that it does, under its conditions. */
    APPROVED,
    /** Approved only to process what was protected before: verify, decrypt, unwrap. */
    LEGACY,
    /** Not approved. */
    NOT_APPROVED;

    /** The weaker standing of the two. */
    public Approval weaker(Approval other) {
        return compareTo(other) >= 0 ? this : other;
    }
}

package io.craton.hsm.wire;

/** What a client may do; each right has those before it. */
public enum Right {
    /** To look: information, sessions, logins of the user, attributes that can be read. */
    READ,
    /** To use keys, and to make, change and destroy objects. */
    USE,
    /** To set up the token, and what is for its SO. */
    ADMIN;

    /** Whether who has this right may do what needs the other. */
    public boolean includes(Right needed) {
        return compareTo(needed) >= 0;
    }
}

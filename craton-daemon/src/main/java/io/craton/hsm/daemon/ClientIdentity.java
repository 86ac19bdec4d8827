package io.craton.hsm.daemon;

import io.craton.hsm.wire.Right;

/**
 * Who is at the other end of a connection, as the operating system says, and what they may do.
 *
 * @param user the name of the Unix user
 * @param right what the user may do
 */
record ClientIdentity(String user, Right right) {
    /** What the audit log says of it. */
    String client() {
        return "user " + user;
    }
}

package io.craton.hsm.daemon;

/**
 * Who is at the other end of a connection, as the operating system says.
 *
 * @param user the name of the Unix user; its number if it has no name
 */
record ClientIdentity(String user) {
    /** What the audit log says of it. */
    String client() {
        return "user " + user;
    }
}

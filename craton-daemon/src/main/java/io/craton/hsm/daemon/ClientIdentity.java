package io.craton.hsm.daemon;

/**
 * Who is at the other end of a connection: a user of the host, as the operating system says, or
 * whoever reaches an address that is served without TLS.
 *
 * @param user the name of the Unix user, its number if it has no name; or another name of who may
 *     have a row of rights, with a colon, which no user's name has
 * @param peer how it is connected, for the audit log
 */
record ClientIdentity(String user, String peer) {
    /** The name that the rows of rights have for whoever comes without TLS. */
    static final String INSECURE = "tcp:insecure";

    /** A user of the host, at the Unix socket. */
    ClientIdentity(String user) {
        this(user, "unix socket");
    }

    /**
     * Somebody at an address that is served without TLS.
     *
     * @param host the address that the connection comes from
     */
    static ClientIdentity insecure(String host) {
        return new ClientIdentity(INSECURE, "tcp " + host);
    }

    /** What the audit log says of it. */
    String client() {
        return user.equals(INSECURE) ? "insecure" : "user " + user;
    }
}

package io.craton.hsm.daemon;

import io.craton.hsm.daemon.tls.ClientCertificate;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end of a connection: a user of the host, as the operating system says, who
 * has a certificate, or whoever reaches an address that is served without TLS.
 *
 * @param user the name of the Unix user, its number if it has no name; or another name of who may
 *     have a row of rights, with a colon, which no user's name has
 * @param peer how it is connected, for the audit log
 * @param certificate what it showed on the network; null if nothing
 */
record ClientIdentity(String user, String peer, @Nullable ClientCertificate certificate) {
    /** The name that the rows of rights have for whoever comes without TLS. */
    static final String INSECURE = "tcp:insecure";

    /** The name that the rows of rights have for clients that need no certificate. */
    static final String ANYBODY = "tls:anybody";

    /** Without a certificate. */
    ClientIdentity(String user, String peer) {
        this(user, peer, null);
    }

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

    /**
     * Who showed a certificate.
     *
     * @param host the address that the connection comes from
     */
    static ClientIdentity of(ClientCertificate certificate, String host) {
        String user = "certificate:" + certificate.fingerprint();
        return new ClientIdentity(user, "tls " + host, certificate);
    }

    /**
     * Somebody at an address where clients need no certificate.
     *
     * @param host the address that the connection comes from
     */
    static ClientIdentity anybody(String host) {
        return new ClientIdentity(ANYBODY, "tls " + host);
    }

    /** What the audit log says of it. */
    String client() {
        if (certificate != null) {
            return certificate.client();
        }
        if (user.equals(ANYBODY)) {
            return "anybody";
        }
        return user.equals(INSECURE) ? "insecure" : "user " + user;
    }
}

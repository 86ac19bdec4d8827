package io.craton.hsm.daemon.tls;

import io.craton.hsm.HsmException;
import java.nio.file.Path;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What was read from the files at one time, all of it or nothing. Never changes.
 *
 * @param settings where it is from
 * @param version the number of this reading: another one means that clients are looked at again
 * @param servers certificates of the daemon
 * @param clients which certificates of clients are accepted
 */
record TlsMaterial(
        TlsSettings settings, long version, List<ServerCertificate> servers, ClientTrust clients) {
    TlsMaterial {
        servers = List.copyOf(servers);
    }

    /**
     * Reads everything.
     *
     * @throws HsmException {@code CKR_ARGUMENTS_BAD} if something cannot be used
     */
    static TlsMaterial read(TlsSettings settings, long version, Instant now) {
        List<ServerCertificate> servers = new ArrayList<>();
        for (TlsSettings.ServerFiles files : settings.servers()) {
            servers.add(ServerCertificate.read(files, now));
        }
        List<X509Certificate> authorities = authorities(settings);
        ClientTrust clients = new ClientTrust(authorities, lists(settings), settings);
        return new TlsMaterial(settings, version, servers, clients);
    }

    private static List<X509Certificate> authorities(TlsSettings settings) {
        Path file = settings.clientAuthorities();
        if (file == null) {
            return List.of();
        }
        List<X509Certificate> authorities = X509Files.certificates(file);
        for (X509Certificate each : authorities) {
            if (each.getBasicConstraints() < 0) {
                throw TlsFile.bad(
                        file,
                        "has a certificate that is not that of an authority: "
                                + each.getSubjectX500Principal().getName(),
                        null);
            }
        }
        return authorities;
    }

    private static List<X509CRL> lists(TlsSettings settings) {
        List<X509CRL> lists = new ArrayList<>();
        settings.revocationLists().forEach(file -> lists.addAll(X509Files.revocationLists(file)));
        return lists;
    }

    /**
     * With the revocation lists read again; this one if they are the same.
     *
     * @throws HsmException {@code CKR_ARGUMENTS_BAD} if one cannot be used
     */
    TlsMaterial withNewLists() {
        List<X509CRL> lists = lists(settings);
        if (lists.equals(clients.lists())) {
            return this;
        }
        ClientTrust next = new ClientTrust(List.of(clients.issuers()), lists, settings);
        return new TlsMaterial(settings, version + 1, servers, next);
    }

    /** Whether clients need no certificate. */
    boolean isOpenToAll() {
        return settings.clientAuthorities() == null;
    }
}

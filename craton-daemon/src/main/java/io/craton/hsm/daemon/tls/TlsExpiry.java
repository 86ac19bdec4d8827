package io.craton.hsm.daemon.tls;

import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * When TLS material ends: of each kind the first that does.
 *
 * @param certificate the daemon's certificate
 * @param authority an authority for clients; empty if clients need no certificate
 * @param revocationList a revocation list; empty if there is none
 */
public record TlsExpiry(
        Instant certificate, Optional<Instant> authority, Optional<Instant> revocationList) {
    static TlsExpiry of(TlsMaterial material) {
        Stream<Date> servers =
                material.servers().stream().map(ServerCertificate::leaf).map(TlsExpiry::end);
        Stream<Date> authorities = Arrays.stream(material.clients().issuers()).map(TlsExpiry::end);
        Stream<Date> lists =
                material.clients().lists().stream()
                        .map(X509CRL::getNextUpdate)
                        .filter(Objects::nonNull);
        return new TlsExpiry(first(servers).orElseThrow(), first(authorities), first(lists));
    }

    private static Date end(X509Certificate certificate) {
        return certificate.getNotAfter();
    }

    private static Optional<Instant> first(Stream<Date> dates) {
        return dates.min(Date::compareTo).map(Date::toInstant);
    }
}

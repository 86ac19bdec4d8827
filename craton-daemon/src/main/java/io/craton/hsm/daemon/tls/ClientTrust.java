package io.craton.hsm.daemon.tls;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which certificates of clients are accepted: those of pinned authorities, for clients, valid, and
 * on no revocation list. A list counts while it is fresh: from its beginning to its {@code
 * nextUpdate}, without the quarter of an hour that the JDK grants. Without a fresh list of an
 * issuer its certificates are refused (decision B28). Nothing is fetched from anywhere. Never
 * changes.
 */
final class ClientTrust {
    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
    private static final String ANY_USE = "2.5.29.37.0";
    private static final String SUN = "SUN";

    private final Set<X509Certificate> authorities;
    private final List<X509CRL> lists;
    private final boolean revokes;
    private final Duration longestAge;

    /**
     * @param authorities certificates of authorities
     * @param lists revocation lists
     * @param settings whether there are to be lists, and how old they may be
     */
    ClientTrust(List<X509Certificate> authorities, List<X509CRL> lists, TlsSettings settings) {
        this.authorities = Set.copyOf(authorities);
        this.lists = List.copyOf(lists);
        this.revokes = !settings.revocationLists().isEmpty();
        this.longestAge = settings.longestListAge();
    }

    /** The authorities, for the list that the handshake shows. */
    X509Certificate[] issuers() {
        return authorities.toArray(new X509Certificate[0]);
    }

    List<X509CRL> lists() {
        return lists;
    }

    /**
     * Accepts a certificate.
     *
     * @param chain what the client showed, its own first
     * @return until when that holds, if no file changes
     * @throws CertificateException if it is not accepted, with a sentence of ours
     */
    Instant require(List<X509Certificate> chain, Instant now) throws CertificateException {
        if (chain.isEmpty()) {
            throw refused("the client showed no certificate", null);
        }
        X509Certificate own = chain.get(0);
        requireValid(own, "the client's certificate", now);
        requireUse(own);
        List<X509CRL> fresh = lists.stream().filter(list -> isFresh(list, now)).toList();
        try {
            PKIXCertPathBuilderResult path = path(chain, now);
            X509Certificate authority = path.getTrustAnchor().getTrustedCert();
            requireValid(authority, "the certificate of the authority", now);
            if (revokes) {
                requireNotRevoked(path, fresh, now);
            }
            return until(path, authority, fresh);
        } catch (CertPathBuilderException e) {
            throw refused("it does not come from an authority of daemon.tls_client_ca", e);
        } catch (GeneralSecurityException e) {
            throw e instanceof CertificateException certificate
                    ? certificate
                    : refused("it could not be checked", e);
        }
    }

    private static void requireValid(X509Certificate certificate, String what, Instant now)
            throws RefusedCertificateException {
        Instant from = certificate.getNotBefore().toInstant();
        Instant to = certificate.getNotAfter().toInstant();
        if (now.isBefore(from)) {
            throw refused(what + " is valid from " + from + " on", null);
        }
        if (now.isAfter(to)) {
            throw refused(what + " expired at " + to, null);
        }
    }

    private static void requireUse(X509Certificate certificate) throws CertificateException {
        try {
            List<String> uses = certificate.getExtendedKeyUsage();
            if (uses != null && !uses.contains(CLIENT_AUTH) && !uses.contains(ANY_USE)) {
                throw refused("it is not for clients (extended key usage)", null);
            }
        } catch (CertificateParsingException e) {
            throw refused("its uses cannot be read", e);
        }
        boolean[] usage = certificate.getKeyUsage();
        if (usage != null && !usage[0]) {
            throw refused("it is not for signatures (key usage)", null);
        }
        if (certificate.getBasicConstraints() >= 0) {
            throw refused("it is that of an authority, not of a client", null);
        }
    }

    private boolean isFresh(X509CRL list, Instant now) {
        return !now.isBefore(list.getThisUpdate().toInstant()) && now.isBefore(end(list));
    }

    /** When a list stops to count; a list that does not say it never counts. */
    private Instant end(X509CRL list) {
        if (list.getNextUpdate() == null) {
            return Instant.MIN;
        }
        Instant own = list.getNextUpdate().toInstant();
        Instant oldest = list.getThisUpdate().toInstant().plus(longestAge);
        return longestAge.isZero() || own.isBefore(oldest) ? own : oldest;
    }

    private PKIXCertPathBuilderResult path(List<X509Certificate> chain, Instant now)
            throws GeneralSecurityException {
        X509CertSelector target = new X509CertSelector();
        target.setCertificate(chain.get(0));
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors(), target);
        parameters.setDate(Date.from(now));
        parameters.setRevocationEnabled(false);
        parameters.addCertStore(store(chain));
        return (PKIXCertPathBuilderResult)
                CertPathBuilder.getInstance("PKIX", SUN).build(parameters);
    }

    private Set<TrustAnchor> anchors() {
        return authorities.stream()
                .map(each -> new TrustAnchor(each, null))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static CertStore store(Collection<?> content) throws GeneralSecurityException {
        return CertStore.getInstance("Collection", new CollectionCertStoreParameters(content), SUN);
    }

    private void requireNotRevoked(PKIXCertPathBuilderResult path, List<X509CRL> fresh, Instant now)
            throws GeneralSecurityException {
        requireOnNoList(path.getCertPath().getCertificates());
        CertPathValidator validator = CertPathValidator.getInstance("PKIX", SUN);
        PKIXRevocationChecker checker = (PKIXRevocationChecker) validator.getRevocationChecker();
        checker.setOptions(
                EnumSet.of(
                        PKIXRevocationChecker.Option.PREFER_CRLS,
                        PKIXRevocationChecker.Option.NO_FALLBACK));
        PKIXParameters parameters = new PKIXParameters(Set.of(path.getTrustAnchor()));
        parameters.setDate(Date.from(now));
        parameters.addCertStore(store(fresh));
        parameters.addCertPathChecker(checker);
        try {
            validator.validate(path.getCertPath(), parameters);
        } catch (CertPathValidatorException e) {
            throw refused(sentence(e), e);
        }
    }

    /**
     * The JDK is content with one list of an issuer, and it may be the older one. Here every list
     * counts, and a stale one, too: what was revoked once stays so.
     */
    private void requireOnNoList(List<? extends Certificate> path)
            throws RefusedCertificateException {
        for (int i = 0; i < path.size(); i++) {
            Certificate each = path.get(i);
            if (lists.stream().anyMatch(list -> list.isRevoked(each))) {
                throw refused(revoked(i), null);
            }
        }
    }

    private static String revoked(int index) {
        return index == 0 ? "it is revoked" : "an issuer of it is revoked";
    }

    private static String sentence(CertPathValidatorException failure) {
        if (failure.getReason() == BasicReason.REVOKED) {
            return revoked(failure.getIndex());
        }
        if (failure.getReason() == BasicReason.UNDETERMINED_REVOCATION_STATUS) {
            return "there is no fresh revocation list of its issuer in daemon.tls_client_crl";
        }
        return "its path is not valid";
    }

    private Instant until(
            PKIXCertPathBuilderResult path, X509Certificate authority, List<X509CRL> fresh) {
        Stream<Instant> certificates =
                path.getCertPath().getCertificates().stream()
                        .map(each -> ((X509Certificate) each).getNotAfter().toInstant());
        Stream<Instant> ends =
                Stream.concat(certificates, revokes ? fresh.stream().map(this::end) : Stream.of());
        Instant own = authority.getNotAfter().toInstant();
        return ends.reduce(own, (one, other) -> one.isBefore(other) ? one : other);
    }

    private static RefusedCertificateException refused(String why, @Nullable Throwable cause) {
        return new RefusedCertificateException(why, cause);
    }
}

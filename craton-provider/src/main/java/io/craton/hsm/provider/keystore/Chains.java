package io.craton.hsm.provider.keystore;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Certificate chains out of the certificates of a token. */
final class Chains {
    private Chains() {}

    /** The chain from a certificate to its root, as far as the token has it. */
    static List<StoredCertificate> of(StoredCertificate leaf, AliasIndex index) {
        Set<StoredCertificate> chain = new LinkedHashSet<>();
        StoredCertificate current = leaf;
        while (current != null && chain.add(current)) {
            current = issuer(current, index);
        }
        return new ArrayList<>(chain);
    }

    private static @Nullable StoredCertificate issuer(StoredCertificate of, AliasIndex index) {
        X509Certificate certificate = of.certificate();
        if (certificate == null
                || certificate
                        .getIssuerX500Principal()
                        .equals(certificate.getSubjectX500Principal())) {
            return null;
        }
        List<StoredCertificate> candidates = index.subject(certificate.getIssuerX500Principal());
        if (candidates.size() <= 1) {
            return candidates.isEmpty() ? null : candidates.get(0);
        }
        return candidates.stream()
                .filter(candidate -> signed(certificate, candidate.certificate()))
                .findFirst()
                .orElse(null);
    }

    private static boolean signed(
            X509Certificate certificate, @Nullable X509Certificate authority) {
        try {
            if (authority == null) {
                return false;
            }
            certificate.verify(authority.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            // Another authority of the same name.
            return false;
        }
    }
}

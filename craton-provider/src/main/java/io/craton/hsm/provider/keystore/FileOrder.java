package io.craton.hsm.provider.keystore;

import java.security.KeyStoreException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The order of the certificates of a file, which may begin with the authority. One that begins with
 * the certificate that the others are there for is a chain as it is.
 */
final class FileOrder {
    private final List<X509Certificate> file;

    private FileOrder(List<X509Certificate> file) {
        this.file = file;
    }

    /**
     * The certificates with that of a key first, and each behind it the issuer of the one before.
     *
     * @param ofKey whether the token has the private key of a certificate; if it has none, the
     *     first is the one that has signed none of the others
     * @throws KeyStoreException with a sentence, if it cannot be told which is the first, or if one
     *     would be left over
     */
    static List<X509Certificate> of(List<X509Certificate> file, Predicate<X509Certificate> ofKey)
            throws KeyStoreException {
        FileOrder order = new FileOrder(file);
        List<X509Certificate> ends = order.ends(ofKey);
        if (ends.contains(file.get(0))) {
            return file;
        }
        if (ends.size() != 1) {
            throw new KeyStoreException(
                    "the file does not begin with the certificate of a key, and it has those of several: "
                            + names(ends)
                            + "; import each with its chain alone");
        }
        return order.from(ends.get(0));
    }

    private List<X509Certificate> ends(Predicate<X509Certificate> ofKey) {
        List<X509Certificate> keyed = file.stream().filter(ofKey).distinct().toList();
        if (keyed.size() == 1) {
            return keyed;
        }
        List<X509Certificate> candidates = keyed.isEmpty() ? file : keyed;
        return candidates.stream().filter(this::signedNoOther).toList();
    }

    private boolean signedNoOther(X509Certificate certificate) {
        return file.stream()
                .noneMatch(
                        other -> !other.equals(certificate) && Chains.issued(certificate, other));
    }

    private List<X509Certificate> from(X509Certificate first) throws KeyStoreException {
        Set<X509Certificate> left = new LinkedHashSet<>(file);
        List<X509Certificate> chain = new ArrayList<>();
        for (var next = List.of(first); next.size() == 1; next = issuers(chain, left)) {
            chain.add(next.get(0));
            left.remove(next.get(0));
        }
        if (!left.isEmpty()) {
            throw new KeyStoreException(
                    "the file has certificates that are no part of the chain of "
                            + name(first)
                            + ", or more than one way to go on: "
                            + names(left)
                            + "; put that of the key first and the others in the order of the chain");
        }
        return chain;
    }

    private static List<X509Certificate> issuers(
            List<X509Certificate> chain, Set<X509Certificate> left) {
        X509Certificate last = chain.get(chain.size() - 1);
        return left.stream().filter(authority -> Chains.issued(authority, last)).toList();
    }

    private static String names(Iterable<X509Certificate> certificates) {
        List<String> names = new ArrayList<>();
        certificates.forEach(certificate -> names.add(name(certificate)));
        return String.join(", ", names);
    }

    private static String name(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }
}

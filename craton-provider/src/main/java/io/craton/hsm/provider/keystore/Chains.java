package io.craton.hsm.provider.keystore;

import io.craton.hsm.provider.key.KeyAlgorithm;
import io.craton.hsm.spi.der.DerReader;
import io.craton.hsm.spi.der.DerReader.MalformedException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.security.NoSuchProviderException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Certificate chains out of the certificates of a token. A chain that was stored with its first
 * certificate is given as it was. Where that is not remembered, or a certificate of it is missing,
 * the next one is, of those with the name of the issuer, the one that the certificate is signed by;
 * of several one with the key identifier that the certificate names, then one that is valid now,
 * then the newest.
 */
final class Chains {
    private static final String SUBJECT_KEY_IDENTIFIER = "2.5.29.14";
    private static final String AUTHORITY_KEY_IDENTIFIER = "2.5.29.35";
    private static final int KEY_IDENTIFIER = 0x80;

    private final EntryIndex index;
    private final Instant now = Instant.now();

    /** How a certificate and a possible issuer of it stand to each other, the best last. */
    enum Signature {
        WRONG,
        /** This Java does not have the algorithm. */
        UNKNOWN,
        RIGHT
    }

    private record Candidate(StoredCertificate stored, Signature signature, int identifier) {}

    private Chains(EntryIndex index) {
        this.index = index;
    }

    /** The chain from the certificate of a key on, as far as the token has it. */
    static List<X509Certificate> of(StoredCertificate leaf, EntryIndex index) {
        List<X509Certificate> chain = new ArrayList<>();
        for (StoredCertificate stored : new Chains(index).chain(leaf)) {
            X509Certificate certificate = stored.certificate();
            if (certificate == null) {
                break; // another Java stored what this one cannot read
            }
            chain.add(certificate);
        }
        return chain;
    }

    private List<StoredCertificate> chain(StoredCertificate leaf) {
        List<StoredCertificate> chain = new ArrayList<>();
        chain.add(leaf);
        EntryRole role = leaf.role();
        if (role != null && role.kind() == EntryRole.Kind.KEY) {
            for (ByteBuffer issuer : role.issuers()) {
                Set<StoredCertificate> found = index.certificates().withHash(issuer);
                if (found.isEmpty()) {
                    return continued(chain);
                }
                chain.add(found.iterator().next());
            }
            return chain;
        }
        return continued(chain);
    }

    private List<StoredCertificate> continued(List<StoredCertificate> begun) {
        Set<StoredCertificate> chain = new LinkedHashSet<>(begun);
        StoredCertificate last = begun.get(begun.size() - 1);
        for (var next = issuer(last, chain); next.isPresent(); next = issuer(last, chain)) {
            last = next.get();
            chain.add(last);
        }
        return new ArrayList<>(chain);
    }

    private Optional<StoredCertificate> issuer(StoredCertificate of, Set<StoredCertificate> chain) {
        X509Certificate certificate = of.certificate();
        if (certificate == null || selfSigned(of, certificate)) {
            return Optional.empty();
        }
        return index.certificates().subject(certificate.getIssuerX500Principal()).stream()
                .filter(stored -> !chain.contains(stored))
                .map(stored -> candidate(of, certificate, stored))
                .filter(candidate -> candidate.signature() != Signature.WRONG)
                .max(
                        Comparator.comparing(Candidate::signature)
                                .thenComparing(Candidate::identifier)
                                .thenComparing(one -> KeyPairObjects.valid(one.stored(), now))
                                .thenComparing(one -> KeyPairObjects.first(one.stored()))
                                .thenComparing(one -> one.stored().hash()))
                .map(Candidate::stored);
    }

    private static boolean selfSigned(StoredCertificate of, X509Certificate certificate) {
        return certificate.getIssuerX500Principal().equals(certificate.getSubjectX500Principal())
                && of.signedBy(of, () -> signature(certificate, certificate)) != Signature.WRONG;
    }

    private static Candidate candidate(
            StoredCertificate of, X509Certificate certificate, StoredCertificate stored) {
        X509Certificate authority = stored.certificate();
        return authority == null
                ? new Candidate(stored, Signature.WRONG, 0)
                : new Candidate(
                        stored,
                        of.signedBy(stored, () -> signature(certificate, authority)),
                        identifier(certificate, authority));
    }

    /**
     * Whether one certificate is the issuer of another, by name and signature; if this Java does
     * not have the algorithm, by name and key identifiers.
     */
    static boolean issued(X509Certificate authority, X509Certificate certificate) {
        if (!certificate.getIssuerX500Principal().equals(authority.getSubjectX500Principal())) {
            return false;
        }
        return switch (signature(certificate, authority)) {
            case RIGHT -> true;
            case WRONG -> false;
            case UNKNOWN -> identifier(certificate, authority) > 0;
        };
    }

    private static Signature signature(X509Certificate certificate, X509Certificate authority) {
        PublicKey key = authority.getPublicKey();
        try {
            certificate.verify(key, provider(key.getAlgorithm()));
            return Signature.RIGHT;
        } catch (NoSuchAlgorithmException | NoSuchProviderException e) {
            return Signature.UNKNOWN;
        } catch (GeneralSecurityException e) {
            return Signature.WRONG;
        }
    }

    // By name: this provider may itself be the first of the list.
    private static String provider(String algorithm) {
        return KeyAlgorithm.ofFamily(algorithm).map(KeyAlgorithm::jdkProvider).orElse("SUN");
    }

    /** 2 if the key identifiers are the same, 0 if they are not, 1 if one has none. */
    private static int identifier(X509Certificate certificate, X509Certificate authority) {
        byte[] named = authorityKey(certificate.getExtensionValue(AUTHORITY_KEY_IDENTIFIER));
        byte[] own = subjectKey(authority.getExtensionValue(SUBJECT_KEY_IDENTIFIER));
        return named == null || own == null ? 1 : Arrays.equals(named, own) ? 2 : 0;
    }

    private static byte @Nullable [] authorityKey(byte @Nullable [] extension) {
        try {
            if (extension == null) {
                return null;
            }
            DerReader fields = new DerReader(new DerReader(extension).octetString()).sequence();
            return fields.peek() == KEY_IDENTIFIER ? fields.bytes(KEY_IDENTIFIER) : null;
        } catch (MalformedException e) {
            return null;
        }
    }

    private static byte @Nullable [] subjectKey(byte @Nullable [] extension) {
        try {
            return extension == null
                    ? null
                    : new DerReader(new DerReader(extension).octetString()).octetString();
        } catch (MalformedException e) {
            return null;
        }
    }
}

package io.craton.hsm.provider.keystore;

import io.craton.hsm.AttributeType;
import io.craton.hsm.provider.key.KeyIds;
import java.nio.ByteBuffer;
import java.security.ProviderException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a certificate was stored as ({@link AttributeType#CKA_CRATON_ENTRY}): one byte, and for the
 * certificate of a private key the SHA-256 of each certificate that follows it in its chain.
 * Immutable.
 *
 * @param kind what it is
 * @param issuers the hashes of the certificates that follow, in their order
 */
record EntryRole(Kind kind, List<ByteBuffer> issuers) {
    private static final int HASH = 32;

    /** A certificate that is an entry of its own. */
    static final EntryRole TRUSTED = new EntryRole(Kind.TRUSTED, List.of());

    /** A certificate that is part of chains, and goes with the last of them. */
    static final EntryRole AUTHORITY = new EntryRole(Kind.AUTHORITY, List.of());

    /** The kinds, with their numbers. */
    enum Kind {
        KEY(1),
        TRUSTED(2),
        AUTHORITY(3);

        private final byte code;

        Kind(int code) {
            this.code = (byte) code;
        }

        private static @Nullable Kind of(byte code) {
            return Arrays.stream(values())
                    .filter(kind -> kind.code == code)
                    .findFirst()
                    .orElse(null);
        }
    }

    EntryRole {
        issuers = List.copyOf(issuers);
    }

    /** The role of the first certificate of a chain. */
    static EntryRole of(List<X509Certificate> chain) {
        List<ByteBuffer> issuers = new ArrayList<>();
        for (X509Certificate certificate : chain.subList(1, chain.size())) {
            issuers.add(hash(encoded(certificate)));
        }
        return new EntryRole(Kind.KEY, issuers);
    }

    /** Reads a value; null if there is none, or one that a newer release may understand. */
    static @Nullable EntryRole read(byte @Nullable [] value) {
        if (value == null || value.length % HASH != 1) {
            return null;
        }
        Kind kind = Kind.of(value[0]);
        if (kind == null) {
            return null;
        }
        List<ByteBuffer> issuers = new ArrayList<>();
        for (int at = 1; at < value.length; at += HASH) {
            issuers.add(ByteBuffer.wrap(Arrays.copyOfRange(value, at, at + HASH)));
        }
        return new EntryRole(kind, issuers);
    }

    /** The value of the attribute. */
    byte[] encoded() {
        ByteBuffer value = ByteBuffer.allocate(1 + HASH * issuers.size());
        value.put(kind.code);
        issuers.forEach(hash -> value.put(hash.duplicate()));
        return value.array();
    }

    /** How a certificate is known: its SHA-256. */
    static ByteBuffer hash(byte[] der) {
        return ByteBuffer.wrap(KeyIds.sha256(der));
    }

    /** The encoding of a certificate that was looked at by {@link KnownCertificates}. */
    static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new ProviderException("a certificate that was parsed has an encoding", e);
        }
    }
}

package io.craton.hsm.spi.der;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * Writes keys: SubjectPublicKeyInfo (RFC 5280, section 4.1.2.7) and PKCS#8 of version 1 (RFC 5958).
 */
public final class KeyWriter {
    private KeyWriter() {}

    /**
     * An AlgorithmIdentifier.
     *
     * @param oid in dotted form
     * @param parameters in DER, if there are any
     */
    public static byte[] identifier(String oid, byte[]... parameters) {
        byte[][] parts = new byte[parameters.length + 1][];
        parts[0] = DerWriter.oid(oid);
        System.arraycopy(parameters, 0, parts, 1, parameters.length);
        return DerWriter.sequence(parts);
    }

    /** A SubjectPublicKeyInfo. */
    public static byte[] publicKey(byte[] identifier, byte[] key) {
        return DerWriter.sequence(identifier, DerWriter.bits(key));
    }

    /**
     * A PKCS#8 file without attributes and public key; the caller wipes it.
     *
     * @param key what the algorithm puts into it; wiped
     */
    public static byte[] privateKey(byte[] identifier, byte[] key) {
        return secret(
                DerReader.SEQUENCE,
                DerWriter.integer(BigInteger.ZERO),
                identifier.clone(),
                secret(DerReader.OCTET_STRING, key));
    }

    /** An element with secret parts, which are wiped, as the caller wipes the element. */
    public static byte[] secret(int tag, byte[]... parts) {
        byte[] element = DerWriter.element(tag, parts);
        for (byte[] part : parts) {
            Arrays.fill(part, (byte) 0);
        }
        return element;
    }
}

package io.craton.hsm.engine.pqc;

import io.craton.hsm.spi.der.DerReader;
import io.craton.hsm.spi.der.DerWriter;
import io.craton.hsm.spi.der.KeyWriter;

/**
 * The PKCS#8 form of a post-quantum key: an SLH-DSA key is the bare key (RFC 9909); of ML-KEM and
 * ML-DSA keys seed and expanded key are written, or the expanded key if there is no seed (RFC 9881,
 * RFC 9935).
 */
final class PqcPrivateKeyInfo {
    private PqcPrivateKeyInfo() {}

    /** The DER form, which the caller wipes; an empty seed is none. */
    static byte[] encode(PqcSet set, byte[] seed, byte[] value) {
        return KeyWriter.privateKey(set.identifier(), content(set, seed, value));
    }

    private static byte[] content(PqcSet set, byte[] seed, byte[] value) {
        if (set.seedLength() == 0) {
            return value.clone();
        }
        byte[] expanded = DerWriter.octets(value);
        return seed.length == 0
                ? expanded
                : KeyWriter.secret(DerReader.SEQUENCE, DerWriter.octets(seed), expanded);
    }
}

package io.craton.hsm.core.engine.pqc;

import io.craton.hsm.core.engine.common.Guard;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/**
 * What is inside the PKCS#8 form of a post-quantum key: ML-KEM and ML-DSA keys are the seed, the
 * expanded key or both (RFC 9881, RFC 9935), an SLH-DSA key is the bare key (RFC 9909). Written are
 * both, or the expanded key if there is no seed.
 */
final class PqcPrivateKeyInfo {
    private PqcPrivateKeyInfo() {}

    /** The DER form; an empty seed is none. */
    static byte[] encode(PqcSet set, byte[] seed, byte[] value) {
        return Guard.call(
                "the private key cannot be encoded",
                () -> {
                    AlgorithmIdentifier algorithm = new AlgorithmIdentifier(set.oid());
                    if (set.seedLength() == 0) {
                        return new PrivateKeyInfo(algorithm, value).getEncoded(ASN1Encoding.DER);
                    }
                    ASN1Encodable expanded = new DEROctetString(value);
                    ASN1Encodable content =
                            seed.length == 0
                                    ? expanded
                                    : new DERSequence(
                                            new ASN1Encodable[] {
                                                new DEROctetString(seed), expanded
                                            });
                    return new PrivateKeyInfo(algorithm, content).getEncoded(ASN1Encoding.DER);
                });
    }
}

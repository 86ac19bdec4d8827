package io.craton.hsm.core.engine.pqc;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.core.engine.common.Der;
import io.craton.hsm.core.engine.common.Guard;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.jspecify.annotations.Nullable;

/**
 * What is inside the PKCS#8 form of a post-quantum key: ML-KEM and ML-DSA keys are the seed, the
 * expanded key or both (RFC 9881, RFC 9935), an SLH-DSA key is the bare key (RFC 9909). All forms
 * are read, also the bare ones of early drafts; written are both, or the expanded key if there is
 * no seed.
 */
record PqcPrivateKeyInfo(byte @Nullable [] seed, byte @Nullable [] value) {
    private static final String UNREADABLE = "the wrapped key cannot be read";

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

    /**
     * Reads it.
     *
     * @throws HsmException {@code CKR_WRAPPED_KEY_INVALID} if it has none of the forms
     */
    static PqcPrivateKeyInfo decode(PqcSet set, PrivateKeyInfo info) {
        byte[] content = info.getPrivateKey().getOctets();
        if (content.length == set.privateLength()) {
            return new PqcPrivateKeyInfo(null, content);
        }
        if (set.seedLength() > 0 && content.length == set.seedLength()) {
            return new PqcPrivateKeyInfo(content, null);
        }
        return Guard.call(
                ReturnCode.CKR_WRAPPED_KEY_INVALID,
                UNREADABLE,
                () -> {
                    ASN1Primitive form =
                            Der.parse(content, ReturnCode.CKR_WRAPPED_KEY_INVALID, UNREADABLE);
                    if (form instanceof ASN1TaggedObject tagged && tagged.hasContextTag(0)) {
                        return new PqcPrivateKeyInfo(
                                ASN1OctetString.getInstance(tagged, false).getOctets(), null);
                    }
                    if (form instanceof ASN1OctetString octets) {
                        return octets.getOctets().length == set.seedLength()
                                ? new PqcPrivateKeyInfo(octets.getOctets(), null)
                                : new PqcPrivateKeyInfo(null, octets.getOctets());
                    }
                    if (form instanceof ASN1Sequence both && both.size() == 2) {
                        return new PqcPrivateKeyInfo(
                                ASN1OctetString.getInstance(both.getObjectAt(0)).getOctets(),
                                ASN1OctetString.getInstance(both.getObjectAt(1)).getOctets());
                    }
                    throw new HsmException(ReturnCode.CKR_WRAPPED_KEY_INVALID, UNREADABLE);
                });
    }

    /** Says nothing. */
    @Override
    public String toString() {
        return "PqcPrivateKeyInfo[]";
    }
}

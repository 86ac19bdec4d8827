package io.craton.hsm.core.engine.ec;

import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.core.engine.common.Der;
import io.craton.hsm.spi.der.DerWriter;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1PrintableString;
import org.bouncycastle.asn1.ASN1String;

/** The table of the Edwards and Montgomery curves (RFC 7748, 8032, 8410). */
enum Rfc8410Curve {
    ED25519(
            KeyType.CKK_EC_EDWARDS,
            255,
            32,
            32,
            "edwards25519",
            "1.3.101.112",
            "1.3.6.1.4.1.11591.15.1"),
    ED448(KeyType.CKK_EC_EDWARDS, 448, 57, 57, "edwards448", "1.3.101.113", "1.3.101.113"),
    X25519(
            KeyType.CKK_EC_MONTGOMERY,
            255,
            32,
            32,
            "curve25519",
            "1.3.101.110",
            "1.3.6.1.4.1.3029.1.5.1"),
    X448(KeyType.CKK_EC_MONTGOMERY, 448, 56, 56, "curve448", "1.3.101.111", "1.3.101.111");

    private final KeyType keyType;
    private final int bits;
    private final int privateLength;
    private final int publicLength;
    private final String curveName;
    private final ASN1ObjectIdentifier oid;
    private final ASN1ObjectIdentifier oldOid;

    Rfc8410Curve(
            KeyType keyType,
            int bits,
            int privateLength,
            int publicLength,
            String curveName,
            String oid,
            String oldOid) {
        this.keyType = keyType;
        this.bits = bits;
        this.privateLength = privateLength;
        this.publicLength = publicLength;
        this.curveName = curveName;
        this.oid = new ASN1ObjectIdentifier(oid);
        this.oldOid = new ASN1ObjectIdentifier(oldOid);
    }

    /**
     * The curve of {@code CKA_EC_PARAMS}.
     *
     * @throws HsmException {@code CKR_CURVE_NOT_SUPPORTED} for curves of another type, {@code
     *     CKR_DOMAIN_PARAMS_INVALID} for other forms
     */
    static Rfc8410Curve of(KeyType keyType, byte[] ecParams) {
        ASN1Primitive parameters =
                Der.parse(
                        ecParams, ReturnCode.CKR_DOMAIN_PARAMS_INVALID, "CKA_EC_PARAMS is not DER");
        for (Rfc8410Curve curve : values()) {
            boolean named =
                    parameters instanceof ASN1String text
                            && text.getString().equals(curve.curveName);
            if (curve.keyType == keyType
                    && (named || List.of(curve.oid, curve.oldOid).contains(parameters))) {
                return curve;
            }
        }
        boolean rightForm =
                parameters instanceof ASN1ObjectIdentifier
                        || parameters instanceof ASN1PrintableString;
        throw new HsmException(
                rightForm
                        ? ReturnCode.CKR_CURVE_NOT_SUPPORTED
                        : ReturnCode.CKR_DOMAIN_PARAMS_INVALID,
                "CKA_EC_PARAMS names no curve of the key type " + keyType);
    }

    KeyType keyType() {
        return keyType;
    }

    int bits() {
        return bits;
    }

    int privateLength() {
        return privateLength;
    }

    int publicLength() {
        return publicLength;
    }

    /** The object identifier of its keys, in dotted form. */
    String oid() {
        return oid.getId();
    }

    /** {@code CKA_EC_PARAMS} with the object identifier. */
    byte[] ecParams() {
        return DerWriter.oid(oid.getId());
    }
}

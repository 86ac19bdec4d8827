package io.craton.hsm.spi.der;

import io.craton.hsm.Curve;
import io.craton.hsm.KeyType;
import io.craton.hsm.ParameterSet;
import java.util.Optional;

/**
 * The object identifiers of keys, in SubjectPublicKeyInfo and PKCS#8, of which neither a parameter
 * set nor a curve is the algorithm: post-quantum keys have {@link ParameterSet#oid()}, those on
 * Edwards and Montgomery curves {@link Curve#oid()} (RFC 8410).
 */
public enum KeyOid {
    /** rsaEncryption (RFC 8017). */
    RSA("1.2.840.113549.1.1.1", KeyType.CKK_RSA),
    /** id-RSASSA-PSS: an RSA key for PSS alone (RFC 4055). */
    RSASSA_PSS("1.2.840.113549.1.1.10", KeyType.CKK_RSA),
    /** id-ecPublicKey (RFC 5480). */
    EC("1.2.840.10045.2.1", KeyType.CKK_EC);

    private final String oid;
    private final KeyType keyType;

    KeyOid(String oid, KeyType keyType) {
        this.oid = oid;
        this.keyType = keyType;
    }

    /** In dotted form. */
    public String oid() {
        return oid;
    }

    /** The key type that it stands for. */
    public KeyType keyType() {
        return keyType;
    }

    /** The row with this identifier. */
    public static Optional<KeyOid> of(String oid) {
        for (KeyOid row : values()) {
            if (row.oid.equals(oid)) {
                return Optional.of(row);
            }
        }
        return Optional.empty();
    }
}

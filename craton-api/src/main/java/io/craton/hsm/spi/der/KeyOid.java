package io.craton.hsm.spi.der;

import io.craton.hsm.KeyType;
import io.craton.hsm.ParameterSet;
import java.util.Optional;

/**
 * The object identifiers of keys without a parameter set, in SubjectPublicKeyInfo and PKCS#8; those
 * with one have it in {@link ParameterSet#oid()}.
 */
public enum KeyOid {
    /** rsaEncryption (RFC 8017). */
    RSA("1.2.840.113549.1.1.1", KeyType.CKK_RSA),
    /** id-RSASSA-PSS: an RSA key for PSS alone (RFC 4055). */
    RSASSA_PSS("1.2.840.113549.1.1.10", KeyType.CKK_RSA),
    /** id-ecPublicKey (RFC 5480). */
    EC("1.2.840.10045.2.1", KeyType.CKK_EC),
    /** id-X25519 (RFC 8410). */
    X25519("1.3.101.110", KeyType.CKK_EC_MONTGOMERY),
    /** id-X448 (RFC 8410). */
    X448("1.3.101.111", KeyType.CKK_EC_MONTGOMERY),
    /** id-Ed25519 (RFC 8410). */
    ED25519("1.3.101.112", KeyType.CKK_EC_EDWARDS),
    /** id-Ed448 (RFC 8410). */
    ED448("1.3.101.113", KeyType.CKK_EC_EDWARDS);

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

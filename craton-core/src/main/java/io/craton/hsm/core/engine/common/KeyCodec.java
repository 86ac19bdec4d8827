package io.craton.hsm.core.engine.common;

import io.craton.hsm.Template;
import io.craton.hsm.core.engine.KeyMaterial;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;

/**
 * How the keys of one asymmetric type are taken in and written. Safe for use by several threads.
 */
public interface KeyCodec {
    /**
     * Makes a public key from its attributes.
     *
     * @throws io.craton.hsm.HsmException {@code CKR_TEMPLATE_INCOMPLETE}, {@code
     *     CKR_ATTRIBUTE_VALUE_INVALID}, {@code CKR_PUBLIC_KEY_INVALID} and the like
     */
    KeyMaterial importPublic(Template template);

    /** Makes a private key from its attributes, and adds those that follow from others. */
    KeyMaterial importPrivate(Template template);

    /** The DER SubjectPublicKeyInfo of a public key, or of the public half of a private key. */
    byte[] publicKeyInfo(KeyMaterial key);

    /** The DER PKCS#8 form of a private key; the caller wipes it. */
    byte[] encodePrivate(KeyMaterial key);

    /**
     * A private key from its PKCS#8 form, which was unwrapped.
     *
     * @throws RuntimeException of any kind if it is not a key of this type; who unwraps makes one
     *     error of all of them, since what they say may come from a secret
     */
    KeyMaterial decodePrivate(PrivateKeyInfo info);

    /** The public key that belongs to a private key. */
    KeyMaterial publicHalf(KeyMaterial privateKey);

    /**
     * The size in the unit of the mechanism table: bits of the modulus or field; bytes for others.
     */
    long size(KeyMaterial key);
}

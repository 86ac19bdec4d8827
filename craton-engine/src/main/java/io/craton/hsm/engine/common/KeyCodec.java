package io.craton.hsm.engine.common;

import io.craton.hsm.Template;
import io.craton.hsm.engine.spi.KeyMaterial;

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

    /** The public key that belongs to a private key. */
    KeyMaterial publicHalf(KeyMaterial privateKey);

    /**
     * The size in the unit of the mechanism table: bits of the modulus or field; bytes for others.
     */
    long size(KeyMaterial key);
}

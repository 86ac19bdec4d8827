package io.craton.hsm.provider.key;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Template;

/**
 * What is asked of a key object again and again, read once and kept with the Java key.
 *
 * @param bits the length of a secret key's value; 0 for others
 * @param wraps {@code CKA_WRAP}
 * @param unwraps {@code CKA_UNWRAP}
 * @param decrypts {@code CKA_DECRYPT}
 * @param derives {@code CKA_DERIVE}
 * @param alwaysAuthenticate {@code CKA_ALWAYS_AUTHENTICATE}: each use needs the PIN
 */
public record KeyTraits(
        int bits,
        boolean wraps,
        boolean unwraps,
        boolean decrypts,
        boolean derives,
        boolean alwaysAuthenticate) {

    /** What {@link #of} looks at. */
    private static final AttributeType<?>[] TYPES = {
        AttributeType.CKA_VALUE_LEN,
        AttributeType.CKA_WRAP,
        AttributeType.CKA_UNWRAP,
        AttributeType.CKA_DECRYPT,
        AttributeType.CKA_DERIVE,
        AttributeType.CKA_ALWAYS_AUTHENTICATE
    };

    /** These attributes and those that are looked at here. */
    static AttributeType<?>[] and(AttributeType<?>... others) {
        AttributeType<?>[] all = new AttributeType<?>[others.length + TYPES.length];
        System.arraycopy(others, 0, all, 0, others.length);
        System.arraycopy(TYPES, 0, all, others.length, TYPES.length);
        return all;
    }

    /** The traits of a key with these attributes. */
    static KeyTraits of(Template attributes) {
        return new KeyTraits(
                Math.toIntExact(attributes.get(AttributeType.CKA_VALUE_LEN, 0L) * Byte.SIZE),
                attributes.get(AttributeType.CKA_WRAP, false),
                attributes.get(AttributeType.CKA_UNWRAP, false),
                attributes.get(AttributeType.CKA_DECRYPT, false),
                attributes.get(AttributeType.CKA_DERIVE, false),
                attributes.get(AttributeType.CKA_ALWAYS_AUTHENTICATE, false));
    }
}

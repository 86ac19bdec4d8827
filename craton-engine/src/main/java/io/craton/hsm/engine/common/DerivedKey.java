package io.craton.hsm.engine.common;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.engine.spi.KeyMaterial;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a template asks a derivation, an unwrapping or an encapsulation to make: a secret key of a
 * type, generic if not said, and a length, that of the type or of what there is if not said.
 *
 * @param type the key type
 * @param wanted the length that the template or the type fixes; null if neither does
 */
public record DerivedKey(KeyType type, @Nullable Integer wanted) {

    /**
     * Reads the template.
     *
     * @throws HsmException {@code CKR_TEMPLATE_INCONSISTENT} if it asks for something else than a
     *     secret key, {@code CKR_KEY_SIZE_RANGE} for a length that the type cannot have
     */
    public static DerivedKey of(Template template) {
        ObjectClass objectClass = template.get(AttributeType.CKA_CLASS, ObjectClass.CKO_SECRET_KEY);
        if (objectClass != ObjectClass.CKO_SECRET_KEY) {
            throw new HsmException(
                    ReturnCode.CKR_TEMPLATE_INCONSISTENT,
                    "the mechanism makes secret keys, not " + objectClass);
        }
        KeyType type = template.get(AttributeType.CKA_KEY_TYPE, KeyType.CKK_GENERIC_SECRET);
        SecretKeySizes sizes = SecretKeySizes.of(type);
        Long length = template.get(AttributeType.CKA_VALUE_LEN);
        if (length != null) {
            sizes.check(length, ReturnCode.CKR_KEY_SIZE_RANGE);
            return new DerivedKey(type, length.intValue());
        }
        return new DerivedKey(
                type,
                sizes.fixedLength().isPresent() ? (Integer) sizes.fixedLength().getAsInt() : null);
    }

    /**
     * The length, which the template or the type has to fix because the mechanism can make any.
     *
     * @throws HsmException {@code CKR_TEMPLATE_INCOMPLETE} if neither does
     */
    public int requiredLength() {
        if (wanted == null) {
            throw new HsmException(
                    ReturnCode.CKR_TEMPLATE_INCOMPLETE,
                    "the template needs CKA_VALUE_LEN, since neither the mechanism nor the key type fixes the length");
        }
        return wanted;
    }

    /** The length, or this one if neither the template nor the type fixes it. */
    public int lengthOr(int otherwise) {
        return wanted == null ? otherwise : wanted;
    }

    /**
     * The length, for types whose length is well defined or given; for generic secrets also this
     * one.
     */
    public int lengthOrGeneric(int otherwise) {
        return type == KeyType.CKK_GENERIC_SECRET ? lengthOr(otherwise) : requiredLength();
    }

    /** A key of the first bytes of a secret, which is wiped. */
    public KeyMaterial fromHead(byte[] secret, int length) {
        return make(secret, 0, length);
    }

    /** A key of the last bytes of a secret, which is wiped. */
    public KeyMaterial fromTail(byte[] secret, int length) {
        return make(secret, secret.length - length, length);
    }

    private KeyMaterial make(byte[] secret, int from, int length) {
        try {
            if (from < 0 || length > secret.length) {
                throw new HsmException(
                        ReturnCode.CKR_KEY_SIZE_RANGE,
                        "a key of "
                                + length
                                + " bytes is asked for, but there are only "
                                + secret.length);
            }
            SecretKeySizes sizes = SecretKeySizes.of(type);
            sizes.check(length, ReturnCode.CKR_KEY_SIZE_RANGE);
            byte[] value = Arrays.copyOfRange(secret, from, from + length);
            sizes.adjust(value);
            return KeyMaterial.secretKey(type, value);
        } finally {
            ByteArrays.wipe(secret);
        }
    }
}

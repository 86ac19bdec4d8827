package io.craton.hsm.engine.wrap;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.engine.common.Attributes;
import io.craton.hsm.engine.common.SecretKeySizes;
import io.craton.hsm.engine.ec.SignatureForm;
import io.craton.hsm.engine.wrap.KeyEncoding.Padding;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a template asks an unwrapping to give. It is read before anything is decrypted, so that no
 * error about it tells of the key.
 *
 * @param objectClass secret or private key
 * @param type the key type
 * @param length the length of a secret key in bytes, if the template or the type fixes it
 * @param form what the template says of the signatures of an EC key
 */
record WantedKey(ObjectClass objectClass, KeyType type, @Nullable Integer length, Template form) {

    /**
     * Reads the template.
     *
     * @param padding what the mechanism adds to the bytes of the key
     * @throws HsmException {@code CKR_TEMPLATE_INCOMPLETE}, {@code CKR_TEMPLATE_INCONSISTENT},
     *     {@code CKR_WRAPPED_KEY_LEN_RANGE} for a length that the type cannot have, or the
     *     mechanism not wrap
     */
    static WantedKey of(Template template, Padding padding) {
        ObjectClass objectClass = Attributes.required(template, AttributeType.CKA_CLASS);
        KeyType type = Attributes.required(template, AttributeType.CKA_KEY_TYPE);
        if (objectClass == ObjectClass.CKO_PRIVATE_KEY) {
            return new WantedKey(objectClass, type, null, SignatureForm.of(template));
        }
        if (objectClass != ObjectClass.CKO_SECRET_KEY) {
            throw new HsmException(
                    ReturnCode.CKR_TEMPLATE_INCONSISTENT,
                    "only secret and private keys are unwrapped");
        }
        Integer length = secretLength(type, template, padding);
        return new WantedKey(objectClass, type, length, Template.empty());
    }

    private static @Nullable Integer secretLength(
            KeyType type, Template template, Padding padding) {
        SecretKeySizes sizes = SecretKeySizes.of(type);
        Long wanted = template.get(AttributeType.CKA_VALUE_LEN);
        if (wanted != null) {
            sizes.check(wanted, ReturnCode.CKR_WRAPPED_KEY_LEN_RANGE);
            if (!padding.suits(wanted.intValue())) {
                throw new HsmException(
                        ReturnCode.CKR_WRAPPED_KEY_LEN_RANGE,
                        "a key that this mechanism wraps has a multiple of "
                                + Padding.UNIT
                                + " bytes, so CKA_VALUE_LEN cannot be "
                                + wanted
                                + "; CKM_AES_KEY_WRAP_KWP wraps keys of any length");
            }
            return wanted.intValue();
        }
        if (sizes.fixedLength().isPresent()) {
            return sizes.fixedLength().getAsInt();
        }
        if (padding == Padding.LEADING) {
            throw new HsmException(
                    ReturnCode.CKR_TEMPLATE_INCOMPLETE,
                    "the template needs CKA_VALUE_LEN, since neither the mechanism nor the key type fixes the length");
        }
        return null;
    }

    /**
     * The lengths that the bytes of the key can have, in ascending order.
     *
     * @param most the longest that the wrapped key has room for
     * @throws HsmException {@code CKR_WRAPPED_KEY_LEN_RANGE} if there is room for none
     */
    int[] lengths(int most) {
        int[] lengths = possible(most).filter(each -> each <= most).toArray();
        if (lengths.length == 0) {
            throw new HsmException(
                    ReturnCode.CKR_WRAPPED_KEY_LEN_RANGE,
                    "a key as long as the template asks for has no place in the wrapped key");
        }
        return lengths;
    }

    private IntStream possible(int most) {
        if (length != null) {
            return IntStream.of(length);
        }
        IntStream any = IntStream.rangeClosed(1, Math.min(most, SecretKeySizes.MAX_GENERIC));
        if (objectClass == ObjectClass.CKO_PRIVATE_KEY) {
            return any;
        }
        SecretKeySizes sizes = SecretKeySizes.of(type);
        return sizes.lengths().isEmpty()
                ? any
                : sizes.lengths().stream().mapToInt(Integer::intValue);
    }
}

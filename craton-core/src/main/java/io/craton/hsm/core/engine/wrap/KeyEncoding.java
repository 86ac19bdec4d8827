package io.craton.hsm.core.engine.wrap;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.core.engine.KeyMaterial;
import io.craton.hsm.core.engine.common.Attributes;
import io.craton.hsm.core.engine.common.Bytes;
import io.craton.hsm.core.engine.common.Der;
import io.craton.hsm.core.engine.common.Guard;
import io.craton.hsm.core.engine.common.KeyCodec;
import io.craton.hsm.core.engine.common.SecretKeySizes;
import java.util.Arrays;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;

/**
 * Keys as the bytes that are wrapped: the value of a secret key, the PKCS#8 form of a private key
 * (section 6.7).
 */
final class KeyEncoding {
    private static final String NOT_PKCS8 = "what was unwrapped is not a private key in PKCS#8";

    private final Map<KeyType, KeyCodec> codecs;

    KeyEncoding(Map<KeyType, KeyCodec> codecs) {
        this.codecs = codecs;
    }

    /** The bytes of a key; the caller wipes them. */
    byte[] encode(KeyMaterial key) {
        return switch (key.objectClass()) {
            case CKO_SECRET_KEY -> key.secret(AttributeType.CKA_VALUE).copy();
            case CKO_PRIVATE_KEY ->
                    codec(key.keyType(), ReturnCode.CKR_KEY_NOT_WRAPPABLE).encodePrivate(key);
            default ->
                    throw new HsmException(
                            ReturnCode.CKR_KEY_NOT_WRAPPABLE,
                            "only secret and private keys are wrapped");
        };
    }

    /**
     * The key in unwrapped bytes, which are wiped.
     *
     * @param template {@code CKA_CLASS}, {@code CKA_KEY_TYPE} and, where wanted, {@code
     *     CKA_VALUE_LEN}
     * @param padding what the mechanism adds to the bytes
     */
    KeyMaterial decode(byte[] bytes, Template template, Padding padding) {
        try {
            ObjectClass objectClass = Attributes.required(template, AttributeType.CKA_CLASS);
            KeyType type = Attributes.required(template, AttributeType.CKA_KEY_TYPE);
            return switch (objectClass) {
                case CKO_SECRET_KEY -> secretKey(bytes, type, template, padding);
                case CKO_PRIVATE_KEY ->
                        codec(type, ReturnCode.CKR_TEMPLATE_INCONSISTENT)
                                .decodePrivate(parse(bytes, padding));
                default ->
                        throw new HsmException(
                                ReturnCode.CKR_TEMPLATE_INCONSISTENT,
                                "only secret and private keys are unwrapped");
            };
        } finally {
            Bytes.wipe(bytes);
        }
    }

    private KeyCodec codec(KeyType type, ReturnCode code) {
        KeyCodec codec = codecs.get(type);
        if (codec == null) {
            throw new HsmException(
                    code, type + " is not a type of private keys that this module wraps");
        }
        return codec;
    }

    private static KeyMaterial secretKey(
            byte[] bytes, KeyType type, Template template, Padding padding) {
        SecretKeySizes sizes = SecretKeySizes.of(type);
        Long wanted = template.get(AttributeType.CKA_VALUE_LEN);
        if (wanted != null) {
            sizes.check(wanted, ReturnCode.CKR_WRAPPED_KEY_LEN_RANGE);
        } else if (padding == Padding.LEADING && sizes.fixedLength().isEmpty()) {
            throw new HsmException(
                    ReturnCode.CKR_TEMPLATE_INCOMPLETE,
                    "the template needs CKA_VALUE_LEN, since neither the mechanism nor the key type fixes the length");
        }
        int fixed = sizes.fixedLength().orElse(bytes.length);
        int length = wanted == null ? fixed : wanted.intValue();
        if (!padding.allows(bytes.length, length)) {
            throw new HsmException(
                    ReturnCode.CKR_WRAPPED_KEY_LEN_RANGE,
                    "the wrapped key has not the length that the template or its type asks for");
        }
        sizes.check(length, ReturnCode.CKR_WRAPPED_KEY_LEN_RANGE);
        int from = padding == Padding.LEADING ? bytes.length - length : 0;
        requirePadding(bytes, from, from + length);
        return KeyMaterial.secretKey(type, Arrays.copyOfRange(bytes, from, from + length));
    }

    // Who could cut a wrapped key where he likes would find it byte by byte.
    private static void requirePadding(byte[] bytes, int from, int to) {
        int others = 0;
        for (int i = 0; i < bytes.length; i++) {
            others |= i >= from && i < to ? 0 : bytes[i];
        }
        if (others != 0) {
            throw new HsmException(
                    ReturnCode.CKR_WRAPPED_KEY_INVALID,
                    "the wrapped key is damaged, or longer than the template asks for");
        }
    }

    private static PrivateKeyInfo parse(byte[] bytes, Padding padding) {
        int length = bytes.length;
        if (padding == Padding.SEMIBLOCK) {
            while (length > 0
                    && bytes.length - length < 8
                    && bytes[length - 1] == 0
                    && derLength(bytes) < length) {
                length--;
            }
        }
        byte[] der = Bytes.slice(bytes, 0, length);
        ASN1Primitive value = Der.parse(der, ReturnCode.CKR_WRAPPED_KEY_INVALID, NOT_PKCS8);
        return Guard.call(
                ReturnCode.CKR_WRAPPED_KEY_INVALID,
                NOT_PKCS8,
                () -> PrivateKeyInfo.getInstance(value));
    }

    // The length of the outer SEQUENCE with its head; 0 if it is none.
    private static int derLength(byte[] bytes) {
        if (bytes.length < 4 || bytes[0] != 0x30) {
            return 0;
        }
        int first = bytes[1] & 0xff;
        if (first < 0x80) {
            return 2 + first;
        }
        return switch (first) {
            case 0x81 -> 3 + (bytes[2] & 0xff);
            case 0x82 -> 4 + (((bytes[2] & 0xff) << 8) | (bytes[3] & 0xff));
            default -> 0;
        };
    }

    /** What a mechanism adds to the bytes of a key, and leaves to be removed by length. */
    enum Padding {
        /** Nothing. */
        NONE,
        /** Zeros at the end up to a block. */
        BLOCK,
        /** Zeros at the end up to 8 bytes. */
        SEMIBLOCK,
        /** Zeros before the bytes up to the modulus. */
        LEADING;

        boolean allows(int available, int wanted) {
            return switch (this) {
                case NONE -> wanted == available;
                case BLOCK -> wanted <= available && wanted > available - 16;
                case SEMIBLOCK -> wanted <= available && wanted >= available - 7;
                case LEADING -> wanted <= available;
            };
        }
    }
}

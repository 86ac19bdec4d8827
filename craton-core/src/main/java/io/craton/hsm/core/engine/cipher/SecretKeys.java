package io.craton.hsm.core.engine.cipher;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.core.engine.KeyMaterial;
import io.craton.hsm.core.engine.common.Attributes;
import io.craton.hsm.core.engine.common.Libraries;
import io.craton.hsm.core.engine.common.MechanismFamily;
import io.craton.hsm.core.engine.common.Parameters;
import io.craton.hsm.core.engine.common.SecretKeySizes;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/** Generation of secret keys. */
public final class SecretKeys implements MechanismFamily {
    // Which type a mechanism makes; a generic secret unless the template says otherwise for the
    // last three.
    private static final Map<MechanismType, KeyType> TYPES = new EnumMap<>(MechanismType.class);

    static {
        TYPES.put(MechanismType.CKM_AES_KEY_GEN, KeyType.CKK_AES);
        TYPES.put(MechanismType.CKM_AES_XTS_KEY_GEN, KeyType.CKK_AES_XTS);
        TYPES.put(MechanismType.CKM_DES2_KEY_GEN, KeyType.CKK_DES2);
        TYPES.put(MechanismType.CKM_DES3_KEY_GEN, KeyType.CKK_DES3);
        TYPES.put(MechanismType.CKM_CHACHA20_KEY_GEN, KeyType.CKK_CHACHA20);
        TYPES.put(MechanismType.CKM_GENERIC_SECRET_KEY_GEN, KeyType.CKK_GENERIC_SECRET);
        TYPES.put(MechanismType.CKM_HKDF_KEY_GEN, KeyType.CKK_HKDF);
        TYPES.put(MechanismType.CKM_SHA_1_KEY_GEN, KeyType.CKK_SHA_1_HMAC);
        TYPES.put(MechanismType.CKM_SHA224_KEY_GEN, KeyType.CKK_SHA224_HMAC);
        TYPES.put(MechanismType.CKM_SHA256_KEY_GEN, KeyType.CKK_SHA256_HMAC);
        TYPES.put(MechanismType.CKM_SHA384_KEY_GEN, KeyType.CKK_SHA384_HMAC);
        TYPES.put(MechanismType.CKM_SHA512_KEY_GEN, KeyType.CKK_SHA512_HMAC);
        TYPES.put(MechanismType.CKM_SHA512_224_KEY_GEN, KeyType.CKK_SHA512_224_HMAC);
        TYPES.put(MechanismType.CKM_SHA512_256_KEY_GEN, KeyType.CKK_SHA512_256_HMAC);
        TYPES.put(MechanismType.CKM_SHA3_224_KEY_GEN, KeyType.CKK_SHA3_224_HMAC);
        TYPES.put(MechanismType.CKM_SHA3_256_KEY_GEN, KeyType.CKK_SHA3_256_HMAC);
        TYPES.put(MechanismType.CKM_SHA3_384_KEY_GEN, KeyType.CKK_SHA3_384_HMAC);
        TYPES.put(MechanismType.CKM_SHA3_512_KEY_GEN, KeyType.CKK_SHA3_512_HMAC);
    }

    private final Libraries libraries;

    /** Random bytes come from here. */
    public SecretKeys(Libraries libraries) {
        this.libraries = libraries;
    }

    @Override
    public Set<MechanismType> mechanisms() {
        return TYPES.keySet();
    }

    @Override
    public KeyMaterial generateKey(Mechanism mechanism, Template template) {
        Parameters.none(mechanism);
        KeyType made = TYPES.get(mechanism.type());
        if (made == null) {
            throw MechanismFamily.cannot(mechanism, "generate a key");
        }
        KeyType type = template.get(AttributeType.CKA_KEY_TYPE, made);
        if (type != made) {
            throw new HsmException(
                    ReturnCode.CKR_TEMPLATE_INCONSISTENT,
                    mechanism.type() + " makes keys of the type " + made);
        }
        SecretKeySizes sizes = SecretKeySizes.of(type);
        Long length = template.get(AttributeType.CKA_VALUE_LEN);
        if (length == null) {
            length =
                    sizes.fixedLength().isPresent()
                            ? (Long) (long) sizes.fixedLength().getAsInt()
                            : Attributes.required(template, AttributeType.CKA_VALUE_LEN);
        }
        sizes.check(length, ReturnCode.CKR_KEY_SIZE_RANGE);
        byte[] value = libraries.randomBytes(length.intValue());
        while (sizes.isWeak(value)) {
            value = libraries.randomBytes(length.intValue());
        }
        sizes.adjust(value);
        return KeyMaterial.secretKey(type, value);
    }
}

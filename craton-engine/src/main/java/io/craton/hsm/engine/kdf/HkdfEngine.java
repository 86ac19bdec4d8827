package io.craton.hsm.engine.kdf;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Digest;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters.Hkdf;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.engine.common.Attributes;
import io.craton.hsm.engine.common.ByteArrays;
import io.craton.hsm.engine.common.DerivedKey;
import io.craton.hsm.engine.common.Digests;
import io.craton.hsm.engine.common.Libraries;
import io.craton.hsm.engine.common.MechanismFamily;
import io.craton.hsm.engine.common.Parameters;
import io.craton.hsm.engine.common.SecretKeySizes;
import io.craton.hsm.engine.common.Secrets;
import io.craton.hsm.engine.memory.SecretBytes;
import io.craton.hsm.engine.spi.KeyMaterial;
import io.craton.hsm.spi.SecretAccess;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * HKDF (RFC 5869; PKCS#11 v3.2, section 6.62): makes a key, or a data object with {@code
 * CKM_HKDF_DATA}.
 */
public final class HkdfEngine implements MechanismFamily {
    private final Libraries libraries;

    /** Computes with these libraries. */
    public HkdfEngine(Libraries libraries) {
        this.libraries = libraries;
    }

    @Override
    public Set<MechanismType> mechanisms() {
        return Set.of(MechanismType.CKM_HKDF_DERIVE, MechanismType.CKM_HKDF_DATA);
    }

    @Override
    public KeyMaterial derive(
            Mechanism mechanism,
            KeyMaterial baseKey,
            Template template,
            Function<ObjectHandle, KeyMaterial> otherKeys) {
        Hkdf parameters = Parameters.of(mechanism, Hkdf.class);
        Parameters.require(
                parameters.extract() || parameters.expand(),
                "HKDF has to extract, to expand, or both");
        Digest hash = Digests.of(parameters.hash());
        if (mechanism.type() == MechanismType.CKM_HKDF_DATA) {
            return data(template, length -> compute(parameters, hash, baseKey, length, otherKeys));
        }
        DerivedKey shape = DerivedKey.of(template);
        int length = parameters.expand() ? shape.requiredLength() : shape.lengthOr(hash.length());
        return shape.fromHead(compute(parameters, hash, baseKey, length, otherKeys), length);
    }

    private static KeyMaterial data(Template template, Function<Integer, byte[]> derivation) {
        if (template.get(AttributeType.CKA_CLASS, ObjectClass.CKO_DATA) != ObjectClass.CKO_DATA) {
            throw new HsmException(
                    ReturnCode.CKR_TEMPLATE_INCONSISTENT, "CKM_HKDF_DATA makes data objects");
        }
        long length = Attributes.required(template, AttributeType.CKA_VALUE_LEN);
        if (length < 1 || length > SecretKeySizes.MAX_GENERIC) {
            throw new HsmException(ReturnCode.CKR_KEY_SIZE_RANGE, "CKA_VALUE_LEN is out of range");
        }
        byte[] value = derivation.apply((int) length);
        return KeyMaterial.of(
                ObjectClass.CKO_DATA,
                KeyType.CKK_GENERIC_SECRET,
                Template.empty(),
                Map.of(AttributeType.CKA_VALUE, SecretBytes.take(value)));
    }

    private byte[] compute(
            Hkdf parameters,
            Digest hash,
            KeyMaterial baseKey,
            int length,
            Function<ObjectHandle, KeyMaterial> otherKeys) {
        byte[] key =
                Secrets.use(
                        SecretAccess.READ,
                        baseKey,
                        input ->
                                parameters.extract()
                                        ? extract(parameters, hash, input, otherKeys)
                                        : input.clone());
        if (!parameters.expand()) {
            if (length > key.length) {
                ByteArrays.wipe(key);
                throw tooLong(length);
            }
            return key;
        }
        try (Prf prf = Prf.hmac(hash, key, libraries)) {
            return expand(prf, parameters.info(), length);
        } finally {
            ByteArrays.wipe(key);
        }
    }

    private byte[] extract(
            Hkdf parameters,
            Digest hash,
            byte[] input,
            Function<ObjectHandle, KeyMaterial> otherKeys) {
        return switch (parameters.saltType()) {
            case CKF_HKDF_SALT_NULL -> Prf.hmac(hash, new byte[hash.length()], input, libraries);
            case CKF_HKDF_SALT_DATA -> {
                byte[] salt = parameters.salt();
                if (salt == null) {
                    throw Parameters.invalid("HKDF with salt data needs the salt");
                }
                yield Prf.hmac(hash, salt, input, libraries);
            }
            case CKF_HKDF_SALT_KEY -> {
                ObjectHandle handle = parameters.saltKey();
                if (handle == null) {
                    throw Parameters.invalid("HKDF with a salt key needs the key");
                }
                yield Secrets.use(
                        SecretAccess.READ,
                        otherKeys.apply(handle),
                        salt -> Prf.hmac(hash, salt, input, libraries));
            }
        };
    }

    // T(i) = HMAC(T(i-1) | info | i)
    private static byte[] expand(Prf prf, byte[] info, int length) {
        int blocks = (length + prf.length() - 1) / prf.length();
        if (blocks > 255) {
            throw tooLong(length);
        }
        byte[] result = new byte[blocks * prf.length()];
        byte[] block = ByteArrays.EMPTY;
        for (int i = 1; i <= blocks; i++) {
            byte[] input = ByteArrays.join(block, info, new byte[] {(byte) i});
            ByteArrays.wipe(block);
            block = prf.apply(input);
            ByteArrays.wipe(input);
            System.arraycopy(block, 0, result, (i - 1) * prf.length(), block.length);
        }
        byte[] cut = Arrays.copyOf(result, length);
        ByteArrays.wipe(result, block);
        return cut;
    }

    private static HsmException tooLong(int length) {
        return new HsmException(
                ReturnCode.CKR_KEY_SIZE_RANGE,
                "HKDF with this digest cannot make " + length + " bytes");
    }
}

package io.craton.hsm.engine.kdf;

import io.craton.hsm.Digest;
import io.craton.hsm.DigestUse;
import io.craton.hsm.HsmException;
import io.craton.hsm.Limits;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters.CbcEncryptData;
import io.craton.hsm.MechanismParameters.DerivationData;
import io.craton.hsm.MechanismParameters.ExtractFrom;
import io.craton.hsm.MechanismParameters.OtherKey;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.engine.cipher.BlockCipher;
import io.craton.hsm.engine.common.ByteArrays;
import io.craton.hsm.engine.common.DerivedKey;
import io.craton.hsm.engine.common.Digests;
import io.craton.hsm.engine.common.Libraries;
import io.craton.hsm.engine.common.LibraryKey;
import io.craton.hsm.engine.common.MechanismFamily;
import io.craton.hsm.engine.common.Parameters;
import io.craton.hsm.engine.common.Secrets;
import io.craton.hsm.engine.spi.KeyMaterial;
import io.craton.hsm.spi.SecretAccess;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Concatenation, XOR, extraction, digests and encryption as derivations (sections 6.17, 6.21 and
 * 6.43).
 */
public final class SimpleDerivations implements MechanismFamily {
    // The most bytes of data in a parameter.
    private static final int MAX_DATA = Limits.DERIVATION_DATA_BYTES;

    private final Libraries libraries;

    /** Computes with these libraries. */
    public SimpleDerivations(Libraries libraries) {
        this.libraries = libraries;
    }

    @Override
    public Set<MechanismType> mechanisms() {
        return Digests.mechanisms(
                Set.of(DigestUse.KEY_DERIVATION),
                MechanismType.CKM_CONCATENATE_BASE_AND_KEY,
                MechanismType.CKM_CONCATENATE_BASE_AND_DATA,
                MechanismType.CKM_CONCATENATE_DATA_AND_BASE,
                MechanismType.CKM_XOR_BASE_AND_DATA,
                MechanismType.CKM_EXTRACT_KEY_FROM_KEY,
                MechanismType.CKM_AES_ECB_ENCRYPT_DATA,
                MechanismType.CKM_AES_CBC_ENCRYPT_DATA,
                MechanismType.CKM_DES3_ECB_ENCRYPT_DATA,
                MechanismType.CKM_DES3_CBC_ENCRYPT_DATA);
    }

    /** The hash of a derivation by digest, or null for other mechanisms. */
    public static @Nullable Digest hash(MechanismType mechanism) {
        return Digests.inside(mechanism, DigestUse.KEY_DERIVATION);
    }

    @Override
    public KeyMaterial derive(
            Mechanism mechanism,
            KeyMaterial baseKey,
            Template template,
            Function<ObjectHandle, KeyMaterial> otherKeys) {
        DerivedKey shape = DerivedKey.of(template);
        if (mechanism.type() == MechanismType.CKM_EXTRACT_KEY_FROM_KEY) {
            long firstBit = Parameters.of(mechanism, ExtractFrom.class).firstBit();
            int length = shape.requiredLength();
            return shape.fromHead(
                    Secrets.use(
                            SecretAccess.READ, baseKey, value -> extract(value, firstBit, length)),
                    length);
        }
        byte[] secret = secret(mechanism, baseKey, otherKeys);
        return shape.fromHead(secret, shape.lengthOrGeneric(secret.length));
    }

    private byte[] secret(
            Mechanism mechanism,
            KeyMaterial baseKey,
            Function<ObjectHandle, KeyMaterial> otherKeys) {
        Digest hash = hash(mechanism.type());
        if (hash != null) {
            Parameters.none(mechanism);
            return Secrets.use(
                    SecretAccess.READ, baseKey, value -> libraries.digestOfSecret(hash, value));
        }
        return switch (mechanism.type()) {
            case CKM_CONCATENATE_BASE_AND_KEY -> {
                KeyMaterial other = otherKeys.apply(Parameters.of(mechanism, OtherKey.class).key());
                yield Secrets.use(SecretAccess.READ, baseKey, base -> joined(base, other));
            }
            case CKM_CONCATENATE_BASE_AND_DATA ->
                    Secrets.use(
                            SecretAccess.READ,
                            baseKey,
                            base -> ByteArrays.join(base, data(mechanism)));
            case CKM_CONCATENATE_DATA_AND_BASE ->
                    Secrets.use(
                            SecretAccess.READ,
                            baseKey,
                            base -> ByteArrays.join(data(mechanism), base));
            case CKM_XOR_BASE_AND_DATA ->
                    Secrets.use(SecretAccess.READ, baseKey, base -> xor(base, data(mechanism)));
            case CKM_AES_ECB_ENCRYPT_DATA, CKM_DES3_ECB_ENCRYPT_DATA -> {
                BlockCipher cipher = BlockCipher.of(LibraryKey.of(baseKey), libraries);
                yield cipher.ecb(true, whole(data(mechanism), cipher.block()));
            }
            case CKM_AES_CBC_ENCRYPT_DATA, CKM_DES3_CBC_ENCRYPT_DATA -> {
                CbcEncryptData parameters = Parameters.of(mechanism, CbcEncryptData.class);
                BlockCipher cipher = BlockCipher.of(LibraryKey.of(baseKey), libraries);
                Parameters.require(
                        parameters.iv().length == cipher.block(), "the IV has to be one block");
                yield cipher.cbc(
                        true, parameters.iv(), whole(checked(parameters.data()), cipher.block()));
            }
            default -> throw MechanismFamily.cannot(mechanism, "derive");
        };
    }

    private static byte[] joined(byte[] base, KeyMaterial other) {
        return Secrets.use(SecretAccess.READ, other, value -> ByteArrays.join(base, value));
    }

    private static byte[] data(Mechanism mechanism) {
        return checked(Parameters.of(mechanism, DerivationData.class).data());
    }

    private static byte[] checked(byte[] data) {
        Parameters.require(
                data.length >= 1 && data.length <= MAX_DATA,
                "the data of a derivation has 1 to " + MAX_DATA + " bytes");
        return data;
    }

    private static byte[] whole(byte[] data, int block) {
        Parameters.require(
                data.length % block == 0, "the data has to be whole blocks of " + block + " bytes");
        return data;
    }

    private static byte[] xor(byte[] base, byte[] data) {
        byte[] result = new byte[Math.min(base.length, data.length)];
        for (int i = 0; i < result.length; i++) {
            result[i] = (byte) (base[i] ^ data[i]);
        }
        return result;
    }

    // Bits from the given one on, most significant first; after the last bit comes the first again.
    private static byte[] extract(byte[] value, long firstBit, int length) {
        int bits = 8 * value.length;
        Parameters.require(firstBit >= 0 && firstBit < bits, "the key has only " + bits + " bits");
        if (length > value.length) {
            throw new HsmException(
                    ReturnCode.CKR_KEY_SIZE_RANGE,
                    "the base key has only " + value.length + " bytes");
        }
        byte[] result = new byte[length];
        for (int i = 0; i < 8 * length; i++) {
            int from = (int) ((firstBit + i) % bits);
            int bit = value[from / 8] >> (7 - from % 8) & 1;
            result[i / 8] |= (byte) (bit << (7 - i % 8));
        }
        return result;
    }
}

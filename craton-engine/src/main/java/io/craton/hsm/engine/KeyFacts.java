package io.craton.hsm.engine;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Digest;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.engine.cipher.BlockCipher;
import io.craton.hsm.engine.common.KeyCodec;
import io.craton.hsm.engine.common.Libraries;
import io.craton.hsm.engine.common.LibraryKey;
import io.craton.hsm.engine.common.Secrets;
import io.craton.hsm.engine.spi.KeyMaterial;
import io.craton.hsm.spi.SecretAccess;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What follows from a key: its codec, its check value, its size. */
final class KeyFacts {
    private static final int CHECK_VALUE_LENGTH = 3;

    private final Map<KeyType, KeyCodec> codecs;
    private final Libraries libraries;

    KeyFacts(Map<KeyType, KeyCodec> codecs, Libraries libraries) {
        this.codecs = codecs;
        this.libraries = libraries;
    }

    /** The codec of an asymmetric key type. */
    KeyCodec codec(KeyType type) {
        KeyCodec codec = codecs.get(type);
        if (codec == null) {
            throw new HsmException(
                    ReturnCode.CKR_TEMPLATE_INCONSISTENT,
                    type + " is not a type of public or private key that this module has");
        }
        return codec;
    }

    /** What computes the check value of a key; null if its type has none. */
    static @Nullable Mechanism checkValueMechanism(KeyMaterial key) {
        if (key.objectClass() != ObjectClass.CKO_SECRET_KEY) {
            return null;
        }
        return switch (key.keyType()) {
            case CKK_AES -> Mechanism.of(MechanismType.CKM_AES_ECB);
            case CKK_DES2, CKK_DES3 -> Mechanism.of(MechanismType.CKM_DES3_ECB);
            case CKK_AES_XTS -> null;
            default -> Mechanism.of(MechanismType.CKM_SHA_1);
        };
    }

    /**
     * For block ciphers the start of an encrypted block of zeros, for other secrets the start of
     * their SHA-1 (PKCS#11 v3.2, section 4.10.2).
     *
     * @param key of a type that has a check value
     */
    byte[] checkValue(KeyMaterial key) {
        byte[] whole =
                switch (key.keyType()) {
                    case CKK_AES, CKK_DES2, CKK_DES3 -> encryptZeros(key);
                    default -> Secrets.use(SecretAccess.READ, key, this::sha1);
                };
        return Arrays.copyOf(whole, CHECK_VALUE_LENGTH);
    }

    private byte[] sha1(byte[] value) {
        return libraries.digestOfSecret(Digest.SHA_1, value);
    }

    private byte[] encryptZeros(KeyMaterial key) {
        BlockCipher cipher = BlockCipher.of(LibraryKey.of(key), libraries);
        return cipher.ecb(true, new byte[cipher.block()]);
    }

    /** In the unit that the standard names for the mechanism; see docs/mechanisms.md. */
    long keySize(KeyMaterial key, MechanismType mechanism) {
        if (key.objectClass() != ObjectClass.CKO_SECRET_KEY) {
            return codec(key.keyType()).size(key);
        }
        long bytes = key.secret(AttributeType.CKA_VALUE).length();
        return switch (mechanism) {
            case CKM_GENERIC_SECRET_KEY_GEN,
                    CKM_SP800_108_COUNTER_KDF,
                    CKM_SP800_108_FEEDBACK_KDF ->
                    8 * bytes;
            default -> bytes;
        };
    }
}

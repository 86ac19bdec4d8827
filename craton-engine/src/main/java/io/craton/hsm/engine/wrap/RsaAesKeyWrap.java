package io.craton.hsm.engine.wrap;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.engine.common.ByteArrays;
import io.craton.hsm.engine.common.Libraries;
import io.craton.hsm.engine.common.Parameters;
import io.craton.hsm.engine.spi.CipherContext;
import io.craton.hsm.engine.spi.CryptoEngine;
import io.craton.hsm.engine.spi.KeyMaterial;
import java.util.Arrays;

/**
 * A temporary AES key under RSA-OAEP, and the key itself under that AES key with KWP (PKCS#11 v3.2,
 * section 6.1).
 */
final class RsaAesKeyWrap {
    private static final Mechanism KWP = Mechanism.of(MechanismType.CKM_AES_KEY_WRAP_KWP);
    private static final int SEMIBLOCK = 8;
    private static final int SHORTEST = 2 * SEMIBLOCK;

    private final CryptoEngine ciphers;
    private final Libraries libraries;

    RsaAesKeyWrap(CryptoEngine ciphers, Libraries libraries) {
        this.ciphers = ciphers;
        this.libraries = libraries;
    }

    byte[] wrap(Mechanism mechanism, KeyMaterial wrappingKey, byte[] plain) {
        MechanismParameters.RsaAesKeyWrap parameters = parameters(mechanism);
        byte[] temporary = libraries.randomBytes(parameters.aesKeyBits() / 8);
        byte[] first = run(ciphers.encrypt(oaep(parameters), wrappingKey), temporary);
        try (KeyMaterial aes = KeyMaterial.secretKey(KeyType.CKK_AES, temporary)) {
            return ByteArrays.join(first, run(ciphers.encrypt(KWP, aes), plain));
        }
    }

    byte[] unwrap(Mechanism mechanism, KeyMaterial unwrappingKey, byte[] wrapped) {
        MechanismParameters.RsaAesKeyWrap parameters = parameters(mechanism);
        int first = unwrappingKey.component(AttributeType.CKA_MODULUS).length;
        int second = wrapped.length - first;
        if (second < SHORTEST || second % SEMIBLOCK != 0) {
            throw new HsmException(
                    ReturnCode.CKR_ENCRYPTED_DATA_LEN_RANGE,
                    "the wrapped key is not as long as the modulus and a key wrapped with KWP");
        }
        byte[] temporary =
                run(
                        ciphers.decrypt(oaep(parameters), unwrappingKey),
                        Arrays.copyOf(wrapped, first));
        if (temporary.length != parameters.aesKeyBits() / 8) {
            ByteArrays.wipe(temporary);
            throw invalid();
        }
        try (KeyMaterial aes = KeyMaterial.secretKey(KeyType.CKK_AES, temporary)) {
            return run(
                    ciphers.decrypt(KWP, aes), Arrays.copyOfRange(wrapped, first, wrapped.length));
        } catch (HsmException e) {
            // An error of its own would tell that the first step went well.
            throw invalid();
        }
    }

    private static HsmException invalid() {
        return new HsmException(
                ReturnCode.CKR_ENCRYPTED_DATA_INVALID, "the ciphertext is not valid for this key");
    }

    private static byte[] run(CipherContext context, byte[] data) {
        try (context) {
            return context.doFinal(data, 0, data.length);
        }
    }

    private static Mechanism oaep(MechanismParameters.RsaAesKeyWrap parameters) {
        return Mechanism.of(MechanismType.CKM_RSA_PKCS_OAEP, parameters.oaep());
    }

    private static MechanismParameters.RsaAesKeyWrap parameters(Mechanism mechanism) {
        MechanismParameters.RsaAesKeyWrap parameters =
                Parameters.of(mechanism, MechanismParameters.RsaAesKeyWrap.class);
        int bits = parameters.aesKeyBits();
        Parameters.require(
                bits == 128 || bits == 192 || bits == 256, "an AES key has 128, 192 or 256 bits");
        return parameters;
    }
}

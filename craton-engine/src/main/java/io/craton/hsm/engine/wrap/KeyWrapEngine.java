package io.craton.hsm.engine.wrap;

import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismParameters.Ccm;
import io.craton.hsm.MechanismParameters.ChaCha20Poly1305;
import io.craton.hsm.MechanismParameters.Gcm;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.engine.common.ByteArrays;
import io.craton.hsm.engine.common.KeyCodec;
import io.craton.hsm.engine.common.Libraries;
import io.craton.hsm.engine.rsa.RsaEngine;
import io.craton.hsm.engine.spi.CipherContext;
import io.craton.hsm.engine.spi.CryptoEngine;
import io.craton.hsm.engine.spi.KeyMaterial;
import io.craton.hsm.engine.wrap.KeyEncoding.Padding;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Wraps and unwraps keys with the ciphers of the engine: a wrapped key is its encoding, encrypted.
 * The codes of the ciphers become those of wrapping.
 */
public final class KeyWrapEngine {
    // The mechanisms that wrap secret keys only: they cannot carry the length of an encoding, or
    // are too short.
    private static final Set<MechanismType> SECRET_KEYS_ONLY =
            Set.of(
                    MechanismType.CKM_AES_ECB,
                    MechanismType.CKM_AES_CBC,
                    MechanismType.CKM_DES3_ECB,
                    MechanismType.CKM_DES3_CBC,
                    MechanismType.CKM_RSA_PKCS,
                    MechanismType.CKM_RSA_X_509,
                    MechanismType.CKM_RSA_PKCS_OAEP);

    private final CryptoEngine ciphers;
    private final RsaEngine rsa;
    private final KeyEncoding encoding;
    private final RsaAesKeyWrap rsaAes;

    /**
     * @param ciphers computes
     * @param rsa unwraps with PKCS #1 v1.5
     * @param codecs how private keys are encoded
     * @param importer makes a key of its attributes
     */
    public KeyWrapEngine(
            CryptoEngine ciphers,
            RsaEngine rsa,
            Map<KeyType, KeyCodec> codecs,
            Function<Template, KeyMaterial> importer,
            Libraries libraries) {
        this.ciphers = ciphers;
        this.rsa = rsa;
        this.encoding = new KeyEncoding(codecs, importer);
        this.rsaAes = new RsaAesKeyWrap(ciphers, libraries);
    }

    /** The wrapped form of a key. */
    public byte[] wrap(
            Mechanism mechanism, KeyMaterial wrappingKey, KeyMaterial key, byte @Nullable [] aad) {
        if (key.objectClass() == ObjectClass.CKO_PRIVATE_KEY
                && SECRET_KEYS_ONLY.contains(mechanism.type())) {
            throw new HsmException(
                    ReturnCode.CKR_KEY_NOT_WRAPPABLE, mechanism.type() + " wraps secret keys only");
        }
        byte[] plain = encoding.encode(key);
        if (key.objectClass() == ObjectClass.CKO_SECRET_KEY) {
            checkUnits(mechanism.type(), plain);
        }
        byte[] padded = pad(mechanism.type(), plain);
        try {
            Mechanism complete = complete(mechanism, aad, padded.length);
            if (mechanism.type() == MechanismType.CKM_RSA_AES_KEY_WRAP) {
                return rsaAes.wrap(complete, wrappingKey, padded);
            }
            try (CipherContext context = ciphers.encrypt(complete, wrappingKey)) {
                return context.doFinal(padded, 0, padded.length);
            }
        } catch (HsmException e) {
            if (e.code() != ReturnCode.CKR_DATA_LEN_RANGE) {
                throw e;
            }
            String sentence = "the key has a length that " + mechanism.type() + " cannot wrap";
            throw new HsmException(ReturnCode.CKR_KEY_SIZE_RANGE, sentence, e);
        } finally {
            ByteArrays.wipe(plain, padded);
        }
    }

    /**
     * The key in its wrapped form. Errors that depend on what was decrypted are one and the same,
     * without a cause ({@link KeyEncoding#invalid}).
     */
    public KeyMaterial unwrap(
            Mechanism mechanism,
            KeyMaterial unwrappingKey,
            byte[] wrapped,
            Template template,
            byte @Nullable [] aad) {
        if (wrapped.length == 0) {
            throw new HsmException(
                    ReturnCode.CKR_WRAPPED_KEY_LEN_RANGE, "the wrapped key is empty");
        }
        Padding padding = padding(mechanism.type());
        WantedKey wanted = encoding.wanted(template, padding);
        byte[] bytes;
        try {
            bytes = decrypt(mechanism, unwrappingKey, wrapped, wanted, aad);
        } catch (HsmException e) {
            throw translated(e, aad != null);
        }
        return encoding.decode(bytes, wanted, padding);
    }

    private byte[] decrypt(
            Mechanism mechanism,
            KeyMaterial unwrappingKey,
            byte[] wrapped,
            WantedKey wanted,
            byte @Nullable [] aad) {
        Mechanism complete = complete(mechanism, aad, wrapped.length - ccmMac(mechanism));
        if (mechanism.type() == MechanismType.CKM_RSA_AES_KEY_WRAP) {
            return rsaAes.unwrap(complete, unwrappingKey, wrapped);
        }
        if (mechanism.type() == MechanismType.CKM_RSA_PKCS) {
            int[] lengths = wanted.lengths(RsaEngine.maxPkcs1Data(unwrappingKey));
            return rsa.unwrap(complete, unwrappingKey, wrapped, lengths);
        }
        try (CipherContext context = ciphers.decrypt(complete, unwrappingKey)) {
            // A copy: ciphers may answer with the array that they were given.
            return context.doFinal(wrapped.clone(), 0, wrapped.length);
        }
    }

    private static HsmException translated(HsmException e, boolean authenticated) {
        return switch (e.code()) {
            case CKR_ENCRYPTED_DATA_LEN_RANGE ->
                    new HsmException(
                            ReturnCode.CKR_WRAPPED_KEY_LEN_RANGE,
                            "the wrapped key has a length that cannot be valid");
            case CKR_ENCRYPTED_DATA_INVALID -> KeyEncoding.invalid();
            case CKR_AEAD_DECRYPT_FAILED -> authenticated ? e : KeyEncoding.invalid();
            case CKR_FUNCTION_FAILED ->
                    new HsmException(
                            ReturnCode.CKR_FUNCTION_FAILED,
                            "the engine failed to decrypt the wrapped key");
            default -> e;
        };
    }

    // Puts the data that is authenticated beside the key, and the length that CCM has to know, into
    // the parameter.
    private static Mechanism complete(Mechanism mechanism, byte @Nullable [] aad, int length) {
        MechanismParameters given = mechanism.parameters();
        MechanismParameters complete = given;
        if (given instanceof Gcm gcm && aad != null) {
            complete = new Gcm(gcm.iv(), aad, gcm.tagBits());
        } else if (given instanceof ChaCha20Poly1305 chaCha && aad != null) {
            complete = new ChaCha20Poly1305(chaCha.nonce(), aad);
        } else if (given instanceof Ccm ccm) {
            if (length < 0) {
                throw new HsmException(
                        ReturnCode.CKR_ENCRYPTED_DATA_LEN_RANGE,
                        "the data is shorter than its MAC");
            }
            complete = new Ccm(length, ccm.nonce(), aad == null ? ccm.aad() : aad, ccm.macLength());
        } else if (aad != null) {
            throw new HsmException(
                    ReturnCode.CKR_MECHANISM_INVALID,
                    mechanism.type() + " cannot authenticate data beside the key");
        }
        return Mechanism.of(mechanism.type(), complete);
    }

    private static int ccmMac(Mechanism mechanism) {
        return mechanism.parameters() instanceof Ccm ccm ? ccm.macLength() : 0;
    }

    // A secret key does not say where it ends and the zeros begin that were put behind it.
    private static void checkUnits(MechanismType type, byte[] plain) {
        if (!padding(type).suits(plain.length)) {
            ByteArrays.wipe(plain);
            throw new HsmException(
                    ReturnCode.CKR_KEY_SIZE_RANGE,
                    type
                            + " wraps secret keys whose length is a multiple of "
                            + Padding.UNIT
                            + " bytes; wrap others with CKM_AES_KEY_WRAP_KWP");
        }
    }

    private static byte[] pad(MechanismType type, byte[] plain) {
        int unit =
                switch (padding(type)) {
                    case BLOCK -> isDes(type) ? 8 : 16;
                    case SEMIBLOCK -> Padding.UNIT;
                    case NONE, LEADING -> 1;
                };
        return Arrays.copyOf(plain, (plain.length + unit - 1) / unit * unit);
    }

    private static Padding padding(MechanismType type) {
        return switch (type) {
            case CKM_AES_ECB, CKM_AES_CBC, CKM_DES3_ECB, CKM_DES3_CBC -> Padding.BLOCK;
            case CKM_AES_KEY_WRAP -> Padding.SEMIBLOCK;
            case CKM_RSA_X_509 -> Padding.LEADING;
            default -> Padding.NONE;
        };
    }

    private static boolean isDes(MechanismType type) {
        return type == MechanismType.CKM_DES3_ECB || type == MechanismType.CKM_DES3_CBC;
    }
}

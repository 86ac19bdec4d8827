package io.craton.hsm.engine.rsa;

import io.craton.hsm.HsmException;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters.RsaOaep;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.engine.common.ByteArrays;
import io.craton.hsm.engine.common.CollectingCipher;
import io.craton.hsm.engine.common.Libraries;
import io.craton.hsm.engine.common.MechanismFamily;
import io.craton.hsm.engine.common.Parameters;
import io.craton.hsm.engine.spi.CipherContext;
import io.craton.hsm.engine.spi.KeyMaterial;
import java.util.function.UnaryOperator;

/** Decryption and unwrapping with an RSA key. Errors depend on what everybody sees alone. */
final class RsaDecryption {
    private final Libraries libraries;
    private final boolean implicitRejection;

    /**
     * @param implicitRejection whether a wrong PKCS #1 v1.5 padding gives a pseudo-random message
     *     instead of an error
     */
    RsaDecryption(Libraries libraries, boolean implicitRejection) {
        this.libraries = libraries;
        this.implicitRejection = implicitRejection;
    }

    /** Makes the plaintext of a block and the ciphertext that it came from. */
    @FunctionalInterface
    private interface Unpadding {
        byte[] apply(byte[] block, byte[] ciphertext);
    }

    /** Starts a decryption. */
    CipherContext start(Mechanism mechanism, KeyMaterial material) {
        RsaKey key = RsaKey.of(material, libraries);
        switch (mechanism.type()) {
            case CKM_RSA_PKCS -> {
                Parameters.none(mechanism);
                return context(key, maxData(key), message(material));
            }
            case CKM_RSA_X_509 -> {
                Parameters.none(mechanism);
                return context(key, key.length(), plain(byte[]::clone));
            }
            case CKM_RSA_PKCS_OAEP -> {
                Oaep oaep =
                        new Oaep(Parameters.of(mechanism, RsaOaep.class), key.length(), libraries);
                return context(key, oaep.maxData(), plain(oaep::decode));
            }
            default -> throw MechanismFamily.cannot(mechanism, "decrypt");
        }
    }

    /** The bytes of a key wrapped with PKCS #1 v1.5, of one of these lengths. */
    byte[] key(Mechanism mechanism, KeyMaterial material, byte[] wrapped, int[] lengths) {
        Parameters.none(mechanism);
        RsaKey key = RsaKey.of(material, libraries);
        try (CipherContext context = context(key, maxData(key), key(material, lengths))) {
            return context.doFinal(wrapped, 0, wrapped.length);
        }
    }

    private static int maxData(RsaKey key) {
        return Math.max(0, key.length() - Pkcs1.OVERHEAD);
    }

    private static Unpadding plain(UnaryOperator<byte[]> unpadding) {
        return (block, ciphertext) -> unpadding.apply(block);
    }

    private Unpadding message(KeyMaterial material) {
        if (!implicitRejection) {
            return plain(Pkcs1::unpadEncryption);
        }
        return (block, ciphertext) -> {
            try (RejectionPrf random = RejectionPrf.of(material, ciphertext, libraries)) {
                return ImplicitRejection.message(block, random);
            }
        };
    }

    private Unpadding key(KeyMaterial material, int[] lengths) {
        if (!implicitRejection) {
            return plain(Pkcs1::unpadEncryption);
        }
        return (block, ciphertext) -> {
            try (RejectionPrf random = RejectionPrf.of(material, ciphertext, libraries)) {
                return ImplicitRejection.key(block, lengths, random);
            }
        };
    }

    private static CipherContext context(RsaKey key, int maxData, Unpadding unpadding) {
        return new CollectingCipher(
                key.length(),
                ReturnCode.CKR_ENCRYPTED_DATA_LEN_RANGE,
                count -> maxData,
                ciphertext -> decrypt(key, ciphertext, unpadding));
    }

    private static byte[] decrypt(RsaKey key, byte[] ciphertext, Unpadding unpadding) {
        if (ciphertext.length != key.length()) {
            throw new HsmException(
                    ReturnCode.CKR_ENCRYPTED_DATA_LEN_RANGE,
                    "the ciphertext has "
                            + ciphertext.length
                            + " bytes where the key needs "
                            + key.length());
        }
        key.requireInRange(ciphertext, ReturnCode.CKR_ENCRYPTED_DATA_INVALID);
        byte[] block = key.backward(ciphertext);
        try {
            return unpadding.apply(block, ciphertext);
        } finally {
            ByteArrays.wipe(block);
        }
    }
}

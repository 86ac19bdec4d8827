package io.craton.hsm.engine.cipher;

import io.craton.hsm.HsmException;
import io.craton.hsm.MechanismParameters.Gcm;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.engine.common.ByteArrays;
import io.craton.hsm.engine.common.CipherPool;
import io.craton.hsm.engine.common.CollectingCipher;
import io.craton.hsm.engine.common.DataBuffer;
import io.craton.hsm.engine.common.Guard;
import io.craton.hsm.engine.common.KeyedCipher;
import io.craton.hsm.engine.common.Libraries;
import io.craton.hsm.engine.common.LibraryKey;
import io.craton.hsm.engine.common.Parameters;
import io.craton.hsm.engine.common.Primitive;
import io.craton.hsm.engine.spi.CipherContext;
import io.craton.hsm.engine.spi.SignContext;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;

/** AES-GCM (SP 800-38D): the library's ciphers, and tags that are shorter than it makes. */
final class GcmCiphers {
    private static final String TRANSFORMATION = "AES/GCM/NoPadding";
    private static final Set<Integer> TAG_BITS = Set.of(128, 120, 112, 104, 96, 64, 32);
    private static final int SHORTEST_LIBRARY_TAG = 12;

    // What the JDK decrypts in one piece takes long to become fast: see GcmInSteps.
    private static final String SLOW_IN_ONE_PIECE = "SunJCE";
    private static final int LONGEST_PIECE = 64 * 1024;

    private final Libraries libraries;
    private final CipherPool ciphers;

    GcmCiphers(Libraries libraries) {
        this.libraries = libraries;
        this.ciphers = libraries.ciphers(Primitive.AES_GCM, TRANSFORMATION);
    }

    /** Starts an encryption. */
    CipherContext encrypt(LibraryKey key, Gcm parameters) {
        check(parameters);
        int tagLength = parameters.tagBits() / 8;
        return new AeadEncryption(
                () -> start(true, key, parameters),
                tagLength,
                libraryTagLength(tagLength) - tagLength);
    }

    /** Starts a decryption, which gives nothing before the tag is checked. */
    CipherContext decrypt(LibraryKey key, Gcm parameters) {
        check(parameters);
        int tagLength = parameters.tagBits() / 8;
        return new CollectingCipher(
                DataBuffer.LIMIT,
                ReturnCode.CKR_ENCRYPTED_DATA_LEN_RANGE,
                total -> total - tagLength,
                ciphertext -> open(key, parameters, tagLength, ciphertext));
    }

    private byte[] open(LibraryKey key, Gcm parameters, int tagLength, byte[] ciphertext) {
        if (ciphertext.length < tagLength) {
            throw new HsmException(
                    ReturnCode.CKR_ENCRYPTED_DATA_LEN_RANGE,
                    "the ciphertext is shorter than its tag of " + tagLength + " bytes");
        }
        boolean byLibrary =
                tagLength >= SHORTEST_LIBRARY_TAG
                        && (ciphertext.length <= LONGEST_PIECE || !slowInOnePiece());
        if (byLibrary) {
            return decrypt(key, parameters, ciphertext);
        }
        byte[] iv = Objects.requireNonNull(parameters.iv());
        return iv.length == GcmInSteps.IV_LENGTH
                ? decryptInSteps(key, parameters, tagLength, ciphertext)
                : decryptByEncryption(key, parameters, tagLength, ciphertext);
    }

    private byte[] decryptInSteps(
            LibraryKey key, Gcm parameters, int tagLength, byte[] ciphertext) {
        byte[] block = GcmInSteps.counterBlock(Objects.requireNonNull(parameters.iv()));
        CipherPool counters = BlockMode.AES_CTR.ciphers(libraries);
        Guard.Call<KeyedCipher> starter =
                () -> counters.start(false, key, new IvParameterSpec(block));
        try (KeyedCipher counter = Guard.call("AES-GCM failed", starter);
                KeyedCipher sealer = start(true, key, parameters)) {
            return new GcmInSteps(counter, sealer, libraryTagLength(tagLength))
                    .open(ciphertext, tagLength);
        }
    }

    private boolean slowInOnePiece() {
        return libraries
                .provider(Primitive.AES_GCM, "Cipher", TRANSFORMATION)
                .getName()
                .equals(SLOW_IN_ONE_PIECE);
    }

    /** Starts a GMAC: the tag of data that is only authenticated. */
    SignContext gmac(LibraryKey key, Gcm parameters) {
        check(parameters);
        Parameters.require(
                parameters.aad().length == 0,
                "the data of GMAC is what is signed, not the parameter's AAD");
        return new GmacContext(() -> start(true, key, parameters), parameters.tagBits() / 8);
    }

    private static void check(Gcm parameters) {
        byte[] iv = parameters.iv();
        Parameters.require(iv != null && iv.length >= 1, "the IV of AES-GCM has at least 1 byte");
        Parameters.require(
                TAG_BITS.contains(parameters.tagBits()),
                "the tag of AES-GCM has 128, 120, 112, 104, 96, 64 or 32 bits, not "
                        + parameters.tagBits());
    }

    private byte[] decrypt(LibraryKey key, Gcm parameters, byte[] ciphertext) {
        try (KeyedCipher cipher = start(false, key, parameters)) {
            return Guard.call(
                    ReturnCode.CKR_AEAD_DECRYPT_FAILED,
                    "AES-GCM failed",
                    () -> opened(cipher.cipher(), ciphertext));
        }
    }

    /** What was encrypted, if the tag says so. */
    static byte[] opened(Cipher cipher, byte[] ciphertext) throws GeneralSecurityException {
        try {
            return cipher.doFinal(ciphertext);
        } catch (AEADBadTagException e) {
            throw badTag();
        }
    }

    // For other initialisation vectors, whose counter block only the library knows. Counter mode is
    // its own inverse: encrypting the ciphertext gives the plaintext, and
    // encrypting that the tag.
    private byte[] decryptByEncryption(
            LibraryKey key, Gcm parameters, int tagLength, byte[] ciphertext) {
        int length = ciphertext.length - tagLength;
        byte[] plaintextAndMore = encryptOnce(key, parameters, ciphertext, length);
        byte[] plaintext = Arrays.copyOf(plaintextAndMore, length);
        ByteArrays.wipe(plaintextAndMore);
        byte[] again = encryptOnce(key, parameters, plaintext, length);
        byte[] tag = Arrays.copyOfRange(again, length, length + tagLength);
        if (!MessageDigest.isEqual(
                tag, Arrays.copyOfRange(ciphertext, length, ciphertext.length))) {
            ByteArrays.wipe(plaintext);
            throw badTag();
        }
        return plaintext;
    }

    /** Gives so many bytes encrypted, and the library's tag. */
    private byte[] encryptOnce(LibraryKey key, Gcm parameters, byte[] data, int length) {
        int tagLength = libraryTagLength(parameters.tagBits() / 8);
        try (AeadEncryption running =
                new AeadEncryption(() -> start(true, key, parameters), tagLength, 0)) {
            return running.doFinal(data, 0, length);
        }
    }

    static HsmException badTag() {
        return new HsmException(
                ReturnCode.CKR_AEAD_DECRYPT_FAILED,
                "the tag does not match: ciphertext, additional data, IV or key are not those of the encryption");
    }

    // The length of the tag that the library makes, which is cut to the one that is wanted.
    private static int libraryTagLength(int tagLength) {
        return tagLength < SHORTEST_LIBRARY_TAG ? 16 : tagLength;
    }

    /** A cipher that is ready for data. */
    private KeyedCipher start(boolean encrypting, LibraryKey key, Gcm parameters) {
        byte[] iv = Objects.requireNonNull(parameters.iv());
        GCMParameterSpec spec =
                new GCMParameterSpec(8 * libraryTagLength(parameters.tagBits() / 8), iv);
        KeyedCipher cipher =
                Guard.call("AES-GCM failed", () -> ciphers.start(encrypting, key, spec));
        byte[] aad = parameters.aad();
        if (aad.length > 0) {
            cipher.cipher().updateAAD(aad);
        }
        return cipher;
    }
}

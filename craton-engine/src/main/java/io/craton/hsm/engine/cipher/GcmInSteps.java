package io.craton.hsm.engine.cipher;

import io.craton.hsm.ReturnCode;
import io.craton.hsm.engine.common.ByteArrays;
import io.craton.hsm.engine.common.Guard;
import io.craton.hsm.engine.common.KeyedCipher;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Cipher;

/**
 * Decrypts AES-GCM in steps (SP 800-38D, section 7.2): the plaintext by counter mode, and its tag
 * by encrypting it once more. The counters of the two modes part after 64 GiB, and no array is as
 * long. One thread at a time.
 *
 * <p>The JDK decrypts in one piece, and its fast code is reached by the number of calls: texts of a
 * megabyte stay in slow code, forty times slower, for many hundreds of them. In steps the fast code
 * is there after some thirty, and then costs a fifth more than the JDK's own way.
 */
final class GcmInSteps {
    /** The length of the initialisation vector whose counter block is known, in bytes. */
    static final int IV_LENGTH = 12;

    private static final int FIRST_COUNTER = 2;
    private static final int STEP = 4096;
    private static final int LONGEST_REST = 64;

    private final Cipher counter;
    private final Cipher sealer;
    private final int sealerTag;
    private final byte[] sealed = new byte[STEP + LONGEST_REST];

    /**
     * @param counter AES in counter mode, from {@link #counterBlock} on
     * @param sealer an AES-GCM encryption that has got the additional data
     * @param sealerTag the length of its tag in bytes
     */
    GcmInSteps(KeyedCipher counter, KeyedCipher sealer, int sealerTag) {
        this.counter = counter.cipher();
        this.sealer = sealer.cipher();
        this.sealerTag = sealerTag;
    }

    /** The counter block of the first block of text, for an initialisation vector of 12 bytes. */
    static byte[] counterBlock(byte[] iv) {
        return ByteBuffer.allocate(16).put(iv).putInt(FIRST_COUNTER).array();
    }

    /**
     * The plaintext.
     *
     * @param ciphertext with the tag behind it
     * @param tagLength its length in bytes, at most that of the encryption's
     * @throws io.craton.hsm.HsmException {@code CKR_AEAD_DECRYPT_FAILED} if the tag does not match
     */
    byte[] open(byte[] ciphertext, int tagLength) {
        byte[] text = new byte[ciphertext.length - tagLength];
        boolean opened = false;
        try {
            byte[] tag =
                    Guard.call(
                            ReturnCode.CKR_AEAD_DECRYPT_FAILED,
                            "AES-GCM failed",
                            () -> decrypt(ciphertext, text));
            byte[] wanted = ByteArrays.slice(ciphertext, text.length, tagLength);
            opened = MessageDigest.isEqual(ByteArrays.slice(tag, 0, tagLength), wanted);
        } finally {
            if (!opened) {
                ByteArrays.wipe(text);
            }
        }
        if (!opened) {
            throw GcmCiphers.badTag();
        }
        return text;
    }

    /** Writes the plaintext, and gives the tag that belongs to it. */
    private byte[] decrypt(byte[] ciphertext, byte[] text) throws GeneralSecurityException {
        int before = Math.max(0, text.length - 1) / STEP * STEP;
        int decrypted = 0;
        int fed = 0;
        for (int done = 0; done < before; done += STEP) {
            decrypted += counter.update(ciphertext, done, STEP, text, decrypted);
            sealer.update(text, fed, decrypted - fed, sealed);
            fed = decrypted;
        }
        decrypted += counter.doFinal(ciphertext, before, text.length - before, text, decrypted);
        byte[] rest = sealer.doFinal(text, fed, decrypted - fed);
        return ByteArrays.slice(rest, rest.length - sealerTag, sealerTag);
    }
}

package io.craton.hsm.engine.cipher;

import io.craton.hsm.HsmException;
import io.craton.hsm.MechanismParameters.ChaCha20Poly1305;
import io.craton.hsm.ReturnCode;
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
import javax.crypto.spec.IvParameterSpec;

/** ChaCha20-Poly1305 (RFC 8439). */
final class ChaCha {
    private static final String NAME = "ChaCha20-Poly1305";
    private static final int NONCE = 12;
    private static final int TAG = 16;

    private final LibraryKey key;
    private final ChaCha20Poly1305 parameters;
    private final CipherPool ciphers;

    ChaCha(LibraryKey key, ChaCha20Poly1305 parameters, Libraries libraries) {
        Parameters.require(
                parameters.nonce().length == NONCE, "the nonce of ChaCha20-Poly1305 has 12 bytes");
        this.key = key;
        this.parameters = parameters;
        this.ciphers = libraries.ciphers(Primitive.CHACHA20, NAME);
    }

    CipherContext encrypt() {
        return new AeadEncryption(() -> start(true), TAG, 0);
    }

    CipherContext decrypt() {
        return new CollectingCipher(
                DataBuffer.LIMIT,
                ReturnCode.CKR_ENCRYPTED_DATA_LEN_RANGE,
                total -> total - TAG,
                this::decrypt);
    }

    private byte[] decrypt(byte[] ciphertext) {
        if (ciphertext.length < TAG) {
            throw new HsmException(
                    ReturnCode.CKR_ENCRYPTED_DATA_LEN_RANGE,
                    "the ciphertext is shorter than its tag of 16 bytes");
        }
        try (KeyedCipher cipher = start(false)) {
            return Guard.call(
                    ReturnCode.CKR_AEAD_DECRYPT_FAILED,
                    NAME + " failed",
                    () -> GcmCiphers.opened(cipher.cipher(), ciphertext));
        }
    }

    private KeyedCipher start(boolean encrypting) {
        IvParameterSpec nonce = new IvParameterSpec(parameters.nonce());
        KeyedCipher cipher =
                Guard.call(NAME + " failed", () -> ciphers.start(encrypting, key, nonce));
        byte[] aad = parameters.aad();
        if (aad.length > 0) {
            cipher.cipher().updateAAD(aad);
        }
        return cipher;
    }
}

package io.craton.hsm.core.engine.cipher;

import io.craton.hsm.HsmException;
import io.craton.hsm.MechanismParameters.ChaCha20Poly1305;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.core.engine.CipherContext;
import io.craton.hsm.core.engine.common.CollectingCipher;
import io.craton.hsm.core.engine.common.DataBuffer;
import io.craton.hsm.core.engine.common.Guard;
import io.craton.hsm.core.engine.common.InstancePool;
import io.craton.hsm.core.engine.common.Libraries;
import io.craton.hsm.core.engine.common.LibraryKey;
import io.craton.hsm.core.engine.common.Parameters;
import io.craton.hsm.core.engine.common.Primitive;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;

/** ChaCha20-Poly1305 (RFC 8439). */
final class ChaCha {
    private static final String NAME = "ChaCha20-Poly1305";
    private static final int NONCE = 12;
    private static final int TAG = 16;

    private final LibraryKey key;
    private final ChaCha20Poly1305 parameters;
    private final Libraries libraries;

    ChaCha(LibraryKey key, ChaCha20Poly1305 parameters, Libraries libraries) {
        Parameters.require(
                parameters.nonce().length == NONCE, "the nonce of ChaCha20-Poly1305 has 12 bytes");
        this.key = key;
        this.parameters = parameters;
        this.libraries = libraries;
    }

    CipherContext encrypt() {
        // A new cipher each time: the library refuses the nonce that a cipher has seen last, an
        // application may not.
        return new AeadEncryption(start(Cipher.ENCRYPT_MODE), new InstancePool<>(), TAG, 0);
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
        Cipher cipher = start(Cipher.DECRYPT_MODE);
        return Guard.call(
                ReturnCode.CKR_AEAD_DECRYPT_FAILED,
                NAME + " failed",
                () -> {
                    try {
                        return cipher.doFinal(ciphertext);
                    } catch (AEADBadTagException e) {
                        throw GcmCiphers.badTag();
                    }
                });
    }

    private Cipher start(int mode) {
        return Guard.call(
                NAME + " failed",
                () -> {
                    Cipher cipher =
                            Cipher.getInstance(
                                    NAME, libraries.provider(Primitive.CHACHA20, "Cipher", NAME));
                    cipher.init(
                            mode, key, new IvParameterSpec(parameters.nonce()), libraries.random());
                    if (parameters.aad().length > 0) {
                        cipher.updateAAD(parameters.aad());
                    }
                    return cipher;
                });
    }
}

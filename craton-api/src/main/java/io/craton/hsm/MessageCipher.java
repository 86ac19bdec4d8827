package io.craton.hsm;

/**
 * The encryption or decryption of messages that belong together, such as the pieces of a file, with
 * AES-GCM under one key (message-based encryption, PKCS#11 v3.2 sections 5.9 and 5.11). Each is
 * authenticated by itself, so that data of any length are handled in little memory; that none is
 * missing, and their order, is for the caller to say in the associated data.
 *
 * <p>To the audit log all of it is one use of the key: there is one record before the first result
 * is given, and one of a message that fails, which ends the operation. So does any other error, and
 * the end of the key or session.
 */
public interface MessageCipher extends AutoCloseable {
    /** Bytes of the initialisation vector in front of a message. */
    int IV_BYTES = 12;

    /** Bytes of the tag behind a message. */
    int TAG_BYTES = 16;

    /**
     * Encrypts or decrypts a message.
     *
     * @param aad what is authenticated beside it, perhaps of no bytes
     * @param data to encrypt: the data; to decrypt: what the encryption gave
     * @return encrypted: the initialisation vector, which the module makes and never repeats for
     *     the key, the ciphertext and the tag; decrypted: the data
     * @throws HsmException {@code CKR_ENCRYPTED_DATA_LEN_RANGE}, {@code CKR_AEAD_DECRYPT_FAILED},
     *     {@code CKR_KEY_EXHAUSTED}, {@code CKR_OPERATION_NOT_INITIALIZED} after the end
     */
    byte[] message(byte[] aad, byte[] data);

    /** Ends the operation. */
    @Override
    void close();
}

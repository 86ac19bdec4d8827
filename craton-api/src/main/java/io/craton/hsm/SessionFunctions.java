package io.craton.hsm;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The functions of PKCS#11 v3.2 on one session, one by one, with the standard's single active
 * operation per kind. Functions that are the same in Java as in the standard are on {@link
 * Session}: logout, PINs, creation, copying, destruction, generation, unwrapping, derivation,
 * random bytes.
 *
 * <p>The rules of section 5.2 hold everywhere:
 *
 * <ul>
 *   <li>A function that gives bytes takes a buffer and returns how many it wrote there. Without a
 *       buffer ({@code null}) it returns an upper bound of that length and the operation stays
 *       active.
 *   <li>A buffer that is too small is {@code CKR_BUFFER_TOO_SMALL}; the operation stays active and
 *       the call can be made again with the same data and a larger buffer.
 *   <li>Every other error ends the operation. Of message-based operations it ends the message under
 *       way; the process goes on until its last call. A search goes on.
 *   <li>An operation is either one-shot or in parts; a call of the other way is {@code
 *       CKR_OPERATION_ACTIVE}, and so is another call, or other data, after a buffer that was too
 *       small.
 *   <li>{@code null} in place of a mechanism cancels the operation of that kind; if there is none,
 *       it is {@code CKR_ARGUMENTS_BAD}.
 *   <li>{@code null} in place of data or of a key is {@code CKR_ARGUMENTS_BAD}.
 * </ul>
 *
 * <p>Logout ends every operation. Safe for use by several threads: calls are made one after the
 * other.
 */
public interface SessionFunctions {
    // Session management (section 5.6).

    /**
     * {@code C_GetOperationState}: the state of the active digest, sealed for this module while it
     * is open.
     *
     * @throws HsmException {@code CKR_OPERATION_NOT_INITIALIZED}; {@code CKR_STATE_UNSAVEABLE} if
     *     an operation other than a digest is active
     */
    byte[] getOperationState();

    /**
     * {@code C_SetOperationState}: goes on with a saved digest, in any session of the same slot.
     *
     * @throws HsmException {@code CKR_SAVED_STATE_INVALID}; {@code CKR_KEY_NOT_NEEDED} if a key is
     *     given
     */
    void setOperationState(
            byte[] state,
            @Nullable ObjectHandle encryptionKey,
            @Nullable ObjectHandle authenticationKey);

    /**
     * {@code C_Login}; with {@code CKU_CONTEXT_SPECIFIC} for the active operation whose key has
     * {@code CKA_ALWAYS_AUTHENTICATE}.
     *
     * @throws HsmException as {@link Session#login}, and {@code CKR_OPERATION_NOT_INITIALIZED} if
     *     no operation waits for a login
     */
    void login(UserType user, byte[] pin);

    /**
     * {@code C_LoginUser}: this module knows no user names.
     *
     * @throws HsmException as {@link #login}; {@code CKR_ARGUMENTS_BAD} if the name is not empty
     */
    void loginUser(UserType user, byte[] pin, byte[] userName);

    /**
     * {@code C_SessionCancel}: ends the active operations of these kinds; others and none are fine.
     */
    void sessionCancel(Set<OperationKind> kinds);

    /** {@code C_GetSessionValidationFlags}: always 0, for this module is not validated. */
    long getSessionValidationFlags(long type);

    /** {@code C_GetFunctionStatus}: always {@code CKR_FUNCTION_NOT_PARALLEL}. */
    void getFunctionStatus();

    /** {@code C_CancelFunction}: always {@code CKR_FUNCTION_NOT_PARALLEL}. */
    void cancelFunction();

    /**
     * {@code C_AsyncComplete}, {@code C_AsyncGetID}, {@code C_AsyncJoin}: always {@code
     * CKR_SESSION_ASYNC_NOT_SUPPORTED}.
     */
    void async();

    // Objects (section 5.7).

    /**
     * {@code C_GetAttributeValue}: answers every entry that can be answered, in the byte form of a
     * platform.
     *
     * @return {@code CKR_OK}, or {@code CKR_ATTRIBUTE_SENSITIVE}, {@code
     *     CKR_ATTRIBUTE_TYPE_INVALID} or {@code CKR_BUFFER_TOO_SMALL} if some entry could not be
     *     answered; its length is then unavailable
     * @throws HsmException {@code CKR_OBJECT_HANDLE_INVALID}
     */
    ReturnCode getAttributeValue(
            ObjectHandle object, List<AttributeRequest> template, AttributeCodec form);

    /** {@code C_FindObjectsInit}. */
    void findObjectsInit(Template template);

    /**
     * {@code C_FindObjectsInit} with the template in the byte form of a platform: what this module
     * does not know, be it an attribute, a class or a key type, is no error and finds nothing.
     *
     * @throws HsmException {@code CKR_ARGUMENTS_BAD} for bytes that are no template, {@code
     *     CKR_TEMPLATE_INCONSISTENT} for an attribute given twice
     */
    void findObjectsInit(byte[] template, AttributeCodec form);

    /** {@code C_FindObjects}: the next objects, at most so many; none when there are no more. */
    List<ObjectHandle> findObjects(int max);

    /** {@code C_FindObjectsFinal}. */
    void findObjectsFinal();

    // Encryption and decryption (sections 5.8 and 5.10).

    /** {@code C_EncryptInit}. */
    void encryptInit(@Nullable Mechanism mechanism, @Nullable ObjectHandle key);

    /** {@code C_Encrypt}. */
    int encrypt(byte[] data, @Nullable ByteBuffer out);

    /** {@code C_EncryptUpdate}. */
    int encryptUpdate(byte[] data, @Nullable ByteBuffer out);

    /** {@code C_EncryptFinal}. */
    int encryptFinal(@Nullable ByteBuffer out);

    /** The initialisation vector of the active encryption, also one that the module made. */
    byte[] encryptionIv();

    /** {@code C_DecryptInit}. */
    void decryptInit(@Nullable Mechanism mechanism, @Nullable ObjectHandle key);

    /** {@code C_Decrypt}. */
    int decrypt(byte[] data, @Nullable ByteBuffer out);

    /** {@code C_DecryptUpdate}. */
    int decryptUpdate(byte[] data, @Nullable ByteBuffer out);

    /** {@code C_DecryptFinal}. */
    int decryptFinal(@Nullable ByteBuffer out);

    // Message-based encryption and decryption (sections 5.9 and 5.11).

    /** {@code C_MessageEncryptInit}; the mechanism has no parameter. */
    void messageEncryptInit(@Nullable Mechanism mechanism, @Nullable ObjectHandle key);

    /** {@code C_EncryptMessage}. */
    int encryptMessage(
            MessageParameters parameters, byte[] aad, byte[] data, @Nullable ByteBuffer out);

    /** {@code C_EncryptMessageBegin}. */
    void encryptMessageBegin(MessageParameters parameters, byte[] aad);

    /**
     * {@code C_EncryptMessageNext}.
     *
     * @param end whether this is the last part ({@code CKF_END_OF_MESSAGE})
     */
    int encryptMessageNext(
            MessageParameters parameters, byte[] data, @Nullable ByteBuffer out, boolean end);

    /** {@code C_MessageEncryptFinal}. */
    void messageEncryptFinal();

    /** {@code C_MessageDecryptInit}; the mechanism has no parameter. */
    void messageDecryptInit(@Nullable Mechanism mechanism, @Nullable ObjectHandle key);

    /** {@code C_DecryptMessage}. */
    int decryptMessage(
            MessageParameters parameters, byte[] aad, byte[] data, @Nullable ByteBuffer out);

    /** {@code C_DecryptMessageBegin}. */
    void decryptMessageBegin(MessageParameters parameters, byte[] aad);

    /**
     * {@code C_DecryptMessageNext}: gives nothing before the last part has been authenticated.
     *
     * @param end whether this is the last part
     */
    int decryptMessageNext(
            MessageParameters parameters, byte[] data, @Nullable ByteBuffer out, boolean end);

    /** {@code C_MessageDecryptFinal}. */
    void messageDecryptFinal();

    // Digests (section 5.12).

    /** {@code C_DigestInit}. */
    void digestInit(@Nullable Mechanism mechanism);

    /** {@code C_Digest}. */
    int digest(byte[] data, @Nullable ByteBuffer out);

    /** {@code C_DigestUpdate}. */
    void digestUpdate(byte[] data);

    /** {@code C_DigestKey}. */
    void digestKey(ObjectHandle key);

    /** {@code C_DigestFinal}. */
    int digestFinal(@Nullable ByteBuffer out);

    // Signatures (sections 5.13 to 5.16).

    /** {@code C_SignInit}. */
    void signInit(@Nullable Mechanism mechanism, @Nullable ObjectHandle key);

    /** {@code C_Sign}. */
    int sign(byte[] data, @Nullable ByteBuffer out);

    /** {@code C_SignUpdate}. */
    void signUpdate(byte[] data);

    /** {@code C_SignFinal}. */
    int signFinal(@Nullable ByteBuffer out);

    /** {@code C_SignRecoverInit}. */
    void signRecoverInit(@Nullable Mechanism mechanism, @Nullable ObjectHandle key);

    /** {@code C_SignRecover}. */
    int signRecover(byte[] data, @Nullable ByteBuffer out);

    /** {@code C_VerifyInit}. */
    void verifyInit(@Nullable Mechanism mechanism, @Nullable ObjectHandle key);

    /** {@code C_Verify}; returns if the signature is valid. */
    void verify(byte[] data, byte[] signature);

    /** {@code C_VerifyUpdate}. */
    void verifyUpdate(byte[] data);

    /** {@code C_VerifyFinal}; returns if the signature is valid. */
    void verifyFinal(byte[] signature);

    /** {@code C_VerifyRecoverInit}. */
    void verifyRecoverInit(@Nullable Mechanism mechanism, @Nullable ObjectHandle key);

    /** {@code C_VerifyRecover}. */
    int verifyRecover(byte[] signature, @Nullable ByteBuffer out);

    /** {@code C_VerifySignatureInit}: the signature comes first. */
    void verifySignatureInit(
            @Nullable Mechanism mechanism, @Nullable ObjectHandle key, byte @Nullable [] signature);

    /** {@code C_VerifySignature}; returns if the signature is valid. */
    void verifySignature(byte[] data);

    /** {@code C_VerifySignatureUpdate}. */
    void verifySignatureUpdate(byte[] data);

    /** {@code C_VerifySignatureFinal}; returns if the signature is valid. */
    void verifySignatureFinal();

    // Message-based signatures (sections 5.14 and 5.17).

    /** {@code C_MessageSignInit}. */
    void messageSignInit(@Nullable Mechanism mechanism, @Nullable ObjectHandle key);

    /** {@code C_SignMessage}. */
    int signMessage(byte[] data, @Nullable ByteBuffer out);

    /** {@code C_SignMessageBegin}. */
    void signMessageBegin();

    /** {@code C_SignMessageNext} for a part that is not the last. */
    void signMessageNext(byte[] data);

    /** {@code C_SignMessageNext} for the last part. */
    int signMessageEnd(byte[] data, @Nullable ByteBuffer out);

    /** {@code C_MessageSignFinal}. */
    void messageSignFinal();

    /** {@code C_MessageVerifyInit}. */
    void messageVerifyInit(@Nullable Mechanism mechanism, @Nullable ObjectHandle key);

    /** {@code C_VerifyMessage}; returns if the signature is valid. */
    void verifyMessage(byte[] data, byte[] signature);

    /** {@code C_VerifyMessageBegin}. */
    void verifyMessageBegin();

    /** {@code C_VerifyMessageNext} for a part that is not the last. */
    void verifyMessageNext(byte[] data);

    /** {@code C_VerifyMessageNext} for the last part; returns if the signature is valid. */
    void verifyMessageEnd(byte[] data, byte[] signature);

    /** {@code C_MessageVerifyFinal}. */
    void messageVerifyFinal();

    // Dual functions (section 5.17).

    /** {@code C_DigestEncryptUpdate}. */
    int digestEncryptUpdate(byte[] data, @Nullable ByteBuffer out);

    /** {@code C_DecryptDigestUpdate}. */
    int decryptDigestUpdate(byte[] data, @Nullable ByteBuffer out);

    /** {@code C_SignEncryptUpdate}. */
    int signEncryptUpdate(byte[] data, @Nullable ByteBuffer out);

    /** {@code C_DecryptVerifyUpdate}. */
    int decryptVerifyUpdate(byte[] data, @Nullable ByteBuffer out);

    // Keys (section 5.18).

    /** {@code C_WrapKey}. */
    int wrapKey(
            Mechanism mechanism,
            ObjectHandle wrappingKey,
            ObjectHandle key,
            @Nullable ByteBuffer out);

    /** {@code C_WrapKeyAuthenticated}. */
    int wrapKeyAuthenticated(
            Mechanism mechanism,
            ObjectHandle wrappingKey,
            ObjectHandle key,
            byte[] aad,
            @Nullable ByteBuffer out);

    /**
     * {@code C_WrapKeyAuthenticated} with the parameters of a message, for AES-GCM, AES-CCM and
     * ChaCha20-Poly1305: the module makes the initialisation vector.
     *
     * @param parameters a vector of 12 bytes that the module makes and a tag of 16; both are filled
     *     in with the result, and stay as they are when only its length is asked for
     * @param out where the wrapped key without the tag goes, or null to ask for its length
     */
    int wrapKeyAuthenticated(
            MechanismType mechanism,
            MessageParameters.Aead parameters,
            ObjectHandle wrappingKey,
            ObjectHandle key,
            byte[] aad,
            @Nullable ByteBuffer out);

    /**
     * {@code C_EncapsulateKey}.
     *
     * @param template of the shared secret, a secret key
     * @param out where the ciphertext goes, or null to ask for its length: then no key is made
     * @throws HsmException {@code CKR_BUFFER_TOO_SMALL}; no key is made
     */
    EncapsulatedKey encapsulateKey(
            Mechanism mechanism,
            ObjectHandle publicKey,
            Template template,
            @Nullable ByteBuffer out);

    /**
     * What an encapsulation gave.
     *
     * @param length the exact length of the ciphertext in bytes
     * @param key the shared secret; null if only the length was asked for
     */
    record EncapsulatedKey(int length, @Nullable ObjectHandle key) {}
}

package io.craton.hsm;

import java.util.List;

/**
 * A session with a token (PKCS#11 v3.2 sections 5.6 to 5.18). Login and logout are of the token:
 * they hold for all its sessions. Safe for use by several threads; the operations that a session
 * starts are independent of each other. The calls of the standard with their one active operation
 * per kind are {@link #functions()}.
 */
public interface Session extends AutoCloseable {
    /** The number of this session ({@code CK_SESSION_HANDLE}); never 0, never used again. */
    long handle();

    /** The slot. */
    Slot slot();

    /** State and mode now. */
    SessionInfo info();

    /** The functions of the standard, one by one, with their exact semantics. */
    SessionFunctions functions();

    /**
     * Logs in.
     *
     * @param user who
     * @param pin the PIN; encoded as UTF-8; wiped by the caller
     * @throws HsmException {@code CKR_PIN_INCORRECT}, {@code CKR_PIN_LOCKED}, {@code
     *     CKR_USER_ALREADY_LOGGED_IN}, {@code CKR_USER_ANOTHER_ALREADY_LOGGED_IN}, {@code
     *     CKR_USER_PIN_NOT_INITIALIZED}, {@code CKR_SESSION_READ_ONLY_EXISTS}
     */
    void login(UserType user, char[] pin);

    /** {@link #login(UserType, char[])} with the PIN as bytes. */
    void login(UserType user, byte[] pin);

    /**
     * Checks a PIN of the token without any other effect than that a wrong one is counted as {@link
     * #login} does.
     *
     * @param user {@code CKU_USER} or {@code CKU_SO}; need not be logged in
     * @param pin the PIN; encoded as UTF-8; wiped by the caller
     * @throws HsmException {@code CKR_PIN_INCORRECT}, {@code CKR_PIN_LOCKED}
     */
    default void verifyPin(UserType user, char[] pin) {
        throw new HsmException(
                ReturnCode.CKR_FUNCTION_NOT_SUPPORTED, "this engine cannot check a PIN");
    }

    /** Logs out: private objects disappear, and every operation that used one is cancelled. */
    void logout();

    /** Sets the user PIN and clears its lock; only for the SO ({@code C_InitPIN}). */
    void initPin(char[] pin);

    /** Changes the PIN of who is logged in, or the user's if nobody is ({@code C_SetPIN}). */
    void setPin(char[] oldPin, char[] newPin);

    /** Makes an object from its attributes ({@code C_CreateObject}). */
    ObjectHandle createObject(Template template);

    /** Copies an object, with some attributes changed ({@code C_CopyObject}). */
    ObjectHandle copyObject(ObjectHandle object, Template changes);

    /** Destroys an object ({@code C_DestroyObject}). */
    void destroyObject(ObjectHandle object);

    /** How many bytes the object takes, about ({@code C_GetObjectSize}). */
    long objectSize(ObjectHandle object);

    /**
     * The value of an attribute.
     *
     * @throws HsmException {@code CKR_ATTRIBUTE_SENSITIVE}, {@code CKR_ATTRIBUTE_TYPE_INVALID},
     *     {@code CKR_OBJECT_HANDLE_INVALID}
     */
    <T> T getAttribute(ObjectHandle object, AttributeType<T> type);

    /** Those of the named attributes that the object has and that may be read. */
    Template getAttributes(ObjectHandle object, AttributeType<?>... types);

    /** Changes attributes: all of them or none ({@code C_SetAttributeValue}). */
    void setAttributes(ObjectHandle object, Template changes);

    /**
     * The objects whose attributes match all of the template; an empty template matches all. A
     * snapshot: objects that come or go later do not change it.
     */
    List<ObjectHandle> findObjects(Template template);

    /** Generates a secret key or domain parameters ({@code C_GenerateKey}). */
    ObjectHandle generateKey(Mechanism mechanism, Template template);

    /** Generates a key pair ({@code C_GenerateKeyPair}). */
    KeyPairHandles generateKeyPair(Mechanism mechanism, Template publicKey, Template privateKey);

    /** Starts a signature or MAC. */
    SignOperation signer(Mechanism mechanism, ObjectHandle key);

    /** Starts a verification. */
    VerifyOperation verifier(Mechanism mechanism, ObjectHandle key);

    /** Starts an encryption. */
    CipherOperation encryptor(Mechanism mechanism, ObjectHandle key);

    /** Starts a decryption. */
    CipherOperation decryptor(Mechanism mechanism, ObjectHandle key);

    /** Starts a digest. */
    DigestOperation digester(Mechanism mechanism);

    /** Signs data in one call. */
    default byte[] sign(Mechanism mechanism, ObjectHandle key, byte[] data) {
        try (SignOperation operation = signer(mechanism, key)) {
            operation.update(data, 0, data.length);
            return operation.sign();
        }
    }

    /**
     * Verifies a signature in one call.
     *
     * @throws HsmException {@code CKR_SIGNATURE_INVALID} or {@code CKR_SIGNATURE_LEN_RANGE} if it
     *     does not match
     */
    default void verify(Mechanism mechanism, ObjectHandle key, byte[] data, byte[] signature) {
        try (VerifyOperation operation = verifier(mechanism, key)) {
            operation.update(data, 0, data.length);
            operation.verify(signature);
        }
    }

    /** Encrypts data in one call. */
    default byte[] encrypt(Mechanism mechanism, ObjectHandle key, byte[] data) {
        try (CipherOperation operation = encryptor(mechanism, key)) {
            return operation.doFinal(data, 0, data.length);
        }
    }

    /** Decrypts data in one call. */
    default byte[] decrypt(Mechanism mechanism, ObjectHandle key, byte[] data) {
        try (CipherOperation operation = decryptor(mechanism, key)) {
            return operation.doFinal(data, 0, data.length);
        }
    }

    /** Digests data in one call. */
    default byte[] digest(Mechanism mechanism, byte[] data) {
        try (DigestOperation operation = digester(mechanism)) {
            operation.update(data, 0, data.length);
            return operation.digest();
        }
    }

    /** Wraps a key ({@code C_WrapKey}); private keys as PKCS#8. */
    byte[] wrapKey(Mechanism mechanism, ObjectHandle wrappingKey, ObjectHandle key);

    /** Wraps a key with data that is authenticated beside it ({@code C_WrapKeyAuthenticated}). */
    byte[] wrapKeyAuthenticated(
            Mechanism mechanism, ObjectHandle wrappingKey, ObjectHandle key, byte[] aad);

    /** Unwraps a key ({@code C_UnwrapKey}). */
    ObjectHandle unwrapKey(
            Mechanism mechanism, ObjectHandle unwrappingKey, byte[] wrapped, Template template);

    /**
     * Unwraps a key with data that was authenticated beside it ({@code C_UnwrapKeyAuthenticated}).
     */
    ObjectHandle unwrapKeyAuthenticated(
            Mechanism mechanism,
            ObjectHandle unwrappingKey,
            byte[] wrapped,
            Template template,
            byte[] aad);

    /** Derives a key ({@code C_DeriveKey}). */
    ObjectHandle deriveKey(Mechanism mechanism, ObjectHandle baseKey, Template template);

    /** Makes a shared secret and its ciphertext ({@code C_EncapsulateKey}). */
    Encapsulation encapsulateKey(Mechanism mechanism, ObjectHandle publicKey, Template template);

    /** Reaches the shared secret from its ciphertext ({@code C_DecapsulateKey}). */
    ObjectHandle decapsulateKey(
            Mechanism mechanism, ObjectHandle privateKey, Template template, byte[] ciphertext);

    /**
     * Random bytes ({@code C_GenerateRandom}).
     *
     * @param length 0 to 2^31-1 bytes
     * @throws HsmException {@code CKR_FUNCTION_FAILED} if a health test fails
     */
    byte[] generateRandom(int length);

    /**
     * Mixes a seed into the random generator, in addition to its own entropy ({@code
     * C_SeedRandom}).
     */
    void seedRandom(byte[] seed);

    /** Ends the session and its objects; closing the last one logs out. */
    @Override
    void close();
}

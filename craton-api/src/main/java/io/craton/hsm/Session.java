package io.craton.hsm;

import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/**
 * A session with a token (PKCS#11 v3.2 sections 5.6 to 5.18). Login and logout are of the token:
 * they hold for all its sessions. Safe for use by several threads; the operations that a session
 * starts are independent of each other. The calls of the standard with their one active operation
 * per kind are {@link #functions()}.
 *
 * <p>Every method can fail with {@code CKR_SESSION_HANDLE_INVALID} after {@link #close()}, with
 * {@code CKR_CRYPTOKI_NOT_INITIALIZED} after the module was closed or its process forked, and with
 * {@code CKR_GENERAL_ERROR} if the module is in its error state or the call cannot be recorded, and
 * with {@code CKR_ARGUMENTS_BAD} if an argument is null. These are not repeated below.
 */
public interface Session extends AutoCloseable {
    /** The most random bytes that one call of {@link #generateRandom} gives: 16 MiB. */
    int MAX_RANDOM = 1 << 24;

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
     *     CKR_USER_PIN_NOT_INITIALIZED}, {@code CKR_SESSION_READ_ONLY_EXISTS}; {@code
     *     CKR_PIN_LEN_RANGE} for an empty PIN or one of more than 256 bytes and {@code
     *     CKR_PIN_INVALID} for one with a NUL byte, which are not tried and not counted
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
     * @throws HsmException {@code CKR_PIN_INCORRECT}, {@code CKR_PIN_LOCKED}; {@code
     *     CKR_PIN_LEN_RANGE} and {@code CKR_PIN_INVALID} as {@link #login}
     */
    default void verifyPin(UserType user, char[] pin) {
        throw new HsmException(
                ReturnCode.CKR_FUNCTION_NOT_SUPPORTED, "this engine cannot check a PIN");
    }

    /** {@link #verifyPin(UserType, char[])} with the PIN as bytes. */
    default void verifyPin(UserType user, byte[] pin) {
        throw new HsmException(
                ReturnCode.CKR_FUNCTION_NOT_SUPPORTED, "this engine cannot check a PIN");
    }

    /**
     * Logs out, for all sessions of the token: private objects disappear, and every operation that
     * used one is cancelled.
     *
     * @throws HsmException {@code CKR_USER_NOT_LOGGED_IN}
     */
    void logout();

    /**
     * Sets the user PIN and clears its lock; only for the SO ({@code C_InitPIN}). Objects stay; but
     * where the SO PIN does not open private ones ({@link Slot#recoversObjects}) and there was a
     * user PIN, those are gone.
     *
     * @param pin {@code security.pin_min_length} to {@code security.pin_max_length} bytes of UTF-8;
     *     wiped by the caller
     * @throws HsmException {@code CKR_USER_NOT_LOGGED_IN} if the SO is not logged in, {@code
     *     CKR_PIN_LEN_RANGE}, {@code CKR_PIN_INVALID} if it has a NUL byte, {@code
     *     CKR_PIN_TOO_WEAK} by {@code security.pin_complexity}
     */
    void initPin(char[] pin);

    /** {@link #initPin(char[])} with the PIN as bytes. */
    void initPin(byte[] pin);

    /**
     * Changes the PIN of who is logged in, or the user's if nobody is ({@code C_SetPIN}).
     *
     * @param oldPin the present PIN; a wrong one is counted as at a login
     * @param newPin {@code security.pin_min_length} to {@code security.pin_max_length} bytes of
     *     UTF-8; both are wiped by the caller
     * @throws HsmException {@code CKR_SESSION_READ_ONLY}, {@code CKR_PIN_INCORRECT}, {@code
     *     CKR_PIN_LOCKED}, {@code CKR_USER_PIN_NOT_INITIALIZED}, and for the new PIN as {@link
     *     #initPin}
     */
    void setPin(char[] oldPin, char[] newPin);

    /** {@link #setPin(char[], char[])} with the PINs as bytes. */
    void setPin(byte[] oldPin, byte[] newPin);

    /**
     * Makes an attempt at the user PIN with one that nobody types: that a program takes from a
     * file, the environment, a vault. A program with a PIN that is out of date would lock the token
     * by itself. So there is one attempt at a time for the token, and a PIN that was refused is not
     * tried again until there is another user PIN: not by this program, not by another one in this
     * process, and not after a restart as long as the last attempt at the PIN was a wrong one. What
     * is not tried is neither counted nor delayed.
     *
     * @param pin wiped by the caller
     * @param attempt tries the PIN: a login of the user in this session, or {@code authenticate} of
     *     an operation
     * @throws HsmException {@code CKR_PIN_INCORRECT}, {@code CKR_PIN_LOCKED} without an attempt,
     *     and what the attempt throws
     */
    default void unattended(char[] pin, Consumer<char[]> attempt) {
        attempt.accept(pin);
    }

    /**
     * Makes an object from its attributes ({@code C_CreateObject}, section 4.1.1).
     *
     * @param template {@code CKA_CLASS}, for keys {@code CKA_KEY_TYPE} and their components, and
     *     what shall differ from the defaults
     * @throws HsmException {@code CKR_TEMPLATE_INCOMPLETE}, {@code CKR_TEMPLATE_INCONSISTENT},
     *     {@code CKR_ATTRIBUTE_TYPE_INVALID} for an attribute that such an object does not have,
     *     {@code CKR_ATTRIBUTE_VALUE_INVALID}, {@code CKR_ATTRIBUTE_READ_ONLY}, {@code
     *     CKR_USER_NOT_LOGGED_IN} for a private object, {@code CKR_SESSION_READ_ONLY} for a token
     *     object, {@code CKR_DEVICE_MEMORY} at the limit of objects
     */
    ObjectHandle createObject(Template template);

    /**
     * Copies an object, with some attributes changed ({@code C_CopyObject}): whatever may be set
     * later, and {@code CKA_TOKEN}, {@code CKA_PRIVATE}, {@code CKA_MODIFIABLE} and {@code
     * CKA_DESTROYABLE}. A copy is never less protected than its source.
     *
     * @throws HsmException {@code CKR_OBJECT_HANDLE_INVALID}, {@code CKR_ACTION_PROHIBITED} if
     *     {@code CKA_COPYABLE} is false, {@code CKR_ATTRIBUTE_READ_ONLY}, {@code
     *     CKR_TEMPLATE_INCONSISTENT}, and as {@link #createObject}
     */
    ObjectHandle copyObject(ObjectHandle object, Template changes);

    /**
     * Destroys an object, on disk too ({@code C_DestroyObject}).
     *
     * @throws HsmException {@code CKR_OBJECT_HANDLE_INVALID}, {@code CKR_ACTION_PROHIBITED} if
     *     {@code CKA_DESTROYABLE} is false, {@code CKR_SESSION_READ_ONLY} for a token object
     */
    void destroyObject(ObjectHandle object);

    /**
     * Destroys a token object that is missing because its record cannot be read: it has no handle.
     * For the user, and for the SO; {@code CKA_DESTROYABLE} is not known. There is no function of
     * PKCS#11 for it.
     *
     * @param uniqueId one of {@link TokenInfo#unreadable()}, which has those of private objects
     *     while the user is logged in; the SO may name them, too
     * @throws HsmException {@code CKR_USER_NOT_LOGGED_IN}, {@code CKR_SESSION_READ_ONLY}, {@code
     *     CKR_OBJECT_HANDLE_INVALID} if there is no such object that cannot be read
     */
    default void destroyUnreadable(String uniqueId) {
        throw new HsmException(
                ReturnCode.CKR_FUNCTION_NOT_SUPPORTED,
                "this engine destroys objects by their handles only");
    }

    /**
     * Destroys session objects, all of those that are still there, with one record for all of them:
     * for a layer that finds out that nobody uses them any more. Handles of token objects, of
     * objects with {@code CKA_DESTROYABLE} false and of none are left alone.
     *
     * @return how many were destroyed
     * @throws HsmException {@code CKR_GENERAL_ERROR} if that cannot be recorded now; try again
     */
    default int endObjects(Collection<ObjectHandle> sessionObjects) {
        sessionObjects.forEach(this::destroyObject);
        return sessionObjects.size();
    }

    /**
     * Makes several changes of objects, all of them or none: what the standard asks of each is
     * checked before anything is written, token objects are changed in one commit of the store, and
     * nobody sees anything between before and after. The audit log has one record for each change,
     * one behind the other.
     *
     * @param changes at most 1,000; token objects and session objects; an object is changed or
     *     destroyed once
     * @param asOf {@link TokenChanges#number()} of what the changes were planned on: they are
     *     refused if a token object was made, changed or destroyed since; -1 for whatever comes
     * @return for each change the object that it made or concerned
     * @throws HsmException what {@link #createObject}, {@link #copyObject}, {@link #setAttributes}
     *     and {@link #destroyObject} throw; {@code CKR_FUNCTION_CANCELED} if the token is not any
     *     more as it was {@code asOf}; {@code CKR_ARGUMENTS_BAD} for more than 1,000 changes and
     *     for two of one object
     */
    default List<ObjectHandle> changeObjects(List<ObjectChange> changes, long asOf) {
        throw new HsmException(
                ReturnCode.CKR_FUNCTION_NOT_SUPPORTED,
                "this engine changes objects one at a time only");
    }

    /**
     * How many bytes the object takes, about ({@code C_GetObjectSize}).
     *
     * @throws HsmException {@code CKR_OBJECT_HANDLE_INVALID}
     */
    long objectSize(ObjectHandle object);

    /**
     * The value of an attribute.
     *
     * @throws HsmException {@code CKR_ATTRIBUTE_SENSITIVE}, {@code CKR_ATTRIBUTE_TYPE_INVALID},
     *     {@code CKR_OBJECT_HANDLE_INVALID}
     */
    <T> T getAttribute(ObjectHandle object, AttributeType<T> type);

    /**
     * Those of the named attributes that the object has and that may be read; the others are left
     * out.
     *
     * @throws HsmException {@code CKR_OBJECT_HANDLE_INVALID}
     */
    Template getAttributes(ObjectHandle object, AttributeType<?>... types);

    /**
     * Like {@link #getAttributes}, but never a secret attribute, be it readable or not, and never a
     * record in the audit log: for a layer that keeps what it has to know of its objects.
     *
     * @throws HsmException {@code CKR_OBJECT_HANDLE_INVALID}
     */
    default Template describe(ObjectHandle object, AttributeType<?>... types) {
        return getAttributes(object, types);
    }

    /**
     * Changes attributes: all of them or none ({@code C_SetAttributeValue}).
     *
     * @throws HsmException {@code CKR_OBJECT_HANDLE_INVALID}, {@code CKR_ATTRIBUTE_READ_ONLY},
     *     {@code CKR_ATTRIBUTE_TYPE_INVALID}, {@code CKR_ATTRIBUTE_VALUE_INVALID}, {@code
     *     CKR_ACTION_PROHIBITED} if {@code CKA_MODIFIABLE} is false, {@code CKR_SESSION_READ_ONLY}
     *     for a token object
     */
    void setAttributes(ObjectHandle object, Template changes);

    /**
     * The objects whose attributes match all of the template; an empty template matches all. A
     * snapshot: objects that come or go later do not change it.
     */
    List<ObjectHandle> findObjects(Template template);

    /**
     * What has become of the token objects since a moment: for a layer that keeps an index of them,
     * so that it need not read them all after each change. What was changed together is told
     * together. No secret attribute is told, and no record is made in the audit log.
     *
     * @param number {@link TokenChanges#number()} of the answer before; -1 to be told of all
     * @param types the attributes that are wanted of objects that have come or changed
     * @return with {@link TokenChanges#complete()} if it is not known any more what has changed:
     *     after many changes, a login or a logout
     */
    default TokenChanges changesSince(long number, AttributeType<?>... types) {
        throw new HsmException(
                ReturnCode.CKR_FUNCTION_NOT_SUPPORTED, "this engine keeps no account of changes");
    }

    /**
     * Generates a secret key ({@code C_GenerateKey}).
     *
     * @param template {@code CKA_VALUE_LEN} in bytes where the key type has several lengths, and
     *     what shall differ from the defaults
     * @throws HsmException {@code CKR_MECHANISM_INVALID}, {@code CKR_MECHANISM_PARAM_INVALID}, and
     *     as {@link #createObject}
     */
    ObjectHandle generateKey(Mechanism mechanism, Template template);

    /**
     * Generates a key pair and tests that its halves belong together ({@code C_GenerateKeyPair}).
     * Both keys are made or none.
     *
     * @param publicKey {@code CKA_MODULUS_BITS}, {@code CKA_EC_PARAMS} or {@code
     *     CKA_PARAMETER_SET}, and what shall differ from the defaults
     * @param privateKey what shall differ from the defaults
     * @throws HsmException {@code CKR_KEY_SIZE_RANGE}, {@code CKR_CURVE_NOT_SUPPORTED}, {@code
     *     CKR_PARAMETER_SET_NOT_SUPPORTED}, and as {@link #generateKey}
     */
    KeyPairHandles generateKeyPair(Mechanism mechanism, Template publicKey, Template privateKey);

    /**
     * Starts a signature or MAC.
     *
     * @throws HsmException {@code CKR_MECHANISM_INVALID}, {@code CKR_MECHANISM_PARAM_INVALID},
     *     {@code CKR_KEY_HANDLE_INVALID}, {@code CKR_KEY_TYPE_INCONSISTENT}, {@code
     *     CKR_KEY_SIZE_RANGE}, {@code CKR_KEY_FUNCTION_NOT_PERMITTED} if the attribute of the key
     *     for this use is not true, or outside its dates
     */
    SignOperation signer(Mechanism mechanism, ObjectHandle key);

    /** Starts a verification; fails as {@link #signer}. */
    VerifyOperation verifier(Mechanism mechanism, ObjectHandle key);

    /** Starts an encryption; fails as {@link #signer}. */
    CipherOperation encryptor(Mechanism mechanism, ObjectHandle key);

    /** Starts a decryption; fails as {@link #signer}. */
    CipherOperation decryptor(Mechanism mechanism, ObjectHandle key);

    /**
     * Starts the encryption of messages that belong together, with AES-GCM and the module's
     * initialisation vectors; fails as {@link #signer}.
     */
    MessageCipher messageEncryptor(ObjectHandle key);

    /** Starts the decryption of such messages; fails as {@link #signer}. */
    MessageCipher messageDecryptor(ObjectHandle key);

    /**
     * Starts a digest.
     *
     * @throws HsmException {@code CKR_MECHANISM_INVALID}
     */
    DigestOperation digester(Mechanism mechanism);

    /**
     * Signs data in one call.
     *
     * @throws HsmException {@code CKR_DATA_LEN_RANGE} or {@code CKR_DATA_INVALID} for data that the
     *     mechanism does not take, and as {@link #signer}
     */
    default byte[] sign(Mechanism mechanism, ObjectHandle key, byte[] data) {
        Arguments.notNull(data, "the data");
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
        Arguments.notNull(data, "the data");
        Arguments.notNull(signature, "the signature");
        try (VerifyOperation operation = verifier(mechanism, key)) {
            operation.update(data, 0, data.length);
            operation.verify(signature);
        }
    }

    /**
     * Encrypts data in one call.
     *
     * @throws HsmException {@code CKR_DATA_LEN_RANGE}, and as {@link #signer}
     */
    default byte[] encrypt(Mechanism mechanism, ObjectHandle key, byte[] data) {
        Arguments.notNull(data, "the data");
        try (CipherOperation operation = encryptor(mechanism, key)) {
            return operation.doFinal(data, 0, data.length);
        }
    }

    /**
     * Decrypts data in one call.
     *
     * @throws HsmException {@code CKR_ENCRYPTED_DATA_LEN_RANGE}, {@code
     *     CKR_ENCRYPTED_DATA_INVALID}, {@code CKR_AEAD_DECRYPT_FAILED}, and as {@link #signer}
     */
    default byte[] decrypt(Mechanism mechanism, ObjectHandle key, byte[] data) {
        Arguments.notNull(data, "the data");
        try (CipherOperation operation = decryptor(mechanism, key)) {
            return operation.doFinal(data, 0, data.length);
        }
    }

    /** Digests data in one call. */
    default byte[] digest(Mechanism mechanism, byte[] data) {
        Arguments.notNull(data, "the data");
        try (DigestOperation operation = digester(mechanism)) {
            operation.update(data, 0, data.length);
            return operation.digest();
        }
    }

    /**
     * Wraps a key ({@code C_WrapKey}); private keys as PKCS#8. Mechanisms that add zeros ({@code
     * CKM_AES_KEY_WRAP} and, where the policy lets them wrap, ECB, CBC and raw RSA) take secret
     * keys whose length is a multiple of 8 bytes; {@code CKM_AES_KEY_WRAP_KWP} takes any.
     *
     * @param mechanism with a parameter that is complete: an initialisation vector of the module's
     *     could not be told, see {@link #wrapKeyAuthenticated(MechanismType,
     *     MessageParameters.Aead, ObjectHandle, ObjectHandle, byte[])}
     * @throws HsmException {@code CKR_WRAPPING_KEY_HANDLE_INVALID}, {@code
     *     CKR_WRAPPING_KEY_TYPE_INCONSISTENT}, {@code CKR_WRAPPING_KEY_SIZE_RANGE}, {@code
     *     CKR_KEY_FUNCTION_NOT_PERMITTED}; for the other key {@code CKR_KEY_HANDLE_INVALID} (also
     *     one that does not match {@code CKA_WRAP_TEMPLATE}), {@code CKR_KEY_UNEXTRACTABLE}, {@code
     *     CKR_KEY_NOT_WRAPPABLE}, {@code CKR_KEY_SIZE_RANGE}
     */
    byte[] wrapKey(Mechanism mechanism, ObjectHandle wrappingKey, ObjectHandle key);

    /**
     * Wraps a key with data that is authenticated beside it ({@code C_WrapKeyAuthenticated}); the
     * tag is the end of the result.
     *
     * @throws HsmException as {@link #wrapKey}
     */
    byte[] wrapKeyAuthenticated(
            Mechanism mechanism, ObjectHandle wrappingKey, ObjectHandle key, byte[] aad);

    /**
     * Wraps a key with data that is authenticated beside it ({@code C_WrapKeyAuthenticated} with
     * the parameters of a message): the module can make the initialisation vector, and the tag is
     * apart.
     *
     * @param mechanism {@code CKM_AES_GCM}, {@code CKM_AES_CCM} or {@code CKM_CHACHA20_POLY1305}
     * @param parameters the initialisation vector, filled in if the module makes it; the tag,
     *     filled in
     * @param aad data that is authenticated only; may be empty
     * @return the wrapped key without the tag
     * @throws HsmException as {@link #wrapKey}
     */
    default byte[] wrapKeyAuthenticated(
            MechanismType mechanism,
            MessageParameters.Aead parameters,
            ObjectHandle wrappingKey,
            ObjectHandle key,
            byte[] aad) {
        throw new HsmException(
                ReturnCode.CKR_FUNCTION_NOT_SUPPORTED,
                "this engine wraps no keys with the parameters of a message");
    }

    /**
     * Unwraps a key that was wrapped with the parameters of a message ({@code
     * C_UnwrapKeyAuthenticated}).
     *
     * @param parameters the initialisation vector and the tag of the wrapping
     * @param wrapped the wrapped key without the tag
     * @throws HsmException as {@link #unwrapKeyAuthenticated(Mechanism, ObjectHandle, byte[],
     *     Template, byte[])}
     */
    default ObjectHandle unwrapKeyAuthenticated(
            MechanismType mechanism,
            MessageParameters.Aead parameters,
            ObjectHandle unwrappingKey,
            byte[] wrapped,
            Template template,
            byte[] aad) {
        throw new HsmException(
                ReturnCode.CKR_FUNCTION_NOT_SUPPORTED,
                "this engine unwraps no keys with the parameters of a message");
    }

    /**
     * Unwraps a key ({@code C_UnwrapKey}). It is extractable unless the template says otherwise.
     *
     * @param template {@code CKA_CLASS}, {@code CKA_KEY_TYPE}, {@code CKA_VALUE_LEN} in bytes where
     *     neither mechanism nor key type fixes the length, and what shall differ from the defaults;
     *     with a mechanism that adds zeros a multiple of 8, with {@code CKM_AES_KEY_WRAP} the
     *     length that was wrapped
     * @throws HsmException {@code CKR_UNWRAPPING_KEY_HANDLE_INVALID}, {@code
     *     CKR_UNWRAPPING_KEY_TYPE_INCONSISTENT}, {@code CKR_UNWRAPPING_KEY_SIZE_RANGE}, {@code
     *     CKR_KEY_FUNCTION_NOT_PERMITTED}, {@code CKR_WRAPPED_KEY_INVALID}, {@code
     *     CKR_WRAPPED_KEY_LEN_RANGE}, {@code CKR_TEMPLATE_INCONSISTENT} with {@code
     *     CKA_UNWRAP_TEMPLATE}, and as {@link #createObject}
     */
    ObjectHandle unwrapKey(
            Mechanism mechanism, ObjectHandle unwrappingKey, byte[] wrapped, Template template);

    /**
     * Unwraps a key with data that was authenticated beside it ({@code C_UnwrapKeyAuthenticated}).
     *
     * @throws HsmException {@code CKR_AEAD_DECRYPT_FAILED}, and as {@link #unwrapKey}
     */
    ObjectHandle unwrapKeyAuthenticated(
            Mechanism mechanism,
            ObjectHandle unwrappingKey,
            byte[] wrapped,
            Template template,
            byte[] aad);

    /**
     * Derives a key, or with {@code CKM_HKDF_DATA} a data object ({@code C_DeriveKey}).
     *
     * @param template of what is made; {@code CKA_VALUE_LEN} in bytes where neither mechanism nor
     *     key type fixes the length; without class and key type it is a generic secret
     * @throws HsmException {@code CKR_KEY_HANDLE_INVALID}, {@code CKR_KEY_TYPE_INCONSISTENT},
     *     {@code CKR_KEY_FUNCTION_NOT_PERMITTED}, {@code CKR_KEY_SIZE_RANGE} for a length that
     *     cannot be made, {@code CKR_TEMPLATE_INCONSISTENT} with {@code CKA_DERIVE_TEMPLATE} or if
     *     the result were less protected than the base key, and as {@link #createObject}
     */
    ObjectHandle deriveKey(Mechanism mechanism, ObjectHandle baseKey, Template template);

    /**
     * Makes a shared secret and its ciphertext ({@code C_EncapsulateKey}).
     *
     * @param template of the secret key; without a key type it is a generic secret
     * @throws HsmException as {@link #deriveKey}
     */
    Encapsulation encapsulateKey(Mechanism mechanism, ObjectHandle publicKey, Template template);

    /**
     * Reaches the shared secret from its ciphertext ({@code C_DecapsulateKey}). A damaged
     * ciphertext of ML-KEM gives another secret, not an error.
     *
     * @throws HsmException {@code CKR_WRAPPED_KEY_LEN_RANGE}, and as {@link #deriveKey}
     */
    ObjectHandle decapsulateKey(
            Mechanism mechanism, ObjectHandle privateKey, Template template, byte[] ciphertext);

    /**
     * Random bytes ({@code C_GenerateRandom}).
     *
     * @param length 0 to {@value #MAX_RANDOM} bytes
     * @throws HsmException {@code CKR_ARGUMENTS_BAD} for another length, {@code
     *     CKR_FUNCTION_FAILED} if a health test fails
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

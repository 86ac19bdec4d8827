package io.craton.hsm.wire;

import io.craton.hsm.AttributeCodec;
import io.craton.hsm.CipherOperation;
import io.craton.hsm.DigestOperation;
import io.craton.hsm.Hsm;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.MessageCipher;
import io.craton.hsm.MessageParameters;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.SessionFunctions;
import io.craton.hsm.SignOperation;
import io.craton.hsm.Slot;
import io.craton.hsm.Template;
import io.craton.hsm.UserType;
import io.craton.hsm.VerifyOperation;
import io.craton.hsm.wire.value.ValueCodec;
import io.craton.hsm.wire.value.ValueCodecs;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The functions that a program in another process can call: the one table of their numbers, the
 * method of the API that each is, the right that it needs, and whether it may be repeated. What
 * travels is what the method takes and gives. The numbers stay as they are: a function that changes
 * gets a new one.
 */
public enum WireFunction {
    // The connection and its application.
    INITIALIZE(1, "C_Initialize", Right.READ, Repeat.ONCE, WireDoor.class, "initialize"),
    JOIN(2, "", Right.READ, Repeat.ONCE, WireDoor.class, "join"),
    FINALIZE(3, "C_Finalize", Right.READ, Repeat.ONCE, Hsm.class, "close"),
    ATTRIBUTE(4, "", Right.READ, Repeat.SAFE, WireDoor.class, "attribute"),
    UNATTENDED_LOGIN(5, "", Right.READ, Repeat.ONCE, WireDoor.class, "unattendedLogin"),
    UNATTENDED_SIGNING(6, "", Right.USE, Repeat.ONCE, WireDoor.class, "unattendedSigning"),
    UNATTENDED_CIPHER(7, "", Right.USE, Repeat.ONCE, WireDoor.class, "unattendedCipher"),
    // The module (section 5.4).
    GET_INFO(10, "C_GetInfo", Right.READ, Repeat.SAFE, Hsm.class, "info"),
    GET_SLOT_LIST(11, "C_GetSlotList", Right.READ, Repeat.SAFE, Hsm.class, "slots", boolean.class),
    GET_SLOT(12, "", Right.READ, Repeat.SAFE, Hsm.class, "slot"),
    WAIT_FOR_SLOT_EVENT(
            13, "C_WaitForSlotEvent", Right.READ, Repeat.ONCE, Hsm.class, "waitForSlotEvent"),
    // Slots and tokens (section 5.5).
    GET_SLOT_INFO(100, "C_GetSlotInfo", Right.READ, Repeat.SAFE, Slot.class, "info"),
    GET_TOKEN_INFO(101, "C_GetTokenInfo", Right.READ, Repeat.SAFE, Slot.class, "tokenInfo"),
    GET_MECHANISM_LIST(
            102, "C_GetMechanismList", Right.READ, Repeat.SAFE, Slot.class, "mechanisms"),
    GET_MECHANISM_INFO(
            103, "C_GetMechanismInfo", Right.READ, Repeat.SAFE, Slot.class, "mechanismInfo"),
    CHECK_MECHANISM(104, "", Right.READ, Repeat.SAFE, Slot.class, "check"),
    INIT_TOKEN(
            105,
            "C_InitToken",
            Right.ADMIN,
            Repeat.ONCE,
            Slot.class,
            "initToken",
            byte[].class,
            String.class),
    INIT_TOKEN_WITH_NEW_PIN(
            106,
            "",
            Right.ADMIN,
            Repeat.ONCE,
            Slot.class,
            "initToken",
            byte[].class,
            byte[].class,
            String.class),
    OPEN_SESSION(107, "C_OpenSession", Right.READ, Repeat.ONCE, Slot.class, "openSession"),
    OPEN_RESIDENT_SESSION(108, "", Right.USE, Repeat.ONCE, Slot.class, "openResidentSession"),
    CHANGE_COUNT(109, "", Right.READ, Repeat.SAFE, Slot.class, "changeCount"),
    BACKUP(110, "", Right.ADMIN, Repeat.ONCE, Slot.class, "backup"),
    TRUST(111, "", Right.ADMIN, Repeat.ONCE, Slot.class, "trust"),
    TRUST_INFO(112, "", Right.ADMIN, Repeat.SAFE, Slot.class, "trustInfo"),
    RECOVERS_OBJECTS(113, "", Right.ADMIN, Repeat.SAFE, Slot.class, "recoversObjects"),
    TRUSTED_KEYS(114, "", Right.READ, Repeat.SAFE, Slot.class, "trustedKeys"),
    CLOSE_ALL_SESSIONS(
            115, "C_CloseAllSessions", Right.READ, Repeat.ONCE, Slot.class, "closeAllSessions"),
    // Sessions, and what of them is the same in Java as in the standard.
    GET_SESSION_INFO(200, "C_GetSessionInfo", Right.READ, Repeat.SAFE, Session.class, "info"),
    CLOSE_SESSION(201, "C_CloseSession", Right.READ, Repeat.ONCE, Session.class, "close"),
    LOGIN_OF_SESSION(
            202, "", Right.READ, Repeat.ONCE, Session.class, "login", UserType.class, byte[].class),
    VERIFY_PIN(
            203,
            "",
            Right.READ,
            Repeat.ONCE,
            Session.class,
            "verifyPin",
            UserType.class,
            byte[].class),
    LOGOUT(204, "C_Logout", Right.READ, Repeat.ONCE, Session.class, "logout"),
    INIT_PIN(205, "C_InitPIN", Right.ADMIN, Repeat.ONCE, Session.class, "initPin", byte[].class),
    SET_PIN(
            206,
            "C_SetPIN",
            Right.USE,
            Repeat.ONCE,
            Session.class,
            "setPin",
            byte[].class,
            byte[].class),
    CREATE_OBJECT(207, "C_CreateObject", Right.USE, Repeat.ONCE, Session.class, "createObject"),
    COPY_OBJECT(208, "C_CopyObject", Right.USE, Repeat.ONCE, Session.class, "copyObject"),
    DESTROY_OBJECT(209, "C_DestroyObject", Right.USE, Repeat.ONCE, Session.class, "destroyObject"),
    DESTROY_UNREADABLE(210, "", Right.ADMIN, Repeat.ONCE, Session.class, "destroyUnreadable"),
    END_OBJECTS(211, "", Right.USE, Repeat.ONCE, Session.class, "endObjects"),
    CHANGE_OBJECTS(212, "", Right.USE, Repeat.ONCE, Session.class, "changeObjects"),
    GET_OBJECT_SIZE(213, "C_GetObjectSize", Right.READ, Repeat.SAFE, Session.class, "objectSize"),
    GET_ATTRIBUTES(214, "", Right.READ, Repeat.SAFE, Session.class, "getAttributes"),
    DESCRIBE(215, "", Right.READ, Repeat.SAFE, Session.class, "describe"),
    SET_ATTRIBUTE_VALUE(
            216, "C_SetAttributeValue", Right.USE, Repeat.ONCE, Session.class, "setAttributes"),
    FIND_ALL_OBJECTS(217, "", Right.READ, Repeat.SAFE, Session.class, "findObjects"),
    CHANGES_SINCE(218, "", Right.READ, Repeat.SAFE, Session.class, "changesSince"),
    GENERATE_KEY(219, "C_GenerateKey", Right.USE, Repeat.ONCE, Session.class, "generateKey"),
    GENERATE_KEY_PAIR(
            220, "C_GenerateKeyPair", Right.USE, Repeat.ONCE, Session.class, "generateKeyPair"),
    SIGNER(221, "", Right.USE, Repeat.ONCE, Session.class, "signer"),
    VERIFIER(222, "", Right.USE, Repeat.ONCE, Session.class, "verifier"),
    ENCRYPTOR(223, "", Right.USE, Repeat.ONCE, Session.class, "encryptor"),
    DECRYPTOR(224, "", Right.USE, Repeat.ONCE, Session.class, "decryptor"),
    MESSAGE_ENCRYPTOR(225, "", Right.USE, Repeat.ONCE, Session.class, "messageEncryptor"),
    MESSAGE_DECRYPTOR(226, "", Right.USE, Repeat.ONCE, Session.class, "messageDecryptor"),
    DIGESTER(227, "", Right.USE, Repeat.ONCE, Session.class, "digester"),
    SIGN_AT_ONCE(228, "", Right.USE, Repeat.ONCE, Session.class, "sign"),
    VERIFY_AT_ONCE(229, "", Right.USE, Repeat.ONCE, Session.class, "verify"),
    ENCRYPT_AT_ONCE(230, "", Right.USE, Repeat.ONCE, Session.class, "encrypt"),
    DECRYPT_AT_ONCE(231, "", Right.USE, Repeat.ONCE, Session.class, "decrypt"),
    DIGEST_AT_ONCE(232, "", Right.USE, Repeat.ONCE, Session.class, "digest"),
    WRAP_KEY_AT_ONCE(233, "", Right.USE, Repeat.ONCE, Session.class, "wrapKey"),
    WRAP_KEY_AUTHENTICATED_AT_ONCE(
            234,
            "",
            Right.USE,
            Repeat.ONCE,
            Session.class,
            "wrapKeyAuthenticated",
            Mechanism.class,
            ObjectHandle.class,
            ObjectHandle.class,
            byte[].class),
    WRAP_KEY_AS_MESSAGE_AT_ONCE(
            235,
            "",
            Right.USE,
            Repeat.ONCE,
            Session.class,
            "wrapKeyAuthenticated",
            MechanismType.class,
            MessageParameters.Aead.class,
            ObjectHandle.class,
            ObjectHandle.class,
            byte[].class),
    UNWRAP_KEY_AS_MESSAGE(
            236,
            "C_UnwrapKeyAuthenticated",
            Right.USE,
            Repeat.ONCE,
            Session.class,
            "unwrapKeyAuthenticated",
            MechanismType.class,
            MessageParameters.Aead.class,
            ObjectHandle.class,
            byte[].class,
            Template.class,
            byte[].class),
    UNWRAP_KEY(237, "C_UnwrapKey", Right.USE, Repeat.ONCE, Session.class, "unwrapKey"),
    UNWRAP_KEY_AUTHENTICATED(
            238,
            "C_UnwrapKeyAuthenticated",
            Right.USE,
            Repeat.ONCE,
            Session.class,
            "unwrapKeyAuthenticated",
            Mechanism.class,
            ObjectHandle.class,
            byte[].class,
            Template.class,
            byte[].class),
    DERIVE_KEY(239, "C_DeriveKey", Right.USE, Repeat.ONCE, Session.class, "deriveKey"),
    ENCAPSULATE_KEY_AT_ONCE(240, "", Right.USE, Repeat.ONCE, Session.class, "encapsulateKey"),
    DECAPSULATE_KEY(
            241, "C_DecapsulateKey", Right.USE, Repeat.ONCE, Session.class, "decapsulateKey"),
    GENERATE_RANDOM(
            242, "C_GenerateRandom", Right.USE, Repeat.ONCE, Session.class, "generateRandom"),
    SEED_RANDOM(243, "C_SeedRandom", Right.USE, Repeat.ONCE, Session.class, "seedRandom"),
    // The functions of the standard, one by one.
    GET_OPERATION_STATE(
            300,
            "C_GetOperationState",
            Right.READ,
            Repeat.ONCE,
            SessionFunctions.class,
            "getOperationState"),
    SET_OPERATION_STATE(
            301,
            "C_SetOperationState",
            Right.READ,
            Repeat.ONCE,
            SessionFunctions.class,
            "setOperationState"),
    LOGIN(302, "C_Login", Right.READ, Repeat.ONCE, SessionFunctions.class, "login"),
    LOGIN_USER(303, "C_LoginUser", Right.READ, Repeat.ONCE, SessionFunctions.class, "loginUser"),
    SESSION_CANCEL(
            304,
            "C_SessionCancel",
            Right.READ,
            Repeat.ONCE,
            SessionFunctions.class,
            "sessionCancel"),
    GET_SESSION_VALIDATION_FLAGS(
            305,
            "C_GetSessionValidationFlags",
            Right.READ,
            Repeat.ONCE,
            SessionFunctions.class,
            "getSessionValidationFlags"),
    GET_FUNCTION_STATUS(
            306,
            "C_GetFunctionStatus",
            Right.READ,
            Repeat.ONCE,
            SessionFunctions.class,
            "getFunctionStatus"),
    CANCEL_FUNCTION(
            307,
            "C_CancelFunction",
            Right.READ,
            Repeat.ONCE,
            SessionFunctions.class,
            "cancelFunction"),
    ASYNC(308, "C_AsyncComplete", Right.READ, Repeat.ONCE, SessionFunctions.class, "async"),
    GET_ATTRIBUTE_VALUE(
            309,
            "C_GetAttributeValue",
            Right.READ,
            Repeat.ONCE,
            SessionFunctions.class,
            "getAttributeValue"),
    FIND_OBJECTS_INIT(
            310,
            "C_FindObjectsInit",
            Right.READ,
            Repeat.ONCE,
            SessionFunctions.class,
            "findObjectsInit",
            Template.class),
    FIND_OBJECTS_INIT_OF_BYTES(
            311,
            "C_FindObjectsInit",
            Right.READ,
            Repeat.ONCE,
            SessionFunctions.class,
            "findObjectsInit",
            byte[].class,
            AttributeCodec.class),
    FIND_OBJECTS(
            312, "C_FindObjects", Right.READ, Repeat.ONCE, SessionFunctions.class, "findObjects"),
    FIND_OBJECTS_FINAL(
            313,
            "C_FindObjectsFinal",
            Right.READ,
            Repeat.ONCE,
            SessionFunctions.class,
            "findObjectsFinal"),
    ENCRYPT_INIT(
            314, "C_EncryptInit", Right.USE, Repeat.ONCE, SessionFunctions.class, "encryptInit"),
    ENCRYPT(315, "C_Encrypt", Right.USE, Repeat.ONCE, SessionFunctions.class, "encrypt"),
    ENCRYPT_UPDATE(
            316,
            "C_EncryptUpdate",
            Right.USE,
            Repeat.ONCE,
            SessionFunctions.class,
            "encryptUpdate"),
    ENCRYPT_FINAL(
            317, "C_EncryptFinal", Right.USE, Repeat.ONCE, SessionFunctions.class, "encryptFinal"),
    ENCRYPTION_IV(318, "", Right.USE, Repeat.ONCE, SessionFunctions.class, "encryptionIv"),
    DECRYPT_INIT(
            319, "C_DecryptInit", Right.USE, Repeat.ONCE, SessionFunctions.class, "decryptInit"),
    DECRYPT(320, "C_Decrypt", Right.USE, Repeat.ONCE, SessionFunctions.class, "decrypt"),
    DECRYPT_UPDATE(
            321,
            "C_DecryptUpdate",
            Right.USE,
            Repeat.ONCE,
            SessionFunctions.class,
            "decryptUpdate"),
    DECRYPT_FINAL(
            322, "C_DecryptFinal", Right.USE, Repeat.ONCE, SessionFunctions.class, "decryptFinal"),
    MESSAGE_ENCRYPT_INIT(
            323,
            "C_MessageEncryptInit",
            Right.USE,
            Repeat.ONCE,
            SessionFunctions.class,
            "messageEncryptInit"),
    ENCRYPT_MESSAGE(
            324,
            "C_EncryptMessage",
            Right.USE,
            Repeat.ONCE,
            SessionFunctions.class,
            "encryptMessage"),
    ENCRYPT_MESSAGE_BEGIN(
            325,
            "C_EncryptMessageBegin",
            Right.USE,
            Repeat.ONCE,
            SessionFunctions.class,
            "encryptMessageBegin"),
    ENCRYPT_MESSAGE_NEXT(
            326,
            "C_EncryptMessageNext",
            Right.USE,
            Repeat.ONCE,
            SessionFunctions.class,
            "encryptMessageNext"),
    MESSAGE_ENCRYPT_FINAL(
            327,
            "C_MessageEncryptFinal",
            Right.USE,
            Repeat.ONCE,
            SessionFunctions.class,
            "messageEncryptFinal"),
    MESSAGE_DECRYPT_INIT(
            328,
            "C_MessageDecryptInit",
            Right.USE,
            Repeat.ONCE,
            SessionFunctions.class,
            "messageDecryptInit"),
    DECRYPT_MESSAGE(
            329,
            "C_DecryptMessage",
            Right.USE,
            Repeat.ONCE,
            SessionFunctions.class,
            "decryptMessage"),
    DECRYPT_MESSAGE_BEGIN(
            330,
            "C_DecryptMessageBegin",
            Right.USE,
            Repeat.ONCE,
            SessionFunctions.class,
            "decryptMessageBegin"),
    DECRYPT_MESSAGE_NEXT(
            331,
            "C_DecryptMessageNext",
            Right.USE,
            Repeat.ONCE,
            SessionFunctions.class,
            "decryptMessageNext"),
    MESSAGE_DECRYPT_FINAL(
            332,
            "C_MessageDecryptFinal",
            Right.USE,
            Repeat.ONCE,
            SessionFunctions.class,
            "messageDecryptFinal"),
    DIGEST_INIT(333, "C_DigestInit", Right.USE, Repeat.ONCE, SessionFunctions.class, "digestInit"),
    DIGEST(334, "C_Digest", Right.USE, Repeat.ONCE, SessionFunctions.class, "digest"),
    DIGEST_UPDATE(
            335, "C_DigestUpdate", Right.USE, Repeat.ONCE, SessionFunctions.class, "digestUpdate"),
    DIGEST_KEY(336, "C_DigestKey", Right.USE, Repeat.ONCE, SessionFunctions.class, "digestKey"),
    DIGEST_FINAL(
            337, "C_DigestFinal", Right.USE, Repeat.ONCE, SessionFunctions.class, "digestFinal"),
    SIGN_INIT(338, "C_SignInit", Right.USE, Repeat.ONCE, SessionFunctions.class, "signInit"),
    SIGN(339, "C_Sign", Right.USE, Repeat.ONCE, SessionFunctions.class, "sign"),
    SIGN_UPDATE(340, "C_SignUpdate", Right.USE, Repeat.ONCE, SessionFunctions.class, "signUpdate"),
    SIGN_FINAL(341, "C_SignFinal", Right.USE, Repeat.ONCE, SessionFunctions.class, "signFinal"),
    SIGN_RECOVER_INIT(
            342,
            "C_SignRecoverInit",
            Right.USE,
            Repeat.ONCE,
            SessionFunctions.class,
            "signRecoverInit"),
    SIGN_RECOVER(
            343, "C_SignRecover", Right.USE, Repeat.ONCE, SessionFunctions.class, "signRecover"),
    VERIFY_INIT(344, "C_VerifyInit", Right.USE, Repeat.ONCE, SessionFunctions.class, "verifyInit"),
    VERIFY(345, "C_Verify", Right.USE, Repeat.ONCE, SessionFunctions.class, "verify"),
    VERIFY_UPDATE(
            346, "C_VerifyUpdate", Right.USE, Repeat.ONCE, SessionFunctions.class, "verifyUpdate"),
    VERIFY_FINAL(
            347, "C_VerifyFinal", Right.USE, Repeat.ONCE, SessionFunctions.class, "verifyFinal"),
    VERIFY_RECOVER_INIT(
            348,
            "C_VerifyRecoverInit",
            Right.USE,
            Repeat.ONCE,
            SessionFunctions.class,
            "verifyRecoverInit"),
    VERIFY_RECOVER(
            349,
            "C_VerifyRecover",
            Right.USE,
            Repeat.ONCE,
            SessionFunctions.class,
            "verifyRecover"),
    VERIFY_SIGNATURE_INIT(
            350,
            "C_VerifySignatureInit",
            Right.USE,
            Repeat.ONCE,
            SessionFunctions.class,
            "verifySignatureInit"),
    VERIFY_SIGNATURE(
            351,
            "C_VerifySignature",
            Right.USE,
            Repeat.ONCE,
            SessionFunctions.class,
            "verifySignature"),
    VERIFY_SIGNATURE_UPDATE(
            352,
            "C_VerifySignatureUpdate",
            Right.USE,
            Repeat.ONCE,
            SessionFunctions.class,
            "verifySignatureUpdate"),
    VERIFY_SIGNATURE_FINAL(
            353,
            "C_VerifySignatureFinal",
            Right.USE,
            Repeat.ONCE,
            SessionFunctions.class,
            "verifySignatureFinal"),
    MESSAGE_SIGN_INIT(
            354,
            "C_MessageSignInit",
            Right.USE,
            Repeat.ONCE,
            SessionFunctions.class,
            "messageSignInit"),
    SIGN_MESSAGE(
            355, "C_SignMessage", Right.USE, Repeat.ONCE, SessionFunctions.class, "signMessage"),
    SIGN_MESSAGE_BEGIN(
            356,
            "C_SignMessageBegin",
            Right.USE,
            Repeat.ONCE,
            SessionFunctions.class,
            "signMessageBegin"),
    SIGN_MESSAGE_NEXT(
            357,
            "C_SignMessageNext",
            Right.USE,
            Repeat.ONCE,
            SessionFunctions.class,
            "signMessageNext"),
    SIGN_MESSAGE_END(
            358,
            "C_SignMessageNext",
            Right.USE,
            Repeat.ONCE,
            SessionFunctions.class,
            "signMessageEnd"),
    MESSAGE_SIGN_FINAL(
            359,
            "C_MessageSignFinal",
            Right.USE,
            Repeat.ONCE,
            SessionFunctions.class,
            "messageSignFinal"),
    MESSAGE_VERIFY_INIT(
            360,
            "C_MessageVerifyInit",
            Right.USE,
            Repeat.ONCE,
            SessionFunctions.class,
            "messageVerifyInit"),
    VERIFY_MESSAGE(
            361,
            "C_VerifyMessage",
            Right.USE,
            Repeat.ONCE,
            SessionFunctions.class,
            "verifyMessage"),
    VERIFY_MESSAGE_BEGIN(
            362,
            "C_VerifyMessageBegin",
            Right.USE,
            Repeat.ONCE,
            SessionFunctions.class,
            "verifyMessageBegin"),
    VERIFY_MESSAGE_NEXT(
            363,
            "C_VerifyMessageNext",
            Right.USE,
            Repeat.ONCE,
            SessionFunctions.class,
            "verifyMessageNext"),
    VERIFY_MESSAGE_END(
            364,
            "C_VerifyMessageNext",
            Right.USE,
            Repeat.ONCE,
            SessionFunctions.class,
            "verifyMessageEnd"),
    MESSAGE_VERIFY_FINAL(
            365,
            "C_MessageVerifyFinal",
            Right.USE,
            Repeat.ONCE,
            SessionFunctions.class,
            "messageVerifyFinal"),
    DIGEST_ENCRYPT_UPDATE(
            366,
            "C_DigestEncryptUpdate",
            Right.USE,
            Repeat.ONCE,
            SessionFunctions.class,
            "digestEncryptUpdate"),
    DECRYPT_DIGEST_UPDATE(
            367,
            "C_DecryptDigestUpdate",
            Right.USE,
            Repeat.ONCE,
            SessionFunctions.class,
            "decryptDigestUpdate"),
    SIGN_ENCRYPT_UPDATE(
            368,
            "C_SignEncryptUpdate",
            Right.USE,
            Repeat.ONCE,
            SessionFunctions.class,
            "signEncryptUpdate"),
    DECRYPT_VERIFY_UPDATE(
            369,
            "C_DecryptVerifyUpdate",
            Right.USE,
            Repeat.ONCE,
            SessionFunctions.class,
            "decryptVerifyUpdate"),
    WRAP_KEY(370, "C_WrapKey", Right.USE, Repeat.ONCE, SessionFunctions.class, "wrapKey"),
    WRAP_KEY_AUTHENTICATED(
            371,
            "C_WrapKeyAuthenticated",
            Right.USE,
            Repeat.ONCE,
            SessionFunctions.class,
            "wrapKeyAuthenticated",
            Mechanism.class,
            ObjectHandle.class,
            ObjectHandle.class,
            byte[].class,
            ByteBuffer.class),
    WRAP_KEY_AS_MESSAGE(
            372,
            "C_WrapKeyAuthenticated",
            Right.USE,
            Repeat.ONCE,
            SessionFunctions.class,
            "wrapKeyAuthenticated",
            MechanismType.class,
            MessageParameters.Aead.class,
            ObjectHandle.class,
            ObjectHandle.class,
            byte[].class,
            ByteBuffer.class),
    ENCAPSULATE_KEY(
            373,
            "C_EncapsulateKey",
            Right.USE,
            Repeat.ONCE,
            SessionFunctions.class,
            "encapsulateKey"),
    // Operations of Java, of which a session has several.
    SIGNING_UPDATE(
            400,
            "",
            Right.USE,
            Repeat.ONCE,
            SignOperation.class,
            "update",
            byte[].class,
            int.class,
            int.class),
    SIGNING_END(401, "", Right.USE, Repeat.ONCE, SignOperation.class, "sign"),
    SIGNATURE_LENGTH(402, "", Right.USE, Repeat.ONCE, SignOperation.class, "signatureLength"),
    SIGNING_AUTHENTICATE(403, "", Right.USE, Repeat.ONCE, SignOperation.class, "authenticate"),
    SIGNING_CLOSE(404, "", Right.USE, Repeat.ONCE, SignOperation.class, "close"),
    VERIFYING_UPDATE(
            410,
            "",
            Right.USE,
            Repeat.ONCE,
            VerifyOperation.class,
            "update",
            byte[].class,
            int.class,
            int.class),
    VERIFYING_END(411, "", Right.USE, Repeat.ONCE, VerifyOperation.class, "verify"),
    VERIFYING_CLOSE(412, "", Right.USE, Repeat.ONCE, VerifyOperation.class, "close"),
    CIPHER_UPDATE(
            420,
            "",
            Right.USE,
            Repeat.ONCE,
            CipherOperation.class,
            "update",
            byte[].class,
            int.class,
            int.class),
    CIPHER_END(
            421,
            "",
            Right.USE,
            Repeat.ONCE,
            CipherOperation.class,
            "doFinal",
            byte[].class,
            int.class,
            int.class),
    CIPHER_OUTPUT_LENGTH(422, "", Right.USE, Repeat.ONCE, CipherOperation.class, "outputLength"),
    CIPHER_IV(423, "", Right.USE, Repeat.ONCE, CipherOperation.class, "iv"),
    CIPHER_AUTHENTICATE(424, "", Right.USE, Repeat.ONCE, CipherOperation.class, "authenticate"),
    CIPHER_CLOSE(425, "", Right.USE, Repeat.ONCE, CipherOperation.class, "close"),
    DIGESTING_UPDATE(
            430,
            "",
            Right.USE,
            Repeat.ONCE,
            DigestOperation.class,
            "update",
            byte[].class,
            int.class,
            int.class),
    DIGESTING_KEY(431, "", Right.USE, Repeat.ONCE, DigestOperation.class, "updateKey"),
    DIGESTING_END(432, "", Right.USE, Repeat.ONCE, DigestOperation.class, "digest"),
    DIGESTING_LENGTH(433, "", Right.USE, Repeat.ONCE, DigestOperation.class, "digestLength"),
    DIGESTING_CLOSE(434, "", Right.USE, Repeat.ONCE, DigestOperation.class, "close"),
    MESSAGE(440, "", Right.USE, Repeat.ONCE, MessageCipher.class, "message"),
    MESSAGES_CLOSE(441, "", Right.USE, Repeat.ONCE, MessageCipher.class, "close");

    /** Whether a call that was lost on its way may be made once more. */
    public enum Repeat {
        /** It changes nothing. */
        SAFE,
        /** It may have been done, and is not done twice. */
        ONCE
    }

    private static final Map<Integer, WireFunction> BY_NUMBER = new HashMap<>();
    private static final Map<Method, WireFunction> BY_METHOD = new HashMap<>();

    static {
        for (WireFunction function : values()) {
            if (BY_NUMBER.put(function.number, function) != null) {
                throw new IllegalStateException("two functions have the number " + function.number);
            }
            if (BY_METHOD.put(function.method, function) != null) {
                throw new IllegalStateException("two functions are " + function.method);
            }
        }
    }

    private final int number;
    private final String standardName;
    private final Right right;
    private final Repeat repeat;
    private final Method method;
    private final List<ValueCodec> arguments;
    private final ValueCodec result;

    WireFunction(
            int number,
            String standardName,
            Right right,
            Repeat repeat,
            Class<?> owner,
            String method,
            Class<?>... parameters) {
        this.number = number;
        this.standardName = standardName;
        this.right = right;
        this.repeat = repeat;
        this.method = find(owner, method, parameters);
        this.arguments =
                Arrays.stream(this.method.getGenericParameterTypes()).map(ValueCodecs::of).toList();
        this.result = ValueCodecs.of(this.method.getGenericReturnType());
    }

    /** By its name alone where there is one of that name. */
    private static Method find(Class<?> owner, String name, Class<?>[] parameters) {
        List<Method> found =
                Arrays.stream(owner.getDeclaredMethods())
                        .filter(method -> method.getName().equals(name))
                        .filter(method -> isMeant(method, parameters))
                        .toList();
        if (found.size() != 1) {
            throw new IllegalStateException(
                    owner.getSimpleName() + "." + name + " is " + found.size() + " methods");
        }
        return found.get(0);
    }

    private static boolean isMeant(Method method, Class<?>[] parameters) {
        return parameters.length == 0 || Arrays.equals(method.getParameterTypes(), parameters);
    }

    /** The function with this number; empty if there is none. */
    public static Optional<WireFunction> of(int number) {
        return Optional.ofNullable(BY_NUMBER.get(number));
    }

    /** The function that a method of the API is; empty if it does not travel. */
    public static Optional<WireFunction> of(Method method) {
        return Optional.ofNullable(BY_METHOD.get(method));
    }

    /** Its number on the wire, which never changes. */
    public int number() {
        return number;
    }

    /** Its name in PKCS#11; empty if the standard has none. */
    public Optional<String> standardName() {
        return standardName.isEmpty() ? Optional.empty() : Optional.of(standardName);
    }

    /** Its name for people: that of the standard, or of the method. */
    public String words() {
        return standardName().orElse(owner().getSimpleName() + "." + method.getName());
    }

    /** What a client needs to call it. */
    public Right right() {
        return right;
    }

    /** Whether a call that was lost on its way may be made once more. */
    public Repeat repeat() {
        return repeat;
    }

    /** The method that it is. */
    public Method method() {
        return method;
    }

    /** What it is called on: the interface that has the method. */
    public Class<?> owner() {
        return method.getDeclaringClass();
    }

    /** How its arguments travel, in their order. */
    public List<ValueCodec> arguments() {
        return arguments;
    }

    /** How its result travels. */
    public ValueCodec result() {
        return result;
    }
}

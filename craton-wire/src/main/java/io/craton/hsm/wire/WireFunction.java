package io.craton.hsm.wire;

import static io.craton.hsm.wire.Right.ADMIN;
import static io.craton.hsm.wire.Right.READ;
import static io.craton.hsm.wire.Right.USE;

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
 * method of the API that each is, and the right that it needs. What travels is what the method
 * takes and gives. The numbers stay as they are: a function that changes gets a new one.
 *
 * <p>A row has the name that the standard gives the function, and the method: not the name if the
 * standard has no such function, and not the method if it is the one of {@link SessionFunctions}
 * with that name. Types of parameters say which one is meant where there are several.
 */
public enum WireFunction {
    // The connection and its application.
    INITIALIZE(1, READ, "C_Initialize", WireDoor.class, "initialize"),
    JOIN(2, READ, WireDoor.class, "join"),
    FINALIZE(3, READ, "C_Finalize", Hsm.class, "close"),
    ATTRIBUTE(4, READ, WireDoor.class, "attribute"),
    UNATTENDED_LOGIN(5, READ, WireDoor.class, "unattendedLogin"),
    UNATTENDED_SIGNING(6, USE, WireDoor.class, "unattendedSigning"),
    UNATTENDED_CIPHER(7, USE, WireDoor.class, "unattendedCipher"),
    ACTIVITY(8, READ, WireDoor.class, "activity"),
    ROTATE_AUDIT_LOG(9, ADMIN, WireDoor.class, "rotateAuditLog"),
    // The module (section 5.4).
    GET_INFO(10, READ, "C_GetInfo", Hsm.class, "info"),
    GET_SLOT_LIST(11, READ, "C_GetSlotList", Hsm.class, "slots", boolean.class),
    GET_SLOT(12, READ, Hsm.class, "slot"),
    WAIT_FOR_SLOT_EVENT(13, READ, "C_WaitForSlotEvent", Hsm.class, "waitForSlotEvent"),
    INITIALIZE_PROCESS(14, READ, WireDoor.class, "initializeProcess"),
    // Slots and tokens (section 5.5).
    GET_SLOT_INFO(100, READ, "C_GetSlotInfo", Slot.class, "info"),
    GET_TOKEN_INFO(101, READ, "C_GetTokenInfo", Slot.class, "tokenInfo"),
    GET_MECHANISM_LIST(102, READ, "C_GetMechanismList", Slot.class, "mechanisms"),
    GET_MECHANISM_INFO(103, READ, "C_GetMechanismInfo", Slot.class, "mechanismInfo"),
    CHECK_MECHANISM(104, READ, Slot.class, "check"),
    INIT_TOKEN(105, ADMIN, "C_InitToken", Slot.class, "initToken", byte[].class, String.class),
    INIT_TOKEN_WITH_NEW_PIN(
            106, ADMIN, Slot.class, "initToken", byte[].class, byte[].class, String.class),
    OPEN_SESSION(107, READ, "C_OpenSession", Slot.class, "openSession"),
    OPEN_RESIDENT_SESSION(108, USE, Slot.class, "openResidentSession"),
    CHANGE_COUNT(109, READ, Slot.class, "changeCount"),
    BACKUP(110, ADMIN, Slot.class, "backup"),
    TRUST(111, ADMIN, Slot.class, "trust"),
    TRUST_INFO(112, ADMIN, Slot.class, "trustInfo"),
    RECOVERS_OBJECTS(113, ADMIN, Slot.class, "recoversObjects"),
    TRUSTED_KEYS(114, READ, Slot.class, "trustedKeys"),
    CLOSE_ALL_SESSIONS(115, READ, "C_CloseAllSessions", Slot.class, "closeAllSessions"),
    // Sessions, and what of them is the same in Java as in the standard.
    GET_SESSION_INFO(200, READ, "C_GetSessionInfo", Session.class, "info"),
    CLOSE_SESSION(201, READ, "C_CloseSession", Session.class, "close"),
    LOGIN_OF_SESSION(202, READ, Session.class, "login", UserType.class, byte[].class),
    VERIFY_PIN(203, READ, Session.class, "verifyPin", UserType.class, byte[].class),
    LOGOUT(204, READ, "C_Logout", Session.class, "logout"),
    INIT_PIN(205, ADMIN, "C_InitPIN", Session.class, "initPin", byte[].class),
    SET_PIN(206, USE, "C_SetPIN", Session.class, "setPin", byte[].class, byte[].class),
    CREATE_OBJECT(207, USE, "C_CreateObject", Session.class, "createObject"),
    COPY_OBJECT(208, USE, "C_CopyObject", Session.class, "copyObject"),
    DESTROY_OBJECT(209, USE, "C_DestroyObject", Session.class, "destroyObject"),
    DESTROY_UNREADABLE(210, ADMIN, Session.class, "destroyUnreadable"),
    END_OBJECTS(211, USE, Session.class, "endObjects"),
    CHANGE_OBJECTS(212, USE, Session.class, "changeObjects"),
    GET_OBJECT_SIZE(213, READ, "C_GetObjectSize", Session.class, "objectSize"),
    GET_ATTRIBUTES(214, READ, Session.class, "getAttributes"),
    DESCRIBE(215, READ, Session.class, "describe"),
    SET_ATTRIBUTE_VALUE(216, USE, "C_SetAttributeValue", Session.class, "setAttributes"),
    FIND_ALL_OBJECTS(217, READ, Session.class, "findObjects"),
    CHANGES_SINCE(218, READ, Session.class, "changesSince"),
    GENERATE_KEY(219, USE, "C_GenerateKey", Session.class, "generateKey"),
    GENERATE_KEY_PAIR(220, USE, "C_GenerateKeyPair", Session.class, "generateKeyPair"),
    SIGNER(221, USE, Session.class, "signer"),
    VERIFIER(222, USE, Session.class, "verifier"),
    ENCRYPTOR(223, USE, Session.class, "encryptor"),
    DECRYPTOR(224, USE, Session.class, "decryptor"),
    MESSAGE_ENCRYPTOR(225, USE, Session.class, "messageEncryptor"),
    MESSAGE_DECRYPTOR(226, USE, Session.class, "messageDecryptor"),
    DIGESTER(227, USE, Session.class, "digester"),
    SIGN_AT_ONCE(228, USE, Session.class, "sign"),
    VERIFY_AT_ONCE(229, USE, Session.class, "verify"),
    ENCRYPT_AT_ONCE(230, USE, Session.class, "encrypt"),
    DECRYPT_AT_ONCE(231, USE, Session.class, "decrypt"),
    DIGEST_AT_ONCE(232, USE, Session.class, "digest"),
    WRAP_KEY_AT_ONCE(233, USE, Session.class, "wrapKey"),
    WRAP_KEY_AUTHENTICATED_AT_ONCE(
            234,
            USE,
            Session.class,
            "wrapKeyAuthenticated",
            Mechanism.class,
            ObjectHandle.class,
            ObjectHandle.class,
            byte[].class),
    WRAP_KEY_AS_MESSAGE_AT_ONCE(
            235,
            USE,
            Session.class,
            "wrapKeyAuthenticated",
            MechanismType.class,
            MessageParameters.Aead.class,
            ObjectHandle.class,
            ObjectHandle.class,
            byte[].class),
    UNWRAP_KEY_AS_MESSAGE(
            236,
            USE,
            "C_UnwrapKeyAuthenticated",
            Session.class,
            "unwrapKeyAuthenticated",
            MechanismType.class,
            MessageParameters.Aead.class,
            ObjectHandle.class,
            byte[].class,
            Template.class,
            byte[].class),
    UNWRAP_KEY(237, USE, "C_UnwrapKey", Session.class, "unwrapKey"),
    UNWRAP_KEY_AUTHENTICATED(
            238,
            USE,
            "C_UnwrapKeyAuthenticated",
            Session.class,
            "unwrapKeyAuthenticated",
            Mechanism.class,
            ObjectHandle.class,
            byte[].class,
            Template.class,
            byte[].class),
    DERIVE_KEY(239, USE, "C_DeriveKey", Session.class, "deriveKey"),
    ENCAPSULATE_KEY_AT_ONCE(240, USE, Session.class, "encapsulateKey"),
    DECAPSULATE_KEY(241, USE, "C_DecapsulateKey", Session.class, "decapsulateKey"),
    GENERATE_RANDOM(242, USE, "C_GenerateRandom", Session.class, "generateRandom"),
    SEED_RANDOM(243, USE, "C_SeedRandom", Session.class, "seedRandom"),
    // The functions of the standard, one by one.
    GET_OPERATION_STATE(300, READ, "C_GetOperationState"),
    SET_OPERATION_STATE(301, READ, "C_SetOperationState"),
    LOGIN(302, READ, "C_Login"),
    LOGIN_USER(303, READ, "C_LoginUser"),
    SESSION_CANCEL(304, READ, "C_SessionCancel"),
    GET_SESSION_VALIDATION_FLAGS(305, READ, "C_GetSessionValidationFlags"),
    GET_FUNCTION_STATUS(306, READ, "C_GetFunctionStatus"),
    CANCEL_FUNCTION(307, READ, "C_CancelFunction"),
    ASYNC(308, READ, "C_AsyncComplete", SessionFunctions.class, "async"),
    GET_ATTRIBUTE_VALUE(309, READ, "C_GetAttributeValue"),
    FIND_OBJECTS_INIT(310, READ, "C_FindObjectsInit", Template.class),
    FIND_OBJECTS_INIT_OF_BYTES(311, READ, "C_FindObjectsInit", byte[].class, AttributeCodec.class),
    FIND_OBJECTS(312, READ, "C_FindObjects"),
    FIND_OBJECTS_FINAL(313, READ, "C_FindObjectsFinal"),
    ENCRYPT_INIT(314, USE, "C_EncryptInit"),
    ENCRYPT(315, USE, "C_Encrypt"),
    ENCRYPT_UPDATE(316, USE, "C_EncryptUpdate"),
    ENCRYPT_FINAL(317, USE, "C_EncryptFinal"),
    ENCRYPTION_IV(318, USE, SessionFunctions.class, "encryptionIv"),
    DECRYPT_INIT(319, USE, "C_DecryptInit"),
    DECRYPT(320, USE, "C_Decrypt"),
    DECRYPT_UPDATE(321, USE, "C_DecryptUpdate"),
    DECRYPT_FINAL(322, USE, "C_DecryptFinal"),
    MESSAGE_ENCRYPT_INIT(323, USE, "C_MessageEncryptInit"),
    ENCRYPT_MESSAGE(324, USE, "C_EncryptMessage"),
    ENCRYPT_MESSAGE_BEGIN(325, USE, "C_EncryptMessageBegin"),
    ENCRYPT_MESSAGE_NEXT(326, USE, "C_EncryptMessageNext"),
    MESSAGE_ENCRYPT_FINAL(327, USE, "C_MessageEncryptFinal"),
    MESSAGE_DECRYPT_INIT(328, USE, "C_MessageDecryptInit"),
    DECRYPT_MESSAGE(329, USE, "C_DecryptMessage"),
    DECRYPT_MESSAGE_BEGIN(330, USE, "C_DecryptMessageBegin"),
    DECRYPT_MESSAGE_NEXT(331, USE, "C_DecryptMessageNext"),
    MESSAGE_DECRYPT_FINAL(332, USE, "C_MessageDecryptFinal"),
    DIGEST_INIT(333, USE, "C_DigestInit"),
    DIGEST(334, USE, "C_Digest"),
    DIGEST_UPDATE(335, USE, "C_DigestUpdate"),
    DIGEST_KEY(336, USE, "C_DigestKey"),
    DIGEST_FINAL(337, USE, "C_DigestFinal"),
    SIGN_INIT(338, USE, "C_SignInit"),
    SIGN(339, USE, "C_Sign"),
    SIGN_UPDATE(340, USE, "C_SignUpdate"),
    SIGN_FINAL(341, USE, "C_SignFinal"),
    SIGN_RECOVER_INIT(342, USE, "C_SignRecoverInit"),
    SIGN_RECOVER(343, USE, "C_SignRecover"),
    VERIFY_INIT(344, USE, "C_VerifyInit"),
    VERIFY(345, USE, "C_Verify"),
    VERIFY_UPDATE(346, USE, "C_VerifyUpdate"),
    VERIFY_FINAL(347, USE, "C_VerifyFinal"),
    VERIFY_RECOVER_INIT(348, USE, "C_VerifyRecoverInit"),
    VERIFY_RECOVER(349, USE, "C_VerifyRecover"),
    VERIFY_SIGNATURE_INIT(350, USE, "C_VerifySignatureInit"),
    VERIFY_SIGNATURE(351, USE, "C_VerifySignature"),
    VERIFY_SIGNATURE_UPDATE(352, USE, "C_VerifySignatureUpdate"),
    VERIFY_SIGNATURE_FINAL(353, USE, "C_VerifySignatureFinal"),
    MESSAGE_SIGN_INIT(354, USE, "C_MessageSignInit"),
    SIGN_MESSAGE(355, USE, "C_SignMessage"),
    SIGN_MESSAGE_BEGIN(356, USE, "C_SignMessageBegin"),
    SIGN_MESSAGE_NEXT(357, USE, "C_SignMessageNext"),
    SIGN_MESSAGE_END(358, USE, "C_SignMessageNext", SessionFunctions.class, "signMessageEnd"),
    MESSAGE_SIGN_FINAL(359, USE, "C_MessageSignFinal"),
    MESSAGE_VERIFY_INIT(360, USE, "C_MessageVerifyInit"),
    VERIFY_MESSAGE(361, USE, "C_VerifyMessage"),
    VERIFY_MESSAGE_BEGIN(362, USE, "C_VerifyMessageBegin"),
    VERIFY_MESSAGE_NEXT(363, USE, "C_VerifyMessageNext"),
    VERIFY_MESSAGE_END(364, USE, "C_VerifyMessageNext", SessionFunctions.class, "verifyMessageEnd"),
    MESSAGE_VERIFY_FINAL(365, USE, "C_MessageVerifyFinal"),
    DIGEST_ENCRYPT_UPDATE(366, USE, "C_DigestEncryptUpdate"),
    DECRYPT_DIGEST_UPDATE(367, USE, "C_DecryptDigestUpdate"),
    SIGN_ENCRYPT_UPDATE(368, USE, "C_SignEncryptUpdate"),
    DECRYPT_VERIFY_UPDATE(369, USE, "C_DecryptVerifyUpdate"),
    WRAP_KEY(370, USE, "C_WrapKey"),
    WRAP_KEY_AUTHENTICATED(
            371,
            USE,
            "C_WrapKeyAuthenticated",
            Mechanism.class,
            ObjectHandle.class,
            ObjectHandle.class,
            byte[].class,
            ByteBuffer.class),
    WRAP_KEY_AS_MESSAGE(
            372,
            USE,
            "C_WrapKeyAuthenticated",
            MechanismType.class,
            MessageParameters.Aead.class,
            ObjectHandle.class,
            ObjectHandle.class,
            byte[].class,
            ByteBuffer.class),
    ENCAPSULATE_KEY(373, USE, "C_EncapsulateKey"),
    // Operations of Java, of which a session has several.
    SIGNING_UPDATE(400, USE, SignOperation.class, "update", byte[].class, int.class, int.class),
    SIGNING_END(401, USE, SignOperation.class, "sign"),
    SIGNATURE_LENGTH(402, USE, SignOperation.class, "signatureLength"),
    SIGNING_AUTHENTICATE(403, USE, SignOperation.class, "authenticate"),
    SIGNING_CLOSE(404, USE, SignOperation.class, "close"),
    VERIFYING_UPDATE(410, USE, VerifyOperation.class, "update", byte[].class, int.class, int.class),
    VERIFYING_END(411, USE, VerifyOperation.class, "verify"),
    VERIFYING_CLOSE(412, USE, VerifyOperation.class, "close"),
    CIPHER_UPDATE(420, USE, CipherOperation.class, "update", byte[].class, int.class, int.class),
    CIPHER_END(421, USE, CipherOperation.class, "doFinal", byte[].class, int.class, int.class),
    CIPHER_OUTPUT_LENGTH(422, USE, CipherOperation.class, "outputLength"),
    CIPHER_IV(423, USE, CipherOperation.class, "iv"),
    CIPHER_AUTHENTICATE(424, USE, CipherOperation.class, "authenticate"),
    CIPHER_CLOSE(425, USE, CipherOperation.class, "close"),
    DIGESTING_UPDATE(430, USE, DigestOperation.class, "update", byte[].class, int.class, int.class),
    DIGESTING_KEY(431, USE, DigestOperation.class, "updateKey"),
    DIGESTING_END(432, USE, DigestOperation.class, "digest"),
    DIGESTING_LENGTH(433, USE, DigestOperation.class, "digestLength"),
    DIGESTING_CLOSE(434, USE, DigestOperation.class, "close"),
    MESSAGE(440, USE, MessageCipher.class, "message"),
    MESSAGES_CLOSE(441, USE, MessageCipher.class, "close");

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
    private final Right right;
    private final String words;
    private final Method method;
    private final List<ValueCodec> arguments;
    private final ValueCodec result;

    /** A function of the standard that has the same name in Java. */
    WireFunction(int number, Right right, String standardName, Class<?>... parameters) {
        this(
                number,
                right,
                standardName,
                SessionFunctions.class,
                nameInJava(standardName),
                parameters);
    }

    /** A function that the standard has not. */
    WireFunction(int number, Right right, Class<?> owner, String method, Class<?>... parameters) {
        this(number, right, owner.getSimpleName() + "." + method, owner, method, parameters);
    }

    WireFunction(
            int number,
            Right right,
            String words,
            Class<?> owner,
            String method,
            Class<?>... parameters) {
        this.number = number;
        this.right = right;
        this.words = words;
        this.method = find(owner, method, parameters);
        this.arguments =
                Arrays.stream(this.method.getGenericParameterTypes()).map(ValueCodecs::of).toList();
        this.result = ValueCodecs.of(this.method.getGenericReturnType());
    }

    private static String nameInJava(String standardName) {
        int first = "C_".length();
        return Character.toLowerCase(standardName.charAt(first))
                + standardName.substring(first + 1);
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

    /** Its name for people: that of the standard, or of the method. */
    public String words() {
        return words;
    }

    /** What a client needs to call it. */
    public Right right() {
        return right;
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

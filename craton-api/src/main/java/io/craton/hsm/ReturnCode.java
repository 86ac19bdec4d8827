package io.craton.hsm;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The return codes of PKCS#11 v3.2 (section 6.3 lists them), with the number that the standard
 * gives and one sentence of what it means here. Every {@link HsmException} carries one.
 */
public enum ReturnCode {
    /** The function completed. */
    CKR_OK(0x0L, "The function completed."),
    /** The application cancelled the function. */
    CKR_CANCEL(0x1L, "The application cancelled the function."),
    /** The host has not enough memory. */
    CKR_HOST_MEMORY(0x2L, "The host has not enough memory."),
    /** There is no slot with this id. */
    CKR_SLOT_ID_INVALID(0x3L, "There is no slot with this id."),
    /** The module cannot go on; it needs to be opened again. */
    CKR_GENERAL_ERROR(0x5L, "The module cannot go on; it needs to be opened again."),
    /** The function could not be performed. */
    CKR_FUNCTION_FAILED(0x6L, "The function could not be performed."),
    /** An argument is not acceptable. */
    CKR_ARGUMENTS_BAD(0x7L, "An argument is not acceptable."),
    /** No slot event has happened. */
    CKR_NO_EVENT(0x8L, "No slot event has happened."),
    /** The module needs threads that it may not create. */
    CKR_NEED_TO_CREATE_THREADS(0x9L, "The module needs threads that it may not create."),
    /** The store cannot be locked for this process. */
    CKR_CANT_LOCK(0xAL, "The store cannot be locked for this process."),
    /** The attribute cannot be set or changed. */
    CKR_ATTRIBUTE_READ_ONLY(0x10L, "The attribute cannot be set or changed."),
    /** The attribute is sensitive or not extractable and cannot be read. */
    CKR_ATTRIBUTE_SENSITIVE(
            0x11L, "The attribute is sensitive or not extractable and cannot be read."),
    /** The attribute does not exist for this object. */
    CKR_ATTRIBUTE_TYPE_INVALID(0x12L, "The attribute does not exist for this object."),
    /** The value is not acceptable for the attribute. */
    CKR_ATTRIBUTE_VALUE_INVALID(0x13L, "The value is not acceptable for the attribute."),
    /** The object or token policy prohibits the action. */
    CKR_ACTION_PROHIBITED(0x1BL, "The object or token policy prohibits the action."),
    /** The input data is not valid for the operation. */
    CKR_DATA_INVALID(0x20L, "The input data is not valid for the operation."),
    /** The input data has a length that the operation cannot take. */
    CKR_DATA_LEN_RANGE(0x21L, "The input data has a length that the operation cannot take."),
    /** The token or its storage failed. */
    CKR_DEVICE_ERROR(0x30L, "The token or its storage failed."),
    /** The token has no room left. */
    CKR_DEVICE_MEMORY(0x31L, "The token has no room left."),
    /** The token was removed. */
    CKR_DEVICE_REMOVED(0x32L, "The token was removed."),
    /** The ciphertext is not valid. */
    CKR_ENCRYPTED_DATA_INVALID(0x40L, "The ciphertext is not valid."),
    /** The ciphertext has a length that the operation cannot take. */
    CKR_ENCRYPTED_DATA_LEN_RANGE(
            0x41L, "The ciphertext has a length that the operation cannot take."),
    /** The authentication tag does not match. */
    CKR_AEAD_DECRYPT_FAILED(0x42L, "The authentication tag does not match."),
    /** The function was cancelled. */
    CKR_FUNCTION_CANCELED(0x50L, "The function was cancelled."),
    /** No function runs in parallel in this session. */
    CKR_FUNCTION_NOT_PARALLEL(0x51L, "No function runs in parallel in this session."),
    /** The function is not supported. */
    CKR_FUNCTION_NOT_SUPPORTED(0x54L, "The function is not supported."),
    /** The handle names no usable key. */
    CKR_KEY_HANDLE_INVALID(0x60L, "The handle names no usable key."),
    /** The key has a size that the mechanism cannot take. */
    CKR_KEY_SIZE_RANGE(0x62L, "The key has a size that the mechanism cannot take."),
    /** The key has a type that the mechanism cannot use. */
    CKR_KEY_TYPE_INCONSISTENT(0x63L, "The key has a type that the mechanism cannot use."),
    /** A key was given where none is needed. */
    CKR_KEY_NOT_NEEDED(0x64L, "A key was given where none is needed."),
    /** The key is not the one that the saved state used. */
    CKR_KEY_CHANGED(0x65L, "The key is not the one that the saved state used."),
    /** The saved state needs a key. */
    CKR_KEY_NEEDED(0x66L, "The saved state needs a key."),
    /** The value of this key cannot be digested. */
    CKR_KEY_INDIGESTIBLE(0x67L, "The value of this key cannot be digested."),
    /** The attributes or life-cycle state of the key do not permit this use. */
    CKR_KEY_FUNCTION_NOT_PERMITTED(
            0x68L, "The attributes or life-cycle state of the key do not permit this use."),
    /** The key cannot be wrapped by this wrapping key. */
    CKR_KEY_NOT_WRAPPABLE(0x69L, "The key cannot be wrapped by this wrapping key."),
    /** The key is not extractable. */
    CKR_KEY_UNEXTRACTABLE(0x6AL, "The key is not extractable."),
    /** The mechanism does not exist or cannot do this operation. */
    CKR_MECHANISM_INVALID(0x70L, "The mechanism does not exist or cannot do this operation."),
    /** The mechanism parameter is not acceptable. */
    CKR_MECHANISM_PARAM_INVALID(0x71L, "The mechanism parameter is not acceptable."),
    /** The handle names no object visible to this session. */
    CKR_OBJECT_HANDLE_INVALID(0x82L, "The handle names no object visible to this session."),
    /** An operation of this kind is already active in the session. */
    CKR_OPERATION_ACTIVE(0x90L, "An operation of this kind is already active in the session."),
    /** No operation of this kind is active in the session. */
    CKR_OPERATION_NOT_INITIALIZED(0x91L, "No operation of this kind is active in the session."),
    /** The PIN is wrong. */
    CKR_PIN_INCORRECT(0xA0L, "The PIN is wrong."),
    /** The new PIN has characters that are not allowed. */
    CKR_PIN_INVALID(0xA1L, "The new PIN has characters that are not allowed."),
    /** The PIN is too short or too long. */
    CKR_PIN_LEN_RANGE(0xA2L, "The PIN is too short or too long."),
    /** The PIN has expired. */
    CKR_PIN_EXPIRED(0xA3L, "The PIN has expired."),
    /** The PIN is locked after too many failures. */
    CKR_PIN_LOCKED(0xA4L, "The PIN is locked after too many failures."),
    /** The session was closed during the call. */
    CKR_SESSION_CLOSED(0xB0L, "The session was closed during the call."),
    /** The limit of open sessions is reached. */
    CKR_SESSION_COUNT(0xB1L, "The limit of open sessions is reached."),
    /** The session does not exist or is closed. */
    CKR_SESSION_HANDLE_INVALID(0xB3L, "The session does not exist or is closed."),
    /** Parallel sessions are not supported. */
    CKR_SESSION_PARALLEL_NOT_SUPPORTED(0xB4L, "Parallel sessions are not supported."),
    /** The session is read-only. */
    CKR_SESSION_READ_ONLY(0xB5L, "The session is read-only."),
    /** A session is open on the slot. */
    CKR_SESSION_EXISTS(0xB6L, "A session is open on the slot."),
    /** A read-only session is open, so the SO cannot log in. */
    CKR_SESSION_READ_ONLY_EXISTS(0xB7L, "A read-only session is open, so the SO cannot log in."),
    /** The SO is logged in, so a read-only session cannot be opened. */
    CKR_SESSION_READ_WRITE_SO_EXISTS(
            0xB8L, "The SO is logged in, so a read-only session cannot be opened."),
    /** The signature is not valid. */
    CKR_SIGNATURE_INVALID(0xC0L, "The signature is not valid."),
    /** The signature has a length that cannot be valid. */
    CKR_SIGNATURE_LEN_RANGE(0xC1L, "The signature has a length that cannot be valid."),
    /** The template lacks an attribute that is required. */
    CKR_TEMPLATE_INCOMPLETE(0xD0L, "The template lacks an attribute that is required."),
    /** The template has attributes that conflict. */
    CKR_TEMPLATE_INCONSISTENT(0xD1L, "The template has attributes that conflict."),
    /** There is no initialised token in the slot. */
    CKR_TOKEN_NOT_PRESENT(0xE0L, "There is no initialised token in the slot."),
    /** The token in the slot is not recognised. */
    CKR_TOKEN_NOT_RECOGNIZED(0xE1L, "The token in the slot is not recognised."),
    /** The token is write-protected. */
    CKR_TOKEN_WRITE_PROTECTED(0xE2L, "The token is write-protected."),
    /** The handle names no usable unwrapping key. */
    CKR_UNWRAPPING_KEY_HANDLE_INVALID(0xF0L, "The handle names no usable unwrapping key."),
    /** The unwrapping key has a size that the mechanism cannot take. */
    CKR_UNWRAPPING_KEY_SIZE_RANGE(
            0xF1L, "The unwrapping key has a size that the mechanism cannot take."),
    /** The unwrapping key has a type that the mechanism cannot use. */
    CKR_UNWRAPPING_KEY_TYPE_INCONSISTENT(
            0xF2L, "The unwrapping key has a type that the mechanism cannot use."),
    /** This user is already logged in. */
    CKR_USER_ALREADY_LOGGED_IN(0x100L, "This user is already logged in."),
    /** The user that is needed is not logged in. */
    CKR_USER_NOT_LOGGED_IN(0x101L, "The user that is needed is not logged in."),
    /** The user PIN has not been set yet. */
    CKR_USER_PIN_NOT_INITIALIZED(0x102L, "The user PIN has not been set yet."),
    /** The user type is not acceptable here. */
    CKR_USER_TYPE_INVALID(0x103L, "The user type is not acceptable here."),
    /** Another user is already logged in. */
    CKR_USER_ANOTHER_ALREADY_LOGGED_IN(0x104L, "Another user is already logged in."),
    /** Too many users are logged in. */
    CKR_USER_TOO_MANY_TYPES(0x105L, "Too many users are logged in."),
    /** The wrapped key is not valid. */
    CKR_WRAPPED_KEY_INVALID(0x110L, "The wrapped key is not valid."),
    /** The wrapped key has a length that cannot be valid. */
    CKR_WRAPPED_KEY_LEN_RANGE(0x112L, "The wrapped key has a length that cannot be valid."),
    /** The handle names no usable wrapping key. */
    CKR_WRAPPING_KEY_HANDLE_INVALID(0x113L, "The handle names no usable wrapping key."),
    /** The wrapping key has a size that the mechanism cannot take. */
    CKR_WRAPPING_KEY_SIZE_RANGE(
            0x114L, "The wrapping key has a size that the mechanism cannot take."),
    /** The wrapping key has a type that the mechanism cannot use. */
    CKR_WRAPPING_KEY_TYPE_INCONSISTENT(
            0x115L, "The wrapping key has a type that the mechanism cannot use."),
    /** The random generator takes no seed. */
    CKR_RANDOM_SEED_NOT_SUPPORTED(0x120L, "The random generator takes no seed."),
    /** The token has no random generator. */
    CKR_RANDOM_NO_RNG(0x121L, "The token has no random generator."),
    /** The domain parameters are not supported. */
    CKR_DOMAIN_PARAMS_INVALID(0x130L, "The domain parameters are not supported."),
    /** The curve is not supported. */
    CKR_CURVE_NOT_SUPPORTED(0x140L, "The curve is not supported."),
    /** The output buffer is too small; the operation stays active. */
    CKR_BUFFER_TOO_SMALL(0x150L, "The output buffer is too small; the operation stays active."),
    /** The saved state is not valid here. */
    CKR_SAVED_STATE_INVALID(0x160L, "The saved state is not valid here."),
    /** The information is sensitive and cannot be given. */
    CKR_INFORMATION_SENSITIVE(0x170L, "The information is sensitive and cannot be given."),
    /** The state of this operation cannot be saved. */
    CKR_STATE_UNSAVEABLE(0x180L, "The state of this operation cannot be saved."),
    /** The module is not initialised in this process. */
    CKR_CRYPTOKI_NOT_INITIALIZED(0x190L, "The module is not initialised in this process."),
    /** The module is already initialised on this store. */
    CKR_CRYPTOKI_ALREADY_INITIALIZED(0x191L, "The module is already initialised on this store."),
    /** A mutex object is bad. */
    CKR_MUTEX_BAD(0x1A0L, "A mutex object is bad."),
    /** A mutex is not locked. */
    CKR_MUTEX_NOT_LOCKED(0x1A1L, "A mutex is not locked."),
    /** A new PIN has to be set first. */
    CKR_NEW_PIN_MODE(0x1B0L, "A new PIN has to be set first."),
    /** The next one-time password is needed. */
    CKR_NEXT_OTP(0x1B1L, "The next one-time password is needed."),
    /** A parameter generation took too many iterations. */
    CKR_EXCEEDED_MAX_ITERATIONS(0x1B5L, "A parameter generation took too many iterations."),
    /** A FIPS self-test failed. */
    CKR_FIPS_SELF_TEST_FAILED(0x1B6L, "A FIPS self-test failed."),
    /** A library could not be loaded. */
    CKR_LIBRARY_LOAD_FAILED(0x1B7L, "A library could not be loaded."),
    /** The PIN is too weak for the policy. */
    CKR_PIN_TOO_WEAK(0x1B8L, "The PIN is too weak for the policy."),
    /** The public key is not valid. */
    CKR_PUBLIC_KEY_INVALID(0x1B9L, "The public key is not valid."),
    /** The user rejected the request. */
    CKR_FUNCTION_REJECTED(0x200L, "The user rejected the request."),
    /** A resource of the token is exhausted. */
    CKR_TOKEN_RESOURCE_EXCEEDED(0x201L, "A resource of the token is exhausted."),
    /** The operation could not be cancelled. */
    CKR_OPERATION_CANCEL_FAILED(0x202L, "The operation could not be cancelled."),
    /** The key has been used as often as is allowed. */
    CKR_KEY_EXHAUSTED(0x203L, "The key has been used as often as is allowed."),
    /** The asynchronous function is not done. */
    CKR_PENDING(0x204L, "The asynchronous function is not done."),
    /** Asynchronous sessions are not supported. */
    CKR_SESSION_ASYNC_NOT_SUPPORTED(0x205L, "Asynchronous sessions are not supported."),
    /** The random generator has to be seeded first. */
    CKR_SEED_RANDOM_REQUIRED(0x206L, "The random generator has to be seeded first."),
    /** The operation is not covered by the validation. */
    CKR_OPERATION_NOT_VALIDATED(0x207L, "The operation is not covered by the validation."),
    /** The token is not initialised. */
    CKR_TOKEN_NOT_INITIALIZED(0x208L, "The token is not initialised."),
    /** The parameter set is not supported. */
    CKR_PARAMETER_SET_NOT_SUPPORTED(0x209L, "The parameter set is not supported.");

    private static final Map<Long, ReturnCode> BY_CODE =
            Stream.of(values()).collect(Collectors.toMap(ReturnCode::code, Function.identity()));

    private final long code;
    private final String meaning;

    ReturnCode(long code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    /** The number of this code in the standard. */
    public long code() {
        return code;
    }

    /** What the code means, as one sentence. */
    public String meaning() {
        return meaning;
    }

    /**
     * The code with this number.
     *
     * @param code a {@code CK_RV}
     * @return empty if the standard has no such number
     */
    public static Optional<ReturnCode> of(long code) {
        return Optional.ofNullable(BY_CODE.get(code));
    }
}

/*
 * The functions of PKCS#11 v3.2 in the order of the function lists: the one table of what each is in C and on the wire.
 *
 * CALL: name, number on the wire, shapes of its arguments. The function is nothing but the call, and is made from its row.
 * OWN: name, number (0: none), parameters. The function is written by hand, in library.c.
 */
#ifndef CRATON_FUNCTIONS_H
#define CRATON_FUNCTIONS_H

/* Functions that have a second form on the wire, and its number; the shape that says "or" decides. */
#define OTHER_FORMS                                                                                                           \
    OTHER(C_SignMessageNext, 358)                                                                                             \
    OTHER(C_VerifyMessageNext, 364)                                                                                           \
    OTHER(C_WrapKeyAuthenticated, 372)                                                                                        \
    OTHER(C_UnwrapKeyAuthenticated, 236)

/* Functions that bring data and have no room for a result, and the operation that ends if they cannot be sent. */
#define WITHOUT_ROOM                                                                                                          \
    ENDS(C_DigestUpdate, CKF_DIGEST)                                                                                          \
    ENDS(C_SignUpdate, CKF_SIGN)                                                                                              \
    ENDS(C_Verify, CKF_VERIFY)                                                                                                \
    ENDS(C_VerifyUpdate, CKF_VERIFY)                                                                                          \
    ENDS(C_VerifyFinal, CKF_VERIFY)                                                                                           \
    ENDS(C_VerifySignature, CKF_VERIFY)                                                                                       \
    ENDS(C_VerifySignatureUpdate, CKF_VERIFY)

/*
 * A row for each shape: its parameters in C, and the struct argument that is made of them: kind, pointer, number, where a
 * length goes. What travels is said at the kinds, in library.c.
 */
#define SHAPE_slot(n) (CK_SLOT_ID u##n), (NUMBER, NULL, u##n, NULL)
#define SHAPE_session(n) (CK_SESSION_HANDLE u##n), (NUMBER, NULL, u##n, NULL)
#define SHAPE_number(n) (CK_ULONG u##n), (NUMBER, NULL, u##n, NULL)
#define SHAPE_type(n) (CK_ULONG u##n), (PRESENT, NULL, u##n, NULL)
#define SHAPE_object(n) (CK_OBJECT_HANDLE u##n), (PRESENT, NULL, u##n, NULL)
#define SHAPE_object_or_none(n) (CK_OBJECT_HANDLE u##n), (PRESENT_OR_0, NULL, u##n, NULL)
#define SHAPE_mode(n) (CK_FLAGS u##n), (MODE, NULL, u##n, NULL)
#define SHAPE_end(n) (CK_FLAGS u##n), (FLAG, NULL, u##n & CKF_END_OF_MESSAGE, NULL)
#define SHAPE_bytes(n) (CK_BYTE_PTR p##n, CK_ULONG u##n), (BYTES, p##n, u##n, NULL)
#define SHAPE_bytes_or_more(n) (CK_BYTE_PTR p##n, CK_ULONG u##n), (BYTES_OR_MORE, p##n, u##n, NULL)
#define SHAPE_pin(n) (CK_UTF8CHAR_PTR p##n, CK_ULONG u##n), (PIN, p##n, u##n, NULL)
#define SHAPE_label(n) (CK_UTF8CHAR_PTR p##n), (LABEL, p##n, 0, NULL)
#define SHAPE_template(n) (CK_ATTRIBUTE_PTR p##n, CK_ULONG u##n), (TEMPLATE, p##n, u##n, NULL)
#define SHAPE_search(n) (CK_ATTRIBUTE_PTR p##n, CK_ULONG u##n), (SEARCH, p##n, u##n, NULL)
#define SHAPE_values(n) (CK_ATTRIBUTE_PTR p##n, CK_ULONG u##n), (VALUES, p##n, u##n, NULL)
#define SHAPE_mechanism(n) (CK_MECHANISM_PTR p##n), (MECHANISM, p##n, 0, NULL)
#define SHAPE_message_mechanism(n) (CK_MECHANISM_PTR p##n), (MESSAGE_MECHANISM, p##n, 0, NULL)
#define SHAPE_mechanism_or_message(n) (CK_MECHANISM_PTR p##n), (MECHANISM_OR_MESSAGE, p##n, 0, NULL)
#define SHAPE_message(n) (CK_VOID_PTR p##n, CK_ULONG u##n), (MESSAGE, p##n, u##n, NULL)
#define SHAPE_no_message(n) (CK_VOID_PTR p##n, CK_ULONG u##n), (NO_MESSAGE, p##n, u##n, NULL)
/* The number is of the operations (flags of C_SessionCancel) that end if there is no place for the length. */
#define ROOM_OF(n, operations) (CK_BYTE_PTR p##n, CK_ULONG_PTR l##n), (ROOM, p##n, operations, l##n)
#define SHAPE_room(n) ROOM_OF(n, 0)
#define SHAPE_encrypted(n) ROOM_OF(n, CKF_ENCRYPT)
#define SHAPE_decrypted(n) ROOM_OF(n, CKF_DECRYPT)
#define SHAPE_digested(n) ROOM_OF(n, CKF_DIGEST)
#define SHAPE_signed(n) ROOM_OF(n, CKF_SIGN)
#define SHAPE_sign_recovered(n) ROOM_OF(n, CKF_SIGN_RECOVER)
#define SHAPE_verify_recovered(n) ROOM_OF(n, CKF_VERIFY_RECOVER)
#define SHAPE_digested_encrypted(n) ROOM_OF(n, CKF_DIGEST | CKF_ENCRYPT)
#define SHAPE_decrypted_digested(n) ROOM_OF(n, CKF_DECRYPT | CKF_DIGEST)
#define SHAPE_signed_encrypted(n) ROOM_OF(n, CKF_SIGN | CKF_ENCRYPT)
#define SHAPE_decrypted_verified(n) ROOM_OF(n, CKF_DECRYPT | CKF_VERIFY)
#define SHAPE_encapsulated(n) (CK_BYTE_PTR p##n, CK_ULONG_PTR l##n), (ENCAPSULATED, p##n, 0, l##n)
#define SHAPE_room_or_more(n) (CK_BYTE_PTR p##n, CK_ULONG_PTR l##n), (ROOM_OR_MORE, p##n, 0, l##n)
#define SHAPE_state(n) (CK_BYTE_PTR p##n, CK_ULONG_PTR l##n), (STATE, p##n, 0, l##n)
#define SHAPE_new_session(n) (CK_SESSION_HANDLE_PTR p##n), (NEW, p##n, 0, NULL)
#define SHAPE_new_object(n) (CK_OBJECT_HANDLE_PTR p##n), (NEW, p##n, 0, NULL)
#define SHAPE_new_pair(n) (CK_OBJECT_HANDLE_PTR p##n, CK_OBJECT_HANDLE_PTR l##n), (NEW_PAIR, p##n, 0, l##n)
#define SHAPE_new_number(n) (CK_ULONG_PTR p##n), (NEW_NUMBER, p##n, 0, NULL)
#define SHAPE_list(n) (CK_ULONG_PTR p##n, CK_ULONG_PTR l##n), (LIST, p##n, 0, l##n)
#define SHAPE_found(n) (CK_OBJECT_HANDLE_PTR p##n, CK_ULONG u##n, CK_ULONG_PTR l##n), (FOUND, p##n, u##n, l##n)
#define SHAPE_token_info(n) (CK_TOKEN_INFO_PTR p##n), (TOKEN, p##n, 0, NULL)
#define SHAPE_session_info(n) (CK_SESSION_INFO_PTR p##n), (SESSION, p##n, 0, NULL)
#define SHAPE_mechanism_info(n) (CK_MECHANISM_INFO_PTR p##n), (MECHANISM_INFO, p##n, 0, NULL)
/* What does not travel. */
#define SHAPE_application(n) (CK_VOID_PTR p##n), (NOTHING, p##n, 0, NULL)
#define SHAPE_notify(n) (CK_NOTIFY p##n), (NOTHING, NULL, p##n != NULL, NULL)
#define SHAPE_name(n) (CK_UTF8CHAR_PTR p##n), (NOTHING, p##n, 0, NULL)
#define SHAPE_async(n) (CK_ASYNC_DATA_PTR p##n), (NOTHING, p##n, 0, NULL)
#define SHAPE_async_id(n) (CK_ULONG_PTR p##n), (NOTHING, p##n, 0, NULL)
#define SHAPE_async_join(n) (CK_ULONG i##n, CK_BYTE_PTR p##n, CK_ULONG u##n), (NOTHING, p##n, i##n + u##n, NULL)

/* EACH(PARAMETER, shapes) and EACH(ARGUMENT, shapes): one or the other half of the rows of up to seven shapes. */
#define PARAMETER(n, shape) FIRST_HALF(SHAPE_##shape(n))
#define ARGUMENT(n, shape) SECOND_HALF(SHAPE_##shape(n))
#define FIRST_HALF(...) FIRST_OF(__VA_ARGS__)
#define SECOND_HALF(...) SECOND_OF(__VA_ARGS__)
#define FIRST_OF(parameters, argument) UNPACK parameters
#define SECOND_OF(parameters, argument) {UNPACK argument}
#define UNPACK(...) __VA_ARGS__
#define EACH(half, ...) EACH_OF(__VA_ARGS__, EACH_7, EACH_6, EACH_5, EACH_4, EACH_3, EACH_2, EACH_1, )(half, __VA_ARGS__)
#define EACH_OF(a, b, c, d, e, f, g, each, ...) each
#define EACH_1(half, shape) half(1, shape)
#define EACH_2(half, shape, ...) half(2, shape), EACH_1(half, __VA_ARGS__)
#define EACH_3(half, shape, ...) half(3, shape), EACH_2(half, __VA_ARGS__)
#define EACH_4(half, shape, ...) half(4, shape), EACH_3(half, __VA_ARGS__)
#define EACH_5(half, shape, ...) half(5, shape), EACH_4(half, __VA_ARGS__)
#define EACH_6(half, shape, ...) half(6, shape), EACH_5(half, __VA_ARGS__)
#define EACH_7(half, shape, ...) half(7, shape), EACH_6(half, __VA_ARGS__)

#define FUNCTIONS_2_40                                                                                                        \
    OWN(C_Initialize, 1, (CK_VOID_PTR pInitArgs))                                                                             \
    OWN(C_Finalize, 3, (CK_VOID_PTR pReserved))                                                                               \
    OWN(C_GetInfo, 0, (CK_INFO_PTR pInfo))                                                                                    \
    OWN(C_GetFunctionList, 0, (CK_FUNCTION_LIST_PTR_PTR ppFunctionList))                                                      \
    OWN(C_GetSlotList, 11, (CK_BBOOL tokenPresent, CK_SLOT_ID_PTR pSlotList, CK_ULONG_PTR pulCount))                          \
    OWN(C_GetSlotInfo, 100, (CK_SLOT_ID slotID, CK_SLOT_INFO_PTR pInfo))                                                      \
    CALL(C_GetTokenInfo, 101, slot, token_info)                                                                               \
    CALL(C_GetMechanismList, 102, slot, list)                                                                                 \
    CALL(C_GetMechanismInfo, 103, slot, type, mechanism_info)                                                                 \
    CALL(C_InitToken, 105, slot, pin, label)                                                                                  \
    CALL(C_InitPIN, 205, session, pin)                                                                                        \
    CALL(C_SetPIN, 206, session, pin, pin)                                                                                    \
    CALL(C_OpenSession, 107, slot, mode, application, notify, new_session)                                                    \
    CALL(C_CloseSession, 201, session)                                                                                        \
    CALL(C_CloseAllSessions, 115, slot)                                                                                       \
    CALL(C_GetSessionInfo, 200, session, session_info)                                                                        \
    CALL(C_GetOperationState, 300, session, state)                                                                            \
    CALL(C_SetOperationState, 301, session, bytes, object_or_none, object_or_none)                                            \
    CALL(C_Login, 302, session, type, pin)                                                                                    \
    CALL(C_Logout, 204, session)                                                                                              \
    CALL(C_CreateObject, 207, session, template, new_object)                                                                  \
    CALL(C_CopyObject, 208, session, object, template, new_object)                                                            \
    CALL(C_DestroyObject, 209, session, object)                                                                               \
    CALL(C_GetObjectSize, 213, session, object, new_number)                                                                   \
    CALL(C_GetAttributeValue, 309, session, object, values)                                                                   \
    CALL(C_SetAttributeValue, 216, session, object, template)                                                                 \
    CALL(C_FindObjectsInit, 311, session, search)                                                                             \
    CALL(C_FindObjects, 312, session, found)                                                                                  \
    CALL(C_FindObjectsFinal, 313, session)                                                                                    \
    CALL(C_EncryptInit, 314, session, mechanism, object)                                                                      \
    CALL(C_Encrypt, 315, session, bytes, encrypted)                                                                           \
    CALL(C_EncryptUpdate, 316, session, bytes, encrypted)                                                                     \
    CALL(C_EncryptFinal, 317, session, encrypted)                                                                             \
    CALL(C_DecryptInit, 319, session, mechanism, object)                                                                      \
    CALL(C_Decrypt, 320, session, bytes, decrypted)                                                                           \
    CALL(C_DecryptUpdate, 321, session, bytes, decrypted)                                                                     \
    CALL(C_DecryptFinal, 322, session, decrypted)                                                                             \
    CALL(C_DigestInit, 333, session, mechanism)                                                                               \
    CALL(C_Digest, 334, session, bytes, digested)                                                                             \
    CALL(C_DigestUpdate, 335, session, bytes)                                                                                 \
    CALL(C_DigestKey, 336, session, object)                                                                                   \
    CALL(C_DigestFinal, 337, session, digested)                                                                               \
    CALL(C_SignInit, 338, session, mechanism, object)                                                                         \
    CALL(C_Sign, 339, session, bytes, signed)                                                                                 \
    CALL(C_SignUpdate, 340, session, bytes)                                                                                   \
    CALL(C_SignFinal, 341, session, signed)                                                                                   \
    CALL(C_SignRecoverInit, 342, session, mechanism, object)                                                                  \
    CALL(C_SignRecover, 343, session, bytes, sign_recovered)                                                                  \
    CALL(C_VerifyInit, 344, session, mechanism, object)                                                                       \
    CALL(C_Verify, 345, session, bytes, bytes)                                                                                \
    CALL(C_VerifyUpdate, 346, session, bytes)                                                                                 \
    CALL(C_VerifyFinal, 347, session, bytes)                                                                                  \
    CALL(C_VerifyRecoverInit, 348, session, mechanism, object)                                                                \
    CALL(C_VerifyRecover, 349, session, bytes, verify_recovered)                                                              \
    CALL(C_DigestEncryptUpdate, 366, session, bytes, digested_encrypted)                                                      \
    CALL(C_DecryptDigestUpdate, 367, session, bytes, decrypted_digested)                                                      \
    CALL(C_SignEncryptUpdate, 368, session, bytes, signed_encrypted)                                                          \
    CALL(C_DecryptVerifyUpdate, 369, session, bytes, decrypted_verified)                                                      \
    CALL(C_GenerateKey, 219, session, mechanism, template, new_object)                                                        \
    CALL(C_GenerateKeyPair, 220, session, mechanism, template, template, new_pair)                                            \
    CALL(C_WrapKey, 370, session, mechanism, object, object, room)                                                            \
    CALL(C_UnwrapKey, 237, session, mechanism, object, bytes, template, new_object)                                           \
    CALL(C_DeriveKey, 239, session, mechanism, object, template, new_object)                                                  \
    CALL(C_SeedRandom, 243, session, bytes)                                                                                   \
    OWN(C_GenerateRandom, 242, (CK_SESSION_HANDLE hSession, CK_BYTE_PTR pRandom, CK_ULONG ulRandomLen))                       \
    CALL(C_GetFunctionStatus, 306, session)                                                                                   \
    CALL(C_CancelFunction, 307, session)                                                                                      \
    OWN(C_WaitForSlotEvent, 13, (CK_FLAGS flags, CK_SLOT_ID_PTR pSlot, CK_VOID_PTR pReserved))

#define FUNCTIONS_3_0                                                                                                         \
    OWN(C_GetInterfaceList, 0, (CK_INTERFACE_PTR pInterfacesList, CK_ULONG_PTR pulCount))                                     \
    OWN(C_GetInterface, 0,                                                                                                    \
        (CK_UTF8CHAR_PTR pInterfaceName, CK_VERSION * pVersion, CK_INTERFACE_PTR_PTR ppInterface, CK_FLAGS flags))            \
    CALL(C_LoginUser, 303, session, type, pin, bytes)                                                                         \
    CALL(C_SessionCancel, 304, session, type)                                                                                 \
    CALL(C_MessageEncryptInit, 323, session, message_mechanism, object)                                                       \
    CALL(C_EncryptMessage, 324, session, message, bytes, bytes, room)                                                         \
    CALL(C_EncryptMessageBegin, 325, session, message, bytes)                                                                 \
    CALL(C_EncryptMessageNext, 326, session, message, bytes, room, end)                                                       \
    CALL(C_MessageEncryptFinal, 327, session)                                                                                 \
    CALL(C_MessageDecryptInit, 328, session, message_mechanism, object)                                                       \
    CALL(C_DecryptMessage, 329, session, message, bytes, bytes, room)                                                         \
    CALL(C_DecryptMessageBegin, 330, session, message, bytes)                                                                 \
    CALL(C_DecryptMessageNext, 331, session, message, bytes, room, end)                                                       \
    CALL(C_MessageDecryptFinal, 332, session)                                                                                 \
    CALL(C_MessageSignInit, 354, session, mechanism, object)                                                                  \
    CALL(C_SignMessage, 355, session, no_message, bytes, room)                                                                \
    CALL(C_SignMessageBegin, 356, session, no_message)                                                                        \
    CALL(C_SignMessageNext, 357, session, no_message, bytes, room_or_more)                                                    \
    CALL(C_MessageSignFinal, 359, session)                                                                                    \
    CALL(C_MessageVerifyInit, 360, session, mechanism, object)                                                                \
    CALL(C_VerifyMessage, 361, session, no_message, bytes, bytes)                                                             \
    CALL(C_VerifyMessageBegin, 362, session, no_message)                                                                      \
    CALL(C_VerifyMessageNext, 363, session, no_message, bytes, bytes_or_more)                                                 \
    CALL(C_MessageVerifyFinal, 365, session)

#define FUNCTIONS_3_2                                                                                                         \
    CALL(C_EncapsulateKey, 373, session, mechanism, object, template, encapsulated, new_object)                               \
    CALL(C_DecapsulateKey, 241, session, mechanism, object, template, bytes, new_object)                                      \
    CALL(C_VerifySignatureInit, 350, session, mechanism, object, bytes)                                                       \
    CALL(C_VerifySignature, 351, session, bytes)                                                                              \
    CALL(C_VerifySignatureUpdate, 352, session, bytes)                                                                        \
    CALL(C_VerifySignatureFinal, 353, session)                                                                                \
    CALL(C_GetSessionValidationFlags, 305, session, number, new_number)                                                       \
    CALL(C_AsyncComplete, 308, session, name, async)                                                                          \
    CALL(C_AsyncGetID, 308, session, name, async_id)                                                                          \
    CALL(C_AsyncJoin, 308, session, name, async_join)                                                                         \
    CALL(C_WrapKeyAuthenticated, 371, session, mechanism_or_message, object, object, bytes, room)                             \
    CALL(C_UnwrapKeyAuthenticated, 238, session, mechanism_or_message, object, bytes, template, bytes, new_object)

#endif

/*
 * The functions of PKCS#11 v3.2, in the order of the function lists: the one table of what each is on the wire.
 *
 * CALL: name, number on the wire, form of its arguments, parameters, arguments. The function is nothing but the call.
 * OWN: name, number (0: none), parameters. The function is written by hand, in library.c.
 *
 * The first parameter of a CALL is the slot or the session. The form has a letter for each argument behind it:
 *
 *   b  bytes: pointer and length            n  a PIN: bytes, null where the pointer is
 *   l  the label of a token, 32 bytes       t  a template: pointer and count
 *   m  a mechanism                          h  an object
 *   k  an object, or 0 for none             u  a number
 *   v  a number that may be absent in Java  e  flags: whether the message ends
 *   p  parameters of a message              -  such parameters where no mechanism takes any
 *   F  nothing in C; how numbers in templates are written
 *   o  where the result goes, and how much there is room for
 *
 * and behind > for each result that is not in such a room:
 *
 *   h  an object       2  a pair of objects        c  what an encapsulation gives beside the ciphertext
 *   u  a number        r  bytes, exactly as many as the last u says
 *   b  bytes of any number, into a buffer
 */
#ifndef CRATON_FUNCTIONS_H
#define CRATON_FUNCTIONS_H

/* Numbers of functions that have a second form on the wire, and of what the standard has not. */
#define OTHER_FUNCTIONS                                                                                                       \
    OTHER(WireDoor_join, 2)                                                                                                   \
    OTHER(C_SignMessageNext_end, 358)                                                                                         \
    OTHER(C_VerifyMessageNext_end, 364)                                                                                       \
    OTHER(C_WrapKeyAuthenticated_message, 372)                                                                                \
    OTHER(C_UnwrapKeyAuthenticated_message, 236)

#define IN_SESSION CK_SESSION_HANDLE hSession
#define IN_DATA(name) CK_BYTE_PTR p##name, CK_ULONG ul##name##Len
#define OUT_DATA(name) CK_BYTE_PTR p##name, CK_ULONG_PTR pul##name##Len
#define PARAMETER CK_VOID_PTR pParameter, CK_ULONG ulParameterLen
#define TEMPLATE CK_ATTRIBUTE_PTR pTemplate, CK_ULONG ulCount
#define INIT CK_MECHANISM_PTR pMechanism, CK_OBJECT_HANDLE hKey

/* Shapes that many functions have. */
#define CALL_NOTHING(name, number) CALL(name, number, "", (IN_SESSION), (hSession))
#define CALL_INIT(name, number) CALL(name, number, "mh", (IN_SESSION, INIT), (hSession, pMechanism, hKey))
#define CALL_DATA(name, number) CALL(name, number, "b", (IN_SESSION, IN_DATA(Data)), (hSession, pData, ulDataLen))
#define CALL_RESULT(name, number) CALL(name, number, "o", (IN_SESSION, OUT_DATA(Out)), (hSession, pOut, pulOutLen))
#define CALL_TRANSFORM(name, number)                                                                                          \
    CALL(name, number, "bo", (IN_SESSION, IN_DATA(Data), OUT_DATA(Out)), (hSession, pData, ulDataLen, pOut, pulOutLen))
#define CALL_MESSAGE(name, number)                                                                                            \
    CALL(name, number, "pbbo", (IN_SESSION, PARAMETER, IN_DATA(Associated), IN_DATA(Data), OUT_DATA(Out)),                    \
         (hSession, pParameter, ulParameterLen, pAssociated, ulAssociatedLen, pData, ulDataLen, pOut, pulOutLen))
#define CALL_MESSAGE_BEGIN(name, number)                                                                                      \
    CALL(name, number, "pb", (IN_SESSION, PARAMETER, IN_DATA(Associated)),                                                    \
         (hSession, pParameter, ulParameterLen, pAssociated, ulAssociatedLen))
#define CALL_MESSAGE_NEXT(name, number)                                                                                       \
    CALL(name, number, "pboe", (IN_SESSION, PARAMETER, IN_DATA(Data), OUT_DATA(Out), CK_FLAGS flags),                         \
         (hSession, pParameter, ulParameterLen, pData, ulDataLen, pOut, pulOutLen, flags))

#define FUNCTIONS_2_40                                                                                                        \
    OWN(C_Initialize, 1, (CK_VOID_PTR pInitArgs))                                                                             \
    OWN(C_Finalize, 3, (CK_VOID_PTR pReserved))                                                                               \
    OWN(C_GetInfo, 0, (CK_INFO_PTR pInfo))                                                                                   \
    OWN(C_GetFunctionList, 0, (CK_FUNCTION_LIST_PTR_PTR ppFunctionList))                                                      \
    OWN(C_GetSlotList, 11, (CK_BBOOL tokenPresent, CK_SLOT_ID_PTR pSlotList, CK_ULONG_PTR pulCount))                          \
    OWN(C_GetSlotInfo, 100, (CK_SLOT_ID slotID, CK_SLOT_INFO_PTR pInfo))                                                      \
    OWN(C_GetTokenInfo, 101, (CK_SLOT_ID slotID, CK_TOKEN_INFO_PTR pInfo))                                                    \
    OWN(C_GetMechanismList, 102, (CK_SLOT_ID slotID, CK_MECHANISM_TYPE_PTR pMechanismList, CK_ULONG_PTR pulCount))            \
    OWN(C_GetMechanismInfo, 103, (CK_SLOT_ID slotID, CK_MECHANISM_TYPE type, CK_MECHANISM_INFO_PTR pInfo))                    \
    CALL(C_InitToken, 105, "nl", (CK_SLOT_ID slotID, IN_DATA(Pin), CK_UTF8CHAR_PTR pLabel),                                   \
         (slotID, pPin, ulPinLen, pLabel))                                                                                    \
    CALL(C_InitPIN, 205, "n", (IN_SESSION, IN_DATA(Pin)), (hSession, pPin, ulPinLen))                                         \
    CALL(C_SetPIN, 206, "nn", (IN_SESSION, IN_DATA(OldPin), IN_DATA(NewPin)),                                                 \
         (hSession, pOldPin, ulOldPinLen, pNewPin, ulNewPinLen))                                                              \
    OWN(C_OpenSession, 107,                                                                                                   \
        (CK_SLOT_ID slotID, CK_FLAGS flags, CK_VOID_PTR pApplication, CK_NOTIFY Notify, CK_SESSION_HANDLE_PTR phSession))     \
    CALL_NOTHING(C_CloseSession, 201)                                                                                         \
    CALL(C_CloseAllSessions, 115, "", (CK_SLOT_ID slotID), (slotID))                                                          \
    OWN(C_GetSessionInfo, 200, (IN_SESSION, CK_SESSION_INFO_PTR pInfo))                                                       \
    CALL(C_GetOperationState, 300, ">b", (IN_SESSION, OUT_DATA(State)), (hSession, pState, pulStateLen))                      \
    CALL(C_SetOperationState, 301, "bkk",                                                                                     \
         (IN_SESSION, IN_DATA(State), CK_OBJECT_HANDLE hEncryptionKey, CK_OBJECT_HANDLE hAuthenticationKey),                  \
         (hSession, pState, ulStateLen, hEncryptionKey, hAuthenticationKey))                                                  \
    CALL(C_Login, 302, "vn", (IN_SESSION, CK_USER_TYPE userType, IN_DATA(Pin)), (hSession, userType, pPin, ulPinLen))         \
    CALL_NOTHING(C_Logout, 204)                                                                                               \
    CALL(C_CreateObject, 207, "t>h", (IN_SESSION, TEMPLATE, CK_OBJECT_HANDLE_PTR phObject),                                   \
         (hSession, pTemplate, ulCount, phObject))                                                                            \
    CALL(C_CopyObject, 208, "ht>h", (IN_SESSION, CK_OBJECT_HANDLE hObject, TEMPLATE, CK_OBJECT_HANDLE_PTR phNewObject),       \
         (hSession, hObject, pTemplate, ulCount, phNewObject))                                                                \
    CALL(C_DestroyObject, 209, "h", (IN_SESSION, CK_OBJECT_HANDLE hObject), (hSession, hObject))                              \
    CALL(C_GetObjectSize, 213, "h>u", (IN_SESSION, CK_OBJECT_HANDLE hObject, CK_ULONG_PTR pulSize),                           \
         (hSession, hObject, pulSize))                                                                                        \
    OWN(C_GetAttributeValue, 309, (IN_SESSION, CK_OBJECT_HANDLE hObject, TEMPLATE))                                           \
    CALL(C_SetAttributeValue, 216, "ht", (IN_SESSION, CK_OBJECT_HANDLE hObject, TEMPLATE),                                    \
         (hSession, hObject, pTemplate, ulCount))                                                                             \
    CALL(C_FindObjectsInit, 311, "tF", (IN_SESSION, TEMPLATE), (hSession, pTemplate, ulCount))                                \
    OWN(C_FindObjects, 312,                                                                                                   \
        (IN_SESSION, CK_OBJECT_HANDLE_PTR phObject, CK_ULONG ulMaxObjectCount, CK_ULONG_PTR pulObjectCount))                  \
    CALL_NOTHING(C_FindObjectsFinal, 313)                                                                                     \
    CALL_INIT(C_EncryptInit, 314)                                                                                             \
    CALL_TRANSFORM(C_Encrypt, 315)                                                                                            \
    CALL_TRANSFORM(C_EncryptUpdate, 316)                                                                                      \
    CALL_RESULT(C_EncryptFinal, 317)                                                                                          \
    CALL_INIT(C_DecryptInit, 319)                                                                                             \
    CALL_TRANSFORM(C_Decrypt, 320)                                                                                            \
    CALL_TRANSFORM(C_DecryptUpdate, 321)                                                                                      \
    CALL_RESULT(C_DecryptFinal, 322)                                                                                          \
    CALL(C_DigestInit, 333, "m", (IN_SESSION, CK_MECHANISM_PTR pMechanism), (hSession, pMechanism))                           \
    CALL_TRANSFORM(C_Digest, 334)                                                                                             \
    CALL_DATA(C_DigestUpdate, 335)                                                                                            \
    CALL(C_DigestKey, 336, "h", (IN_SESSION, CK_OBJECT_HANDLE hKey), (hSession, hKey))                                        \
    CALL_RESULT(C_DigestFinal, 337)                                                                                           \
    CALL_INIT(C_SignInit, 338)                                                                                                \
    CALL_TRANSFORM(C_Sign, 339)                                                                                               \
    CALL_DATA(C_SignUpdate, 340)                                                                                              \
    CALL_RESULT(C_SignFinal, 341)                                                                                             \
    CALL_INIT(C_SignRecoverInit, 342)                                                                                         \
    CALL_TRANSFORM(C_SignRecover, 343)                                                                                        \
    CALL_INIT(C_VerifyInit, 344)                                                                                              \
    CALL(C_Verify, 345, "bb", (IN_SESSION, IN_DATA(Data), IN_DATA(Signature)),                                                \
         (hSession, pData, ulDataLen, pSignature, ulSignatureLen))                                                            \
    CALL_DATA(C_VerifyUpdate, 346)                                                                                            \
    CALL_DATA(C_VerifyFinal, 347)                                                                                             \
    CALL_INIT(C_VerifyRecoverInit, 348)                                                                                       \
    CALL_TRANSFORM(C_VerifyRecover, 349)                                                                                      \
    CALL_TRANSFORM(C_DigestEncryptUpdate, 366)                                                                                \
    CALL_TRANSFORM(C_DecryptDigestUpdate, 367)                                                                                \
    CALL_TRANSFORM(C_SignEncryptUpdate, 368)                                                                                  \
    CALL_TRANSFORM(C_DecryptVerifyUpdate, 369)                                                                                \
    CALL(C_GenerateKey, 219, "mt>h", (IN_SESSION, CK_MECHANISM_PTR pMechanism, TEMPLATE, CK_OBJECT_HANDLE_PTR phKey),         \
         (hSession, pMechanism, pTemplate, ulCount, phKey))                                                                   \
    CALL(C_GenerateKeyPair, 220, "mtt>2",                                                                                     \
         (IN_SESSION, CK_MECHANISM_PTR pMechanism, CK_ATTRIBUTE_PTR pPublic, CK_ULONG ulPublic, CK_ATTRIBUTE_PTR pPrivate,    \
          CK_ULONG ulPrivate, CK_OBJECT_HANDLE_PTR phPublicKey, CK_OBJECT_HANDLE_PTR phPrivateKey),                           \
         (hSession, pMechanism, pPublic, ulPublic, pPrivate, ulPrivate, phPublicKey, phPrivateKey))                           \
    CALL(C_WrapKey, 370, "mhho",                                                                                              \
         (IN_SESSION, CK_MECHANISM_PTR pMechanism, CK_OBJECT_HANDLE hWrappingKey, CK_OBJECT_HANDLE hKey, OUT_DATA(Wrapped)),  \
         (hSession, pMechanism, hWrappingKey, hKey, pWrapped, pulWrappedLen))                                                 \
    CALL(C_UnwrapKey, 237, "mhbt>h", (IN_SESSION, INIT, IN_DATA(Wrapped), TEMPLATE, CK_OBJECT_HANDLE_PTR phKey),              \
         (hSession, pMechanism, hKey, pWrapped, ulWrappedLen, pTemplate, ulCount, phKey))                                     \
    CALL(C_DeriveKey, 239, "mht>h", (IN_SESSION, INIT, TEMPLATE, CK_OBJECT_HANDLE_PTR phKey),                                 \
         (hSession, pMechanism, hKey, pTemplate, ulCount, phKey))                                                             \
    CALL_DATA(C_SeedRandom, 243)                                                                                              \
    OWN(C_GenerateRandom, 242, (IN_SESSION, CK_BYTE_PTR pRandom, CK_ULONG ulRandomLen))                                       \
    CALL_NOTHING(C_GetFunctionStatus, 306)                                                                                    \
    CALL_NOTHING(C_CancelFunction, 307)                                                                                       \
    OWN(C_WaitForSlotEvent, 13, (CK_FLAGS flags, CK_SLOT_ID_PTR pSlot, CK_VOID_PTR pReserved))

#define FUNCTIONS_3_0                                                                                                         \
    OWN(C_GetInterfaceList, 0, (CK_INTERFACE_PTR pInterfacesList, CK_ULONG_PTR pulCount))                                     \
    OWN(C_GetInterface, 0,                                                                                                    \
        (CK_UTF8CHAR_PTR pInterfaceName, CK_VERSION * pVersion, CK_INTERFACE_PTR_PTR ppInterface, CK_FLAGS flags))            \
    CALL(C_LoginUser, 303, "vnb", (IN_SESSION, CK_USER_TYPE userType, IN_DATA(Pin), IN_DATA(Username)),                       \
         (hSession, userType, pPin, ulPinLen, pUsername, ulUsernameLen))                                                      \
    CALL(C_SessionCancel, 304, "v", (IN_SESSION, CK_FLAGS flags), (hSession, flags))                                          \
    CALL_INIT(C_MessageEncryptInit, 323)                                                                                      \
    CALL_MESSAGE(C_EncryptMessage, 324)                                                                                       \
    CALL_MESSAGE_BEGIN(C_EncryptMessageBegin, 325)                                                                            \
    CALL_MESSAGE_NEXT(C_EncryptMessageNext, 326)                                                                              \
    CALL_NOTHING(C_MessageEncryptFinal, 327)                                                                                  \
    CALL_INIT(C_MessageDecryptInit, 328)                                                                                      \
    CALL_MESSAGE(C_DecryptMessage, 329)                                                                                       \
    CALL_MESSAGE_BEGIN(C_DecryptMessageBegin, 330)                                                                            \
    CALL_MESSAGE_NEXT(C_DecryptMessageNext, 331)                                                                              \
    CALL_NOTHING(C_MessageDecryptFinal, 332)                                                                                  \
    CALL_INIT(C_MessageSignInit, 354)                                                                                         \
    CALL(C_SignMessage, 355, "-bo", (IN_SESSION, PARAMETER, IN_DATA(Data), OUT_DATA(Signature)),                              \
         (hSession, pParameter, ulParameterLen, pData, ulDataLen, pSignature, pulSignatureLen))                               \
    CALL(C_SignMessageBegin, 356, "-", (IN_SESSION, PARAMETER), (hSession, pParameter, ulParameterLen))                       \
    OWN(C_SignMessageNext, 357, (IN_SESSION, PARAMETER, IN_DATA(Data), OUT_DATA(Signature)))                                  \
    CALL_NOTHING(C_MessageSignFinal, 359)                                                                                     \
    CALL_INIT(C_MessageVerifyInit, 360)                                                                                       \
    CALL(C_VerifyMessage, 361, "-bb", (IN_SESSION, PARAMETER, IN_DATA(Data), IN_DATA(Signature)),                             \
         (hSession, pParameter, ulParameterLen, pData, ulDataLen, pSignature, ulSignatureLen))                                \
    CALL(C_VerifyMessageBegin, 362, "-", (IN_SESSION, PARAMETER), (hSession, pParameter, ulParameterLen))                     \
    OWN(C_VerifyMessageNext, 363, (IN_SESSION, PARAMETER, IN_DATA(Data), IN_DATA(Signature)))                                 \
    CALL_NOTHING(C_MessageVerifyFinal, 365)

#define FUNCTIONS_3_2                                                                                                         \
    CALL(C_EncapsulateKey, 373, "mhto>c",                                                                                     \
         (IN_SESSION, INIT, TEMPLATE, OUT_DATA(Ciphertext), CK_OBJECT_HANDLE_PTR phKey),                                      \
         (hSession, pMechanism, hKey, pTemplate, ulCount, pCiphertext, pulCiphertextLen, phKey))                              \
    CALL(C_DecapsulateKey, 241, "mhtb>h",                                                                                     \
         (IN_SESSION, INIT, TEMPLATE, IN_DATA(Ciphertext), CK_OBJECT_HANDLE_PTR phKey),                                       \
         (hSession, pMechanism, hKey, pTemplate, ulCount, pCiphertext, ulCiphertextLen, phKey))                               \
    CALL(C_VerifySignatureInit, 350, "mhb", (IN_SESSION, INIT, IN_DATA(Signature)),                                           \
         (hSession, pMechanism, hKey, pSignature, ulSignatureLen))                                                            \
    CALL_DATA(C_VerifySignature, 351)                                                                                         \
    CALL_DATA(C_VerifySignatureUpdate, 352)                                                                                   \
    CALL_NOTHING(C_VerifySignatureFinal, 353)                                                                                 \
    CALL(C_GetSessionValidationFlags, 305, "u>u",                                                                             \
         (IN_SESSION, CK_SESSION_VALIDATION_FLAGS_TYPE type, CK_FLAGS_PTR pFlags), (hSession, type, pFlags))                  \
    CALL(C_AsyncComplete, 308, "", (IN_SESSION, CK_UTF8CHAR_PTR pFunctionName, CK_ASYNC_DATA_PTR pResult),                    \
         (hSession, pFunctionName, pResult))                                                                                  \
    CALL(C_AsyncGetID, 308, "", (IN_SESSION, CK_UTF8CHAR_PTR pFunctionName, CK_ULONG_PTR pulID),                              \
         (hSession, pFunctionName, pulID))                                                                                    \
    CALL(C_AsyncJoin, 308, "",                                                                                                \
         (IN_SESSION, CK_UTF8CHAR_PTR pFunctionName, CK_ULONG ulID, CK_BYTE_PTR pData, CK_ULONG ulData),                      \
         (hSession, pFunctionName, ulID, pData, ulData))                                                                      \
    OWN(C_WrapKeyAuthenticated, 371,                                                                                          \
        (IN_SESSION, CK_MECHANISM_PTR pMechanism, CK_OBJECT_HANDLE hWrappingKey, CK_OBJECT_HANDLE hKey, IN_DATA(Associated),  \
         OUT_DATA(Wrapped)))                                                                                                  \
    OWN(C_UnwrapKeyAuthenticated, 238,                                                                                        \
        (IN_SESSION, INIT, IN_DATA(Wrapped), TEMPLATE, IN_DATA(Associated), CK_OBJECT_HANDLE_PTR phKey))

#endif

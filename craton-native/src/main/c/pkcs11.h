/*
 * PKCS#11 v3.2 for programs in C: what this library needs of it. Names and numbers are those of the standard; a program
 * may use this header or any other of PKCS#11.
 */
#ifndef CRATON_PKCS11_H
#define CRATON_PKCS11_H

/* On Windows the structures of the standard have no gaps, and CK_ULONG has 4 bytes. */
#ifdef _WIN32
#pragma pack(push, 1)
#endif

typedef unsigned char CK_BYTE, CK_CHAR, CK_UTF8CHAR, CK_BBOOL;
typedef unsigned long CK_ULONG;
typedef CK_ULONG CK_FLAGS, CK_RV, CK_SLOT_ID, CK_SESSION_HANDLE, CK_OBJECT_HANDLE, CK_MECHANISM_TYPE, CK_USER_TYPE, CK_STATE,
        CK_ATTRIBUTE_TYPE, CK_NOTIFICATION, CK_SESSION_VALIDATION_FLAGS_TYPE;
typedef void *CK_VOID_PTR;
typedef CK_VOID_PTR *CK_VOID_PTR_PTR;
typedef CK_BYTE *CK_BYTE_PTR;
typedef CK_UTF8CHAR *CK_UTF8CHAR_PTR;
typedef CK_ULONG *CK_ULONG_PTR, *CK_FLAGS_PTR, *CK_SLOT_ID_PTR, *CK_SESSION_HANDLE_PTR, *CK_OBJECT_HANDLE_PTR,
        *CK_MECHANISM_TYPE_PTR;

#define CK_UNAVAILABLE_INFORMATION (~0UL)

typedef struct {
    CK_BYTE major, minor;
} CK_VERSION;

typedef struct {
    CK_VERSION cryptokiVersion;
    CK_UTF8CHAR manufacturerID[32];
    CK_FLAGS flags;
    CK_UTF8CHAR libraryDescription[32];
    CK_VERSION libraryVersion;
} CK_INFO, *CK_INFO_PTR;

typedef struct {
    CK_UTF8CHAR slotDescription[64];
    CK_UTF8CHAR manufacturerID[32];
    CK_FLAGS flags;
    CK_VERSION hardwareVersion;
    CK_VERSION firmwareVersion;
} CK_SLOT_INFO, *CK_SLOT_INFO_PTR;

typedef struct {
    CK_UTF8CHAR label[32];
    CK_UTF8CHAR manufacturerID[32];
    CK_UTF8CHAR model[16];
    CK_CHAR serialNumber[16];
    CK_FLAGS flags;
    CK_ULONG ulMaxSessionCount;
    CK_ULONG ulSessionCount;
    CK_ULONG ulMaxRwSessionCount;
    CK_ULONG ulRwSessionCount;
    CK_ULONG ulMaxPinLen;
    CK_ULONG ulMinPinLen;
    CK_ULONG ulTotalPublicMemory;
    CK_ULONG ulFreePublicMemory;
    CK_ULONG ulTotalPrivateMemory;
    CK_ULONG ulFreePrivateMemory;
    CK_VERSION hardwareVersion;
    CK_VERSION firmwareVersion;
    CK_CHAR utcTime[16];
} CK_TOKEN_INFO, *CK_TOKEN_INFO_PTR;

typedef struct {
    CK_SLOT_ID slotID;
    CK_STATE state;
    CK_FLAGS flags;
    CK_ULONG ulDeviceError;
} CK_SESSION_INFO, *CK_SESSION_INFO_PTR;

typedef struct {
    CK_ATTRIBUTE_TYPE type;
    CK_VOID_PTR pValue;
    CK_ULONG ulValueLen;
} CK_ATTRIBUTE, *CK_ATTRIBUTE_PTR;

typedef struct {
    CK_MECHANISM_TYPE mechanism;
    CK_VOID_PTR pParameter;
    CK_ULONG ulParameterLen;
} CK_MECHANISM, *CK_MECHANISM_PTR;

typedef struct {
    CK_ULONG ulMinKeySize;
    CK_ULONG ulMaxKeySize;
    CK_FLAGS flags;
} CK_MECHANISM_INFO, *CK_MECHANISM_INFO_PTR;

typedef struct {
    CK_CHAR *pInterfaceName;
    CK_VOID_PTR pFunctionList;
    CK_FLAGS flags;
} CK_INTERFACE, *CK_INTERFACE_PTR, **CK_INTERFACE_PTR_PTR;

typedef CK_RV (*CK_NOTIFY)(CK_SESSION_HANDLE, CK_NOTIFICATION, CK_VOID_PTR);

typedef struct {
    CK_RV (*CreateMutex)(CK_VOID_PTR_PTR);
    CK_RV (*DestroyMutex)(CK_VOID_PTR);
    CK_RV (*LockMutex)(CK_VOID_PTR);
    CK_RV (*UnlockMutex)(CK_VOID_PTR);
    CK_FLAGS flags;
    CK_VOID_PTR pReserved;
} CK_C_INITIALIZE_ARGS;

typedef struct {
    CK_ULONG ulVersion;
    CK_BYTE *pBuffer;
    CK_ULONG ulBuffer;
    CK_OBJECT_HANDLE hObject;
    CK_OBJECT_HANDLE hAdditionalObject;
} CK_ASYNC_DATA, *CK_ASYNC_DATA_PTR;

/* Parameters of messages, sections 6.13.5, 6.13.7 and 6.62.4. */
typedef struct {
    CK_BYTE_PTR pIv;
    CK_ULONG ulIvLen;
    CK_ULONG ulIvFixedBits;
    CK_ULONG ivGenerator;
    CK_BYTE_PTR pTag;
    CK_ULONG ulTagBits;
} CK_GCM_MESSAGE_PARAMS;

typedef struct {
    CK_ULONG ulDataLen;
    CK_BYTE_PTR pNonce;
    CK_ULONG ulNonceLen;
    CK_ULONG ulNonceFixedBits;
    CK_ULONG nonceGenerator;
    CK_BYTE_PTR pMAC;
    CK_ULONG ulMACLen;
} CK_CCM_MESSAGE_PARAMS;

typedef struct {
    CK_BYTE_PTR pNonce;
    CK_ULONG ulNonceLen;
    CK_BYTE_PTR pTag;
} CK_SALSA20_CHACHA20_POLY1305_MSG_PARAMS;

#define CKF_TOKEN_PRESENT 0x1UL
#define CKF_RW_SESSION 0x2UL
#define CKF_SERIAL_SESSION 0x4UL
#define CKF_DONT_BLOCK 0x1UL
#define CKF_END_OF_MESSAGE 0x1UL
#define CKF_ENCRYPT 0x100UL
#define CKF_DECRYPT 0x200UL
#define CKF_DIGEST 0x400UL
#define CKF_SIGN 0x800UL
#define CKF_SIGN_RECOVER 0x1000UL
#define CKF_VERIFY 0x2000UL
#define CKF_VERIFY_RECOVER 0x4000UL

#define CKR_OK 0x0UL
#define CKR_HOST_MEMORY 0x2UL
#define CKR_SLOT_ID_INVALID 0x3UL
#define CKR_GENERAL_ERROR 0x5UL
#define CKR_ARGUMENTS_BAD 0x7UL
#define CKR_NO_EVENT 0x8UL
#define CKR_ATTRIBUTE_VALUE_INVALID 0x13UL
#define CKR_DATA_LEN_RANGE 0x21UL
#define CKR_DEVICE_ERROR 0x30UL
#define CKR_DEVICE_MEMORY 0x31UL
#define CKR_DEVICE_REMOVED 0x32UL
#define CKR_MECHANISM_PARAM_INVALID 0x71UL
#define CKR_SESSION_HANDLE_INVALID 0xB3UL
#define CKR_SESSION_PARALLEL_NOT_SUPPORTED 0xB4UL
#define CKR_TOKEN_NOT_PRESENT 0xE0UL
#define CKR_BUFFER_TOO_SMALL 0x150UL
#define CKR_CRYPTOKI_NOT_INITIALIZED 0x190UL
#define CKR_CRYPTOKI_ALREADY_INITIALIZED 0x191UL
#define CKR_FIPS_SELF_TEST_FAILED 0x1B6UL
#define CKR_FUNCTION_REJECTED 0x200UL

typedef struct CK_FUNCTION_LIST CK_FUNCTION_LIST, *CK_FUNCTION_LIST_PTR, **CK_FUNCTION_LIST_PTR_PTR;
typedef struct CK_FUNCTION_LIST_3_0 CK_FUNCTION_LIST_3_0;
typedef struct CK_FUNCTION_LIST_3_2 CK_FUNCTION_LIST_3_2;

#include "functions.h"

/* The declarations and the three lists are made from the one table. */
#define CALL(name, number, ...) CK_RV name(EACH(PARAMETER, __VA_ARGS__));
#define OWN(name, number, parameters) CK_RV name parameters;
FUNCTIONS_2_40
FUNCTIONS_3_0
FUNCTIONS_3_2
#undef CALL
#undef OWN

#define CALL(name, number, ...) CK_RV (*name)(EACH(PARAMETER, __VA_ARGS__));
#define OWN(name, number, parameters) CK_RV(*name) parameters;
struct CK_FUNCTION_LIST {
    CK_VERSION version;
    FUNCTIONS_2_40
};
struct CK_FUNCTION_LIST_3_0 {
    CK_VERSION version;
    FUNCTIONS_2_40
    FUNCTIONS_3_0
};
struct CK_FUNCTION_LIST_3_2 {
    CK_VERSION version;
    FUNCTIONS_2_40
    FUNCTIONS_3_0
    FUNCTIONS_3_2
};
#undef CALL
#undef OWN

#ifdef _WIN32
#pragma pack(pop)
#endif

#endif

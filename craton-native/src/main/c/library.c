/*
 * libcraton_hsm.so: the functions of PKCS#11 v3.2 as calls to the daemon. What a function means is the daemon's affair;
 * here is what there is when there is no daemon, and what concerns the library itself.
 */
#include <string.h>
#include <unistd.h>

#include "call.h"
#include "integrity.h"

#define EXPORT __attribute__((visibility("default")))
#define DAY 86400UL
#define RANDOM_PIECE (1UL << 20)

#define CALL_WITH(number, ...) call(number, (const struct argument[]){__VA_ARGS__, {LAST, NULL, 0, NULL}})

#define CALL(name, number, ...)                                                                                               \
    EXPORT CK_RV name(EACH(PARAMETER, __VA_ARGS__)) {                                                                         \
        return CALL_WITH(number, EACH(ARGUMENT, __VA_ARGS__));                                                                \
    }
#define OWN(name, number, parameters) EXPORT CK_RV name parameters;
FUNCTIONS_2_40
FUNCTIONS_3_0
FUNCTIONS_3_2
#undef CALL
#undef OWN

/* Mutexes of the caller are not used: the library makes no threads, and those of the system do. */
EXPORT CK_RV C_Initialize(CK_VOID_PTR pInitArgs) {
    if (pInitArgs != NULL) {
        const CK_C_INITIALIZE_ARGS *args = pInitArgs;
        int given = (args->CreateMutex != NULL) + (args->DestroyMutex != NULL) + (args->LockMutex != NULL) +
                    (args->UnlockMutex != NULL);
        if (args->pReserved != NULL || (given != 0 && given != 4)) {
            return CKR_ARGUMENTS_BAD;
        }
    }
    if (!integrity_is_right()) {
        debug("the library is not the one that libcraton_hsm.hmac beside it was written for", NULL, 0);
        return CKR_FIPS_SELF_TEST_FAILED;
    }
    CK_RV result = links_open();
    struct link *link;
    if (result == CKR_OK && link_take(&link, false) == CKR_OK) {
        link_give(link);
    }
    return result;
}

EXPORT CK_RV C_Finalize(CK_VOID_PTR pReserved) {
    if (!links_are_open()) {
        return CKR_CRYPTOKI_NOT_INITIALIZED;
    }
    return pReserved != NULL ? CKR_ARGUMENTS_BAD : links_close();
}

/* Of the library, with or without a daemon. */
EXPORT CK_RV C_GetInfo(CK_INFO_PTR pInfo) {
    if (!links_are_open()) {
        return CKR_CRYPTOKI_NOT_INITIALIZED;
    }
    if (pInfo == NULL) {
        return CKR_ARGUMENTS_BAD;
    }
    pInfo->cryptokiVersion = (CK_VERSION){3, 2};
    pInfo->libraryVersion = (CK_VERSION){VERSION_MAJOR, VERSION_MINOR};
    pInfo->flags = 0;
    set_text(pInfo->manufacturerID, sizeof pInfo->manufacturerID, "Craton", 6);
    set_text(pInfo->libraryDescription, sizeof pInfo->libraryDescription, "Craton HSM", 10);
    return CKR_OK;
}

/* Without a daemon, and without rights, there is a slot without a token: p11-kit asks in every program of a host. */
EXPORT CK_RV C_GetSlotList(CK_BBOOL tokenPresent, CK_SLOT_ID_PTR pSlotList, CK_ULONG_PTR pulCount) {
    CK_RV result = CALL_WITH(WIRE_C_GetSlotList, {FLAG, NULL, tokenPresent, NULL}, {LIST, pSlotList, 0, pulCount});
    if (result != CKR_DEVICE_REMOVED && result != CKR_TOKEN_NOT_PRESENT && result != CKR_FUNCTION_REJECTED) {
        return result;
    }
    if (pulCount == NULL) {
        return CKR_ARGUMENTS_BAD;
    }
    CK_ULONG room = *pulCount;
    *pulCount = tokenPresent ? 0 : 1;
    if (pSlotList == NULL || tokenPresent) {
        return CKR_OK;
    }
    if (room == 0) {
        return CKR_BUFFER_TOO_SMALL;
    }
    *pSlotList = EMPTY_SLOT;
    return CKR_OK;
}

EXPORT CK_RV C_GetSlotInfo(CK_SLOT_ID slotID, CK_SLOT_INFO_PTR pInfo) {
    CK_RV result = CALL_WITH(WIRE_C_GetSlotInfo, {NUMBER, NULL, slotID, NULL}, {SLOT, pInfo, 0, NULL});
    if (result != CKR_TOKEN_NOT_PRESENT && result != CKR_FUNCTION_REJECTED) {
        return result;
    }
    if (slotID != EMPTY_SLOT || pInfo == NULL) {
        return slotID != EMPTY_SLOT ? CKR_SLOT_ID_INVALID : CKR_ARGUMENTS_BAD;
    }
    const char *why = result == CKR_FUNCTION_REJECTED ? "Craton HSM: no rights" : "Craton HSM: no daemon";
    memset(pInfo, 0, sizeof *pInfo);
    set_text(pInfo->slotDescription, sizeof pInfo->slotDescription, why, strlen(why));
    set_text(pInfo->manufacturerID, sizeof pInfo->manufacturerID, "Craton", 6);
    return CKR_OK;
}

/* In pieces: the daemon gives no more at once than its daemon.max_random_length. */
EXPORT CK_RV C_GenerateRandom(CK_SESSION_HANDLE hSession, CK_BYTE_PTR pRandom, CK_ULONG ulRandomLen) {
    CK_RV result;
    do {
        CK_ULONG piece = ulRandomLen < RANDOM_PIECE ? ulRandomLen : RANDOM_PIECE;
        result = CALL_WITH(WIRE_C_GenerateRandom, {NUMBER, NULL, hSession, NULL}, {RANDOM, pRandom, piece, NULL});
        pRandom += result == CKR_OK ? piece : 0;
        ulRandomLen -= piece;
    } while (result == CKR_OK && ulRandomLen > 0);
    return result;
}

/* That a daemon comes is an event of the slot that was there without it. */
EXPORT CK_RV C_WaitForSlotEvent(CK_FLAGS flags, CK_SLOT_ID_PTR pSlot, CK_VOID_PTR pReserved) {
    bool blocks = (flags & CKF_DONT_BLOCK) == 0;
    if (pReserved != NULL) {
        return CKR_ARGUMENTS_BAD;
    }
    for (bool was_absent = false;;) {
        CK_ULONG patience = blocks && !was_absent ? DAY : 0;
        CK_RV result = CALL_WITH(WIRE_C_WaitForSlotEvent, {DURATION, NULL, patience, NULL}, {EVENT, pSlot, 0, NULL});
        if (result == CKR_NO_EVENT && was_absent) {
            *pSlot = EMPTY_SLOT;
            return CKR_OK;
        }
        if (!blocks || (result != CKR_NO_EVENT && result != CKR_TOKEN_NOT_PRESENT)) {
            return result == CKR_TOKEN_NOT_PRESENT ? CKR_NO_EVENT : result;
        }
        was_absent = result == CKR_TOKEN_NOT_PRESENT;
        sleep(was_absent);
    }
}

/* The lists. */
#define CALL(name, number, ...) name,
#define OWN(name, number, parameters) name,
static CK_FUNCTION_LIST functions_2_40 = {{2, 40}, FUNCTIONS_2_40};
static CK_FUNCTION_LIST_3_0 functions_3_0 = {{3, 0}, FUNCTIONS_2_40 FUNCTIONS_3_0};
static CK_FUNCTION_LIST_3_0 functions_3_1 = {{3, 1}, FUNCTIONS_2_40 FUNCTIONS_3_0};
static CK_FUNCTION_LIST_3_2 functions_3_2 = {{3, 2}, FUNCTIONS_2_40 FUNCTIONS_3_0 FUNCTIONS_3_2};
#undef CALL
#undef OWN

#define INTERFACES 4UL
#define INTERFACE_NAME "PKCS 11"

/* The first is the one that who asks for none in particular gets. */
static CK_INTERFACE interfaces[INTERFACES] = {
    {(CK_CHAR *)INTERFACE_NAME, &functions_3_2, 0},
    {(CK_CHAR *)INTERFACE_NAME, &functions_3_1, 0},
    {(CK_CHAR *)INTERFACE_NAME, &functions_3_0, 0},
    {(CK_CHAR *)INTERFACE_NAME, &functions_2_40, 0},
};

EXPORT CK_RV C_GetFunctionList(CK_FUNCTION_LIST_PTR_PTR ppFunctionList) {
    if (ppFunctionList == NULL) {
        return CKR_ARGUMENTS_BAD;
    }
    *ppFunctionList = &functions_2_40;
    return CKR_OK;
}

EXPORT CK_RV C_GetInterfaceList(CK_INTERFACE_PTR pInterfacesList, CK_ULONG_PTR pulCount) {
    if (pulCount == NULL) {
        return CKR_ARGUMENTS_BAD;
    }
    CK_ULONG room = *pulCount;
    *pulCount = INTERFACES;
    if (pInterfacesList == NULL) {
        return CKR_OK;
    }
    if (room < INTERFACES) {
        return CKR_BUFFER_TOO_SMALL;
    }
    memcpy(pInterfacesList, interfaces, sizeof interfaces);
    return CKR_OK;
}

EXPORT CK_RV C_GetInterface(CK_UTF8CHAR_PTR pInterfaceName, CK_VERSION *pVersion, CK_INTERFACE_PTR_PTR ppInterface,
                            CK_FLAGS flags) {
    if (ppInterface == NULL) {
        return CKR_ARGUMENTS_BAD;
    }
    for (CK_ULONG i = 0; i < INTERFACES; i++) {
        const CK_VERSION *version = interfaces[i].pFunctionList;
        bool named = pInterfaceName == NULL || strcmp((const char *)pInterfaceName, INTERFACE_NAME) == 0;
        bool fits = pVersion == NULL || (pVersion->major == version->major && pVersion->minor == version->minor);
        if (named && fits && (flags & ~interfaces[i].flags) == 0) {
            *ppInterface = &interfaces[i];
            return CKR_OK;
        }
    }
    return CKR_ARGUMENTS_BAD;
}

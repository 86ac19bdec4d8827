/*
 * Every function of the library against a daemon with a token: conformance LIBRARY PIN FORKS COPY, where COPY is another
 * file with the same library. Says what is not as it should be, and ends with the number of those.
 */
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pkcs11.h"

#define AES_KEY_GEN 0x1080UL
#define AES_CBC_PAD 0x1085UL
#define AES_GCM 0x1087UL
#define AES_KEY_WRAP 0x2109UL
#define GENERIC_KEY_GEN 0x350UL
#define SHA256 0x250UL
#define SHA256_HMAC 0x251UL
#define EC_KEY_PAIR_GEN 0x1040UL
#define ECDSA_SHA256 0x1044UL
#define ECDH1_DERIVE 0x1050UL
#define RSA_KEY_PAIR_GEN 0x0UL
#define RSA_PKCS 0x1UL
#define RSA_OAEP 0x9UL
#define ML_KEM_KEY_PAIR_GEN 0xFUL
#define ML_KEM 0x17UL

#define CKA_CLASS 0x0UL
#define CKA_TOKEN 0x1UL
#define CKA_LABEL 0x3UL
#define CKA_VALUE 0x11UL
#define CKA_ENCRYPT 0x104UL
#define CKA_DECRYPT 0x105UL
#define CKA_WRAP 0x106UL
#define CKA_UNWRAP 0x107UL
#define CKA_SIGN 0x108UL
#define CKA_VERIFY 0x10AUL
#define CKA_SIGN_RECOVER 0x109UL
#define CKA_VERIFY_RECOVER 0x10BUL
#define CKA_KEY_TYPE 0x100UL
#define CKA_SENSITIVE 0x103UL
#define CKA_MODULUS_BITS 0x121UL
#define CKA_VALUE_LEN 0x161UL
#define CKA_EXTRACTABLE 0x162UL
#define CKA_DERIVE 0x10CUL
#define CKA_EC_PARAMS 0x180UL
#define CKA_EC_POINT 0x181UL
#define CKA_UNWRAP_TEMPLATE 0x40000212UL
#define CKA_PARAMETER_SET 0x61DUL

static int failures;
static int checks;
static CK_FUNCTION_LIST_3_2 *p11;

static void check(int right, const char *what, int line) {
    checks++;
    if (!right) {
        failures++;
        printf("line %d: %s\n", line, what);
    }
}

static void check_code(CK_RV code, CK_RV expected, const char *what, int line) {
    checks++;
    if (code != expected) {
        failures++;
        printf("line %d: 0x%lx instead of 0x%lx: %s\n", line, code, expected, what);
    }
}

#define CHECK(what) check(what, #what, __LINE__)
#define CODE(expected, call) check_code(call, expected, #call, __LINE__)
#define OK(call) CODE(CKR_OK, call)
#define CKR_ATTRIBUTE_SENSITIVE 0x11UL
#define CKR_ATTRIBUTE_TYPE_INVALID 0x12UL
#define CKR_KEY_HANDLE_INVALID 0x60UL
#define CKR_MECHANISM_INVALID 0x70UL
#define CKR_OBJECT_HANDLE_INVALID 0x82UL
#define CKR_OPERATION_NOT_INITIALIZED 0x91UL
#define CKR_PIN_INCORRECT 0xA0UL
#define CKR_SIGNATURE_INVALID 0xC0UL

static CK_BBOOL yes = 1;
static CK_BBOOL no = 0;
static CK_BYTE data[64] = "what is signed, encrypted and digested";

struct gcm {
    CK_BYTE *iv;
    CK_ULONG iv_length, iv_bits;
    CK_BYTE *aad;
    CK_ULONG aad_length, tag_bits;
};

/* Every pointer of every list is there. */
static void interfaces(void *library) {
    CK_RV (*get)(CK_UTF8CHAR_PTR, CK_VERSION *, CK_INTERFACE_PTR_PTR, CK_FLAGS);
    *(void **)&get = dlsym(library, "C_GetInterface");
    CK_INTERFACE *interface;
    CK_VERSION versions[] = {{2, 40}, {3, 0}, {3, 1}, {3, 2}};
    int functions[] = {68, 92, 92, 104};
    for (int i = 0; i < 4; i++) {
        OK(get((CK_UTF8CHAR_PTR) "PKCS 11", &versions[i], &interface, 0));
        CK_VERSION *version = interface->pFunctionList;
        CHECK(version->major == versions[i].major && version->minor == versions[i].minor);
        void **pointers = (void **)interface->pFunctionList + 1;
        for (int j = 0; j < functions[i]; j++) {
            CHECK(pointers[j] != NULL);
        }
    }
    OK(get(NULL, NULL, &interface, 0));
    p11 = interface->pFunctionList;
    CHECK(p11->version.major == 3 && p11->version.minor == 2);
    CK_VERSION none = {9, 9};
    CODE(CKR_ARGUMENTS_BAD, get(NULL, &none, &interface, 0));
    CODE(CKR_ARGUMENTS_BAD, get((CK_UTF8CHAR_PTR) "Vendor", NULL, &interface, 0));
    CODE(CKR_ARGUMENTS_BAD, get(NULL, NULL, NULL, 0));
    CK_ULONG count = 0;
    OK(p11->C_GetInterfaceList(NULL, &count));
    CHECK(count == 4);
    CK_INTERFACE list[4];
    count = 3;
    CODE(CKR_BUFFER_TOO_SMALL, p11->C_GetInterfaceList(list, &count));
    OK(p11->C_GetInterfaceList(list, &count));
    CK_FUNCTION_LIST *old;
    OK(p11->C_GetFunctionList(&old));
    CHECK(old->version.major == 2 && old->version.minor == 40);
    CODE(CKR_ARGUMENTS_BAD, p11->C_GetFunctionList(NULL));
}

static CK_RV mutex(CK_VOID_PTR_PTR ignored) {
    (void)ignored;
    return CKR_OK;
}

static void initialization(void) {
    CK_INFO info;
    CK_ULONG count;
    CODE(CKR_CRYPTOKI_NOT_INITIALIZED, p11->C_GetInfo(&info));
    CODE(CKR_CRYPTOKI_NOT_INITIALIZED, p11->C_GetSlotList(0, NULL, &count));
    CODE(CKR_CRYPTOKI_NOT_INITIALIZED, p11->C_Logout(1));
    CODE(CKR_CRYPTOKI_NOT_INITIALIZED, p11->C_Finalize(NULL));
    CK_C_INITIALIZE_ARGS args = {mutex, NULL, NULL, NULL, 0, NULL};
    CODE(CKR_ARGUMENTS_BAD, p11->C_Initialize(&args));
    args.CreateMutex = NULL;
    args.pReserved = &args;
    CODE(CKR_ARGUMENTS_BAD, p11->C_Initialize(&args));
    args.pReserved = NULL;
    args.flags = 2;
    OK(p11->C_Initialize(&args));
    CODE(CKR_CRYPTOKI_ALREADY_INITIALIZED, p11->C_Initialize(NULL));
    CODE(CKR_ARGUMENTS_BAD, p11->C_Finalize(&args));
    OK(p11->C_Finalize(NULL));
    OK(p11->C_Initialize(NULL));
    OK(p11->C_GetInfo(&info));
    CHECK(info.cryptokiVersion.major == 3 && info.cryptokiVersion.minor == 2);
    CODE(CKR_ARGUMENTS_BAD, p11->C_GetInfo(NULL));
}

/* A program that loads the library once more has the same one, in which it is initialised. */
static void second_load(void *library, const char *path) {
    void *again = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    CHECK(again == library);
    CK_RV (*get)(CK_FUNCTION_LIST **);
    *(void **)&get = dlsym(again, "C_GetFunctionList");
    CK_FUNCTION_LIST *list;
    OK(get(&list));
    CODE(CKR_CRYPTOKI_ALREADY_INITIALIZED, list->C_Initialize(NULL));
    CK_INFO info;
    OK(list->C_GetInfo(&info));
    dlclose(again);
    OK(p11->C_GetInfo(&info));
}

/* A copy of the file is another library and another application: it neither knows nor disturbs what is open here. */
static void copy_of_the_library(const char *path, CK_SLOT_ID slot, CK_SESSION_HANDLE s) {
    void *copy = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    CHECK(copy != NULL);
    CK_RV (*get)(CK_FUNCTION_LIST **);
    *(void **)&get = dlsym(copy, "C_GetFunctionList");
    CK_FUNCTION_LIST *other;
    OK(get(&other));
    CK_SESSION_INFO info;
    CODE(CKR_CRYPTOKI_NOT_INITIALIZED, other->C_GetSessionInfo(s, &info));
    OK(other->C_Initialize(NULL));
    CODE(CKR_SESSION_HANDLE_INVALID, other->C_GetSessionInfo(s, &info));
    CK_SESSION_HANDLE theirs;
    OK(other->C_OpenSession(slot, CKF_SERIAL_SESSION, NULL, NULL, &theirs));
    OK(other->C_GetSessionInfo(theirs, &info));
    CHECK(info.state == 0);
    OK(other->C_CloseAllSessions(slot));
    OK(other->C_Finalize(NULL));
    dlclose(copy);
    OK(p11->C_GetSessionInfo(s, &info));
    CHECK(info.state == 3);
}

static CK_SLOT_ID slots(void) {
    CK_ULONG count = 0;
    CODE(CKR_ARGUMENTS_BAD, p11->C_GetSlotList(1, NULL, NULL));
    OK(p11->C_GetSlotList(1, NULL, &count));
    CHECK(count == 1);
    CK_SLOT_ID slot = 99;
    count = 0;
    CODE(CKR_BUFFER_TOO_SMALL, p11->C_GetSlotList(1, &slot, &count));
    CHECK(count == 1);
    OK(p11->C_GetSlotList(1, &slot, &count));
    CK_SLOT_INFO info;
    OK(p11->C_GetSlotInfo(slot, &info));
    CHECK((info.flags & CKF_TOKEN_PRESENT) != 0);
    CODE(CKR_SLOT_ID_INVALID, p11->C_GetSlotInfo(slot + 77, &info));
    CK_TOKEN_INFO token;
    OK(p11->C_GetTokenInfo(slot, &token));
    CHECK(memcmp(token.label, "native                          ", 32) == 0);
    CHECK(memcmp(token.utcTime, "20", 2) == 0);
    CODE(CKR_ARGUMENTS_BAD, p11->C_GetTokenInfo(slot, NULL));
    OK(p11->C_GetMechanismList(slot, NULL, &count));
    CHECK(count > 100);
    CK_MECHANISM_TYPE one;
    CK_ULONG room = 1;
    CODE(CKR_BUFFER_TOO_SMALL, p11->C_GetMechanismList(slot, &one, &room));
    CHECK(room == count);
    CK_MECHANISM_INFO mechanism;
    OK(p11->C_GetMechanismInfo(slot, AES_GCM, &mechanism));
    CHECK(mechanism.ulMinKeySize == 16 && mechanism.ulMaxKeySize == 32);
    CODE(CKR_MECHANISM_INVALID, p11->C_GetMechanismInfo(slot, 0x8fff1234UL, &mechanism));
    CK_SLOT_ID event;
    CODE(CKR_ARGUMENTS_BAD, p11->C_WaitForSlotEvent(CKF_DONT_BLOCK, NULL, NULL));
    while (p11->C_WaitForSlotEvent(CKF_DONT_BLOCK, &event, NULL) == CKR_OK) {
    }
    CODE(CKR_NO_EVENT, p11->C_WaitForSlotEvent(CKF_DONT_BLOCK, &event, NULL));
    return slot;
}

static CK_SESSION_HANDLE session(CK_SLOT_ID slot, const char *pin) {
    CK_SESSION_HANDLE s = 0;
    CK_SESSION_INFO info;
    CODE(CKR_SESSION_HANDLE_INVALID, p11->C_GetSessionInfo(4711, &info));
    CODE(CKR_SESSION_PARALLEL_NOT_SUPPORTED, p11->C_OpenSession(slot, CKF_RW_SESSION, NULL, NULL, &s));
    CODE(CKR_ARGUMENTS_BAD, p11->C_OpenSession(slot, CKF_SERIAL_SESSION, NULL, NULL, NULL));
    OK(p11->C_OpenSession(slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, NULL, NULL, &s));
    CODE(CKR_PIN_INCORRECT, p11->C_Login(s, 1, (CK_BYTE *)"wrong-pin", 9));
    OK(p11->C_Login(s, 1, (CK_BYTE *)pin, strlen(pin)));
    OK(p11->C_GetSessionInfo(s, &info));
    CHECK(info.slotID == slot && info.state == 3 && info.flags == 6 && info.ulDeviceError == 0);
    CODE(CKR_ARGUMENTS_BAD, p11->C_GetSessionInfo(s, NULL));
    CODE(0x51, p11->C_GetFunctionStatus(s));
    CODE(0x51, p11->C_CancelFunction(s));
    CK_FLAGS flags = 1;
    OK(p11->C_GetSessionValidationFlags(s, 1, &flags));
    CHECK(flags == 0);
    CHECK(p11->C_AsyncComplete(s, NULL, NULL) != CKR_OK);
    CHECK(p11->C_AsyncGetID(s, NULL, NULL) != CKR_OK);
    CHECK(p11->C_AsyncJoin(s, NULL, 0, NULL, 0) != CKR_OK);
    OK(p11->C_SetPIN(s, (CK_BYTE *)pin, strlen(pin), (CK_BYTE *)pin, strlen(pin)));
    return s;
}

static void random_and_digests(CK_SESSION_HANDLE s) {
    CK_BYTE one[32] = {0};
    CK_BYTE other[32] = {0};
    OK(p11->C_GenerateRandom(s, one, sizeof one));
    OK(p11->C_GenerateRandom(s, other, sizeof other));
    CHECK(memcmp(one, other, sizeof one) != 0);
    CODE(CKR_ARGUMENTS_BAD, p11->C_GenerateRandom(s, NULL, 8));
    CK_ULONG many = (1UL << 20) + 15;
    CK_BYTE *large = calloc(1, many);
    OK(p11->C_GenerateRandom(s, large, many));
    CHECK(memcmp(large, other, 15) != 0 && memcmp(large + many - 15, (CK_BYTE[15]){0}, 15) != 0);
    free(large);
    CHECK(p11->C_SeedRandom(s, one, sizeof one) != CKR_ARGUMENTS_BAD);
    CK_MECHANISM sha256 = {SHA256, NULL, 0};
    CK_BYTE digest[32];
    CK_ULONG length = 0;
    CODE(CKR_OPERATION_NOT_INITIALIZED, p11->C_Digest(s, data, 8, digest, &length));
    OK(p11->C_DigestInit(s, &sha256));
    OK(p11->C_Digest(s, (CK_BYTE *)"abc", 3, NULL, &length));
    CHECK(length == 32);
    length = 31;
    CODE(CKR_BUFFER_TOO_SMALL, p11->C_Digest(s, (CK_BYTE *)"abc", 3, digest, &length));
    CHECK(length == 32);
    OK(p11->C_Digest(s, (CK_BYTE *)"abc", 3, digest, &length));
    CHECK(memcmp(digest, "\xba\x78\x16\xbf\x8f\x01\xcf\xea", 8) == 0);
    OK(p11->C_DigestInit(s, &sha256));
    OK(p11->C_DigestUpdate(s, (CK_BYTE *)"a", 1));
    CK_BYTE state[4096];
    CK_ULONG saved = 0;
    OK(p11->C_GetOperationState(s, NULL, &saved));
    CHECK(saved > 0 && saved <= sizeof state);
    OK(p11->C_GetOperationState(s, state, &saved));
    OK(p11->C_DigestUpdate(s, (CK_BYTE *)"xx", 2));
    OK(p11->C_SetOperationState(s, state, saved, 0, 0));
    OK(p11->C_DigestUpdate(s, (CK_BYTE *)"bc", 2));
    CK_BYTE again[32];
    OK(p11->C_DigestFinal(s, again, &length));
    CHECK(memcmp(digest, again, 32) == 0);
    OK(p11->C_DigestInit(s, &sha256));
    OK(p11->C_Digest(s, NULL, 0, digest, &length));
    CHECK(memcmp(digest, "\xe3\xb0\xc4\x42", 4) == 0);
    OK(p11->C_DigestInit(s, &sha256));
    CODE(CKR_ARGUMENTS_BAD, p11->C_Digest(s, NULL, 5, digest, &length));
    CODE(CKR_OPERATION_NOT_INITIALIZED, p11->C_DigestUpdate(s, data, 1));
    OK(p11->C_DigestInit(s, &sha256));
    CODE(CKR_ARGUMENTS_BAD, p11->C_Digest(s, data, 5, digest, NULL));
    CODE(CKR_OPERATION_NOT_INITIALIZED, p11->C_DigestUpdate(s, data, 1));
    CK_MECHANISM unknown = {0x8fff1234UL, NULL, 0};
    CODE(CKR_MECHANISM_INVALID, p11->C_DigestInit(s, &unknown));
    CODE(CKR_ARGUMENTS_BAD, p11->C_DigestInit(s, NULL));
    OK(p11->C_DigestInit(s, &sha256));
    OK(p11->C_SessionCancel(s, 0x400));
    CODE(CKR_OPERATION_NOT_INITIALIZED, p11->C_DigestUpdate(s, data, 1));
}

/* A key for two uses: the module does not have one that encrypts and wraps. */
static CK_OBJECT_HANDLE aes_key(CK_SESSION_HANDLE s, const char *label, CK_ULONG use, CK_ULONG other_use) {
    CK_ULONG length = 32;
    CK_ATTRIBUTE template[] = {{CKA_VALUE_LEN, &length, sizeof length}, {CKA_TOKEN, &no, 1}, {CKA_EXTRACTABLE, &yes, 1},
                               {use, &yes, 1},
                               {other_use, &yes, 1},
                               {CKA_LABEL, (void *)label, strlen(label)}};
    CK_MECHANISM generation = {AES_KEY_GEN, NULL, 0};
    CK_OBJECT_HANDLE key = 0;
    OK(p11->C_GenerateKey(s, &generation, template, 6, &key));
    CHECK(key != 0);
    CODE(CKR_ARGUMENTS_BAD, p11->C_GenerateKey(s, &generation, template, 6, NULL));
    CODE(CKR_ARGUMENTS_BAD, p11->C_GenerateKey(s, &generation, NULL, 6, &key));
    return key;
}

static CK_OBJECT_HANDLE generic_key(CK_SESSION_HANDLE s) {
    CK_ULONG length = 32;
    CK_ATTRIBUTE template[] = {{CKA_VALUE_LEN, &length, sizeof length}, {CKA_SIGN, &yes, 1}, {CKA_VERIFY, &yes, 1}};
    CK_MECHANISM generation = {GENERIC_KEY_GEN, NULL, 0};
    CK_OBJECT_HANDLE key = 0;
    OK(p11->C_GenerateKey(s, &generation, template, 3, &key));
    return key;
}

static void encryption(CK_SESSION_HANDLE s) {
    CK_OBJECT_HANDLE key = aes_key(s, "aes", CKA_ENCRYPT, CKA_DECRYPT);
    CK_BYTE iv[12] = "0123456789a";
    struct gcm gcm = {iv, 12, 96, data, 10, 128};
    CK_MECHANISM mechanism = {AES_GCM, &gcm, sizeof gcm};
    CK_BYTE sealed[128];
    CK_BYTE opened[128];
    CK_ULONG length = 0;
    OK(p11->C_EncryptInit(s, &mechanism, key));
    OK(p11->C_Encrypt(s, data, sizeof data, NULL, &length));
    CHECK(length == 80);
    length = 10;
    CODE(CKR_BUFFER_TOO_SMALL, p11->C_Encrypt(s, data, sizeof data, sealed, &length));
    CHECK(length == 80);
    OK(p11->C_Encrypt(s, data, sizeof data, sealed, &length));
    CK_ULONG plain = sizeof opened;
    OK(p11->C_DecryptInit(s, &mechanism, key));
    OK(p11->C_Decrypt(s, sealed, length, opened, &plain));
    CHECK(plain == sizeof data && memcmp(data, opened, plain) == 0);
    sealed[3] ^= 1;
    OK(p11->C_DecryptInit(s, &mechanism, key));
    CHECK(p11->C_Decrypt(s, sealed, length, opened, &plain) != CKR_OK);
    mechanism.ulParameterLen = sizeof gcm - 1;
    CODE(CKR_MECHANISM_PARAM_INVALID, p11->C_EncryptInit(s, &mechanism, key));
    mechanism.ulParameterLen = sizeof gcm;
    gcm.iv = NULL;
    CHECK(p11->C_EncryptInit(s, &mechanism, key) != CKR_OK);
    CODE(CKR_KEY_HANDLE_INVALID, p11->C_EncryptInit(s, &(CK_MECHANISM){0x1081UL, NULL, 0}, 0));
    CK_BYTE block[16] = "an iv of 16 byt";
    CK_MECHANISM cbc = {AES_CBC_PAD, block, 16};
    OK(p11->C_EncryptInit(s, &cbc, key));
    CK_ULONG part = sizeof sealed;
    OK(p11->C_EncryptUpdate(s, data, 20, sealed, &part));
    CK_ULONG rest = sizeof sealed - part;
    OK(p11->C_EncryptFinal(s, sealed + part, &rest));
    CHECK(part + rest == 32);
    OK(p11->C_DecryptInit(s, &cbc, key));
    plain = sizeof opened;
    OK(p11->C_DecryptUpdate(s, sealed, 32, opened, &plain));
    rest = sizeof opened - plain;
    OK(p11->C_DecryptFinal(s, opened + plain, &rest));
    CHECK(plain + rest == 20 && memcmp(opened, data, 20) == 0);
    OK(p11->C_DestroyObject(s, key));
    CODE(CKR_OBJECT_HANDLE_INVALID, p11->C_DestroyObject(s, key));
}

/* Without a place for the length of the result a call is CKR_ARGUMENTS_BAD and ends the operation, as every error does. */
static void no_place_for_a_length(CK_SESSION_HANDLE s) {
    CK_OBJECT_HANDLE key = aes_key(s, "lengths", CKA_ENCRYPT, CKA_DECRYPT);
    CK_OBJECT_HANDLE mac = generic_key(s);
    CK_BYTE block[16] = "an iv of 16 byt";
    CK_MECHANISM cbc = {AES_CBC_PAD, block, 16};
    CK_MECHANISM sha256 = {SHA256, NULL, 0};
    CK_MECHANISM hmac = {SHA256_HMAC, NULL, 0};
    CK_BYTE out[64];
    CK_ULONG length = sizeof out;
    OK(p11->C_EncryptInit(s, &cbc, key));
    CODE(CKR_ARGUMENTS_BAD, p11->C_Encrypt(s, data, 16, out, NULL));
    CODE(CKR_OPERATION_NOT_INITIALIZED, p11->C_Encrypt(s, data, 16, out, &length));
    OK(p11->C_EncryptInit(s, &cbc, key));
    CODE(CKR_ARGUMENTS_BAD, p11->C_EncryptUpdate(s, data, 16, out, NULL));
    CODE(CKR_OPERATION_NOT_INITIALIZED, p11->C_EncryptUpdate(s, data, 16, out, &length));
    OK(p11->C_EncryptInit(s, &cbc, key));
    CODE(CKR_ARGUMENTS_BAD, p11->C_EncryptFinal(s, NULL, NULL));
    CODE(CKR_OPERATION_NOT_INITIALIZED, p11->C_EncryptFinal(s, out, &length));
    OK(p11->C_DecryptInit(s, &cbc, key));
    CODE(CKR_ARGUMENTS_BAD, p11->C_DecryptFinal(s, out, NULL));
    CODE(CKR_OPERATION_NOT_INITIALIZED, p11->C_DecryptFinal(s, out, &length));
    OK(p11->C_DigestInit(s, &sha256));
    CODE(CKR_ARGUMENTS_BAD, p11->C_DigestFinal(s, out, NULL));
    CODE(CKR_OPERATION_NOT_INITIALIZED, p11->C_DigestFinal(s, out, &length));
    OK(p11->C_SignInit(s, &hmac, mac));
    CODE(CKR_ARGUMENTS_BAD, p11->C_SignFinal(s, out, NULL));
    CODE(CKR_OPERATION_NOT_INITIALIZED, p11->C_SignFinal(s, out, &length));
    OK(p11->C_SignInit(s, &hmac, mac));
    CODE(CKR_ARGUMENTS_BAD, p11->C_Sign(s, data, 16, NULL, NULL));
    CODE(CKR_OPERATION_NOT_INITIALIZED, p11->C_Sign(s, data, 16, out, &length));
    OK(p11->C_DigestInit(s, &sha256));
    OK(p11->C_EncryptInit(s, &cbc, key));
    CODE(CKR_ARGUMENTS_BAD, p11->C_DigestEncryptUpdate(s, data, 16, out, NULL));
    CODE(CKR_OPERATION_NOT_INITIALIZED, p11->C_EncryptUpdate(s, data, 16, out, &length));
    CODE(CKR_OPERATION_NOT_INITIALIZED, p11->C_DigestUpdate(s, data, 16));
    CODE(CKR_ARGUMENTS_BAD, p11->C_GetOperationState(s, out, NULL));
    CODE(CKR_ARGUMENTS_BAD, p11->C_WrapKey(s, &cbc, key, mac, out, NULL));
    CODE(CKR_ARGUMENTS_BAD, p11->C_GetObjectSize(s, key, NULL));
    CODE(CKR_ARGUMENTS_BAD, p11->C_GetMechanismList(0, NULL, NULL));
    OK(p11->C_DestroyObject(s, key));
    OK(p11->C_DestroyObject(s, mac));
}

/* More than a message can have: refused, and an operation that misses it gives no result. */
static void too_long(CK_SESSION_HANDLE s) {
    const CK_ULONG lengths[] = {80UL << 20, (1UL << 63) + 1000, (CK_ULONG)-100, (CK_ULONG)-1};
    CK_OBJECT_HANDLE mac = generic_key(s);
    CK_MECHANISM sha256 = {SHA256, NULL, 0};
    CK_MECHANISM hmac = {SHA256_HMAC, NULL, 0};
    CK_BYTE out[32] = {0};
    CK_BYTE *much = calloc(1, lengths[0]);
    for (int i = 0; much != NULL && i < 4; i++) {
        CK_ULONG length = sizeof out;
        OK(p11->C_DigestInit(s, &sha256));
        CODE(CKR_DATA_LEN_RANGE, p11->C_DigestUpdate(s, much, lengths[i]));
        CODE(CKR_OPERATION_NOT_INITIALIZED, p11->C_DigestFinal(s, out, &length));
        OK(p11->C_SignInit(s, &hmac, mac));
        CODE(CKR_DATA_LEN_RANGE, p11->C_SignUpdate(s, much, lengths[i]));
        CODE(CKR_OPERATION_NOT_INITIALIZED, p11->C_SignFinal(s, out, &length));
        OK(p11->C_VerifyInit(s, &hmac, mac));
        CODE(CKR_DATA_LEN_RANGE, p11->C_VerifyUpdate(s, much, lengths[i]));
        CODE(CKR_OPERATION_NOT_INITIALIZED, p11->C_VerifyFinal(s, out, length));
        OK(p11->C_VerifyInit(s, &hmac, mac));
        CODE(CKR_DATA_LEN_RANGE, p11->C_VerifyFinal(s, much, lengths[i]));
        OK(p11->C_VerifyInit(s, &hmac, mac));
        CODE(CKR_DATA_LEN_RANGE, p11->C_Verify(s, much, lengths[i], out, length));
        OK(p11->C_VerifySignatureInit(s, &hmac, mac, out, sizeof out));
        CODE(CKR_DATA_LEN_RANGE, p11->C_VerifySignatureUpdate(s, much, lengths[i]));
        OK(p11->C_VerifySignatureInit(s, &hmac, mac, out, sizeof out));
        CODE(CKR_DATA_LEN_RANGE, p11->C_VerifySignature(s, much, lengths[i]));
        CODE(CKR_OPERATION_NOT_INITIALIZED, p11->C_VerifySignatureFinal(s));
    }
    free(much);
    CK_ATTRIBUTE label = {CKA_LABEL, out, (CK_ULONG)-1};
    CODE(CKR_ATTRIBUTE_VALUE_INVALID, p11->C_SetAttributeValue(s, mac, &label, 1));
    OK(p11->C_DestroyObject(s, mac));
}

static void messages(CK_SESSION_HANDLE s) {
    CK_OBJECT_HANDLE key = aes_key(s, "messages", CKA_ENCRYPT, CKA_DECRYPT);
    CK_BYTE iv[12] = {0};
    CK_BYTE tag[16] = {0};
    CK_GCM_MESSAGE_PARAMS parameters = {iv, 12, 0, 2, tag, 128};
    CK_MECHANISM gcm = {AES_GCM, NULL, 0};
    CK_BYTE sealed[64];
    CK_BYTE opened[64];
    CK_ULONG length = sizeof sealed;
    OK(p11->C_MessageEncryptInit(s, &gcm, key));
    OK(p11->C_EncryptMessage(s, &parameters, sizeof parameters, data, 5, data, 20, sealed, &length));
    CHECK(length == 20);
    CK_BYTE zero[16] = {0};
    CHECK(memcmp(iv, zero, 12) != 0 && memcmp(tag, zero, 16) != 0);
    OK(p11->C_MessageEncryptFinal(s));
    CK_MECHANISM with_parameters = {AES_GCM, &parameters, sizeof parameters};
    OK(p11->C_MessageDecryptInit(s, &with_parameters, key));
    CK_ULONG plain = sizeof opened;
    OK(p11->C_DecryptMessage(s, &parameters, sizeof parameters, data, 5, sealed, length, opened, &plain));
    CHECK(plain == 20 && memcmp(opened, data, 20) == 0);
    OK(p11->C_DecryptMessageBegin(s, &parameters, sizeof parameters, data, 5));
    plain = sizeof opened;
    OK(p11->C_DecryptMessageNext(s, &parameters, sizeof parameters, sealed, length, opened, &plain, CKF_END_OF_MESSAGE));
    CHECK(plain == 20 && memcmp(opened, data, 20) == 0);
    OK(p11->C_MessageDecryptFinal(s));
    OK(p11->C_MessageEncryptInit(s, &gcm, key));
    OK(p11->C_EncryptMessageBegin(s, &parameters, sizeof parameters, data, 5));
    length = sizeof sealed;
    OK(p11->C_EncryptMessageNext(s, &parameters, sizeof parameters, data, 20, sealed, &length, CKF_END_OF_MESSAGE));
    OK(p11->C_MessageEncryptFinal(s));
    OK(p11->C_MessageDecryptInit(s, &gcm, key));
    plain = sizeof opened;
    OK(p11->C_DecryptMessage(s, &parameters, sizeof parameters, data, 5, sealed, length, opened, &plain));
    CHECK(plain == 20 && memcmp(opened, data, 20) == 0);
    OK(p11->C_MessageDecryptFinal(s));
    OK(p11->C_DestroyObject(s, key));
}

/* A digest or a MAC together with an encryption. */
static void two_at_once(CK_SESSION_HANDLE s) {
    CK_OBJECT_HANDLE key = aes_key(s, "two", CKA_ENCRYPT, CKA_DECRYPT);
    CK_OBJECT_HANDLE mac = generic_key(s);
    CK_BYTE iv[16] = "an iv of 16 byt";
    CK_MECHANISM cbc = {AES_CBC_PAD, iv, 16};
    CK_MECHANISM sha256 = {SHA256, NULL, 0};
    CK_MECHANISM hmac = {SHA256_HMAC, NULL, 0};
    CK_BYTE sealed[128];
    CK_BYTE opened[128];
    CK_BYTE tag[32];
    CK_ULONG size = sizeof tag;
    CK_ULONG part = sizeof sealed;
    OK(p11->C_DigestInit(s, &sha256));
    OK(p11->C_EncryptInit(s, &cbc, key));
    OK(p11->C_DigestEncryptUpdate(s, data, 32, sealed, &part));
    CK_ULONG rest = sizeof sealed - part;
    OK(p11->C_EncryptFinal(s, sealed + part, &rest));
    OK(p11->C_DigestFinal(s, tag, &size));
    CK_BYTE again[32];
    OK(p11->C_DigestInit(s, &sha256));
    OK(p11->C_DecryptInit(s, &cbc, key));
    CK_ULONG plain = sizeof opened;
    OK(p11->C_DecryptDigestUpdate(s, sealed, part + rest, opened, &plain));
    CK_ULONG last = sizeof opened - plain;
    OK(p11->C_DecryptFinal(s, opened + plain, &last));
    OK(p11->C_DigestFinal(s, again, &size));
    OK(p11->C_SignInit(s, &hmac, mac));
    OK(p11->C_EncryptInit(s, &cbc, key));
    part = sizeof sealed;
    OK(p11->C_SignEncryptUpdate(s, data, 32, sealed, &part));
    rest = sizeof sealed - part;
    OK(p11->C_EncryptFinal(s, sealed + part, &rest));
    OK(p11->C_SignFinal(s, tag, &size));
    OK(p11->C_VerifyInit(s, &hmac, mac));
    OK(p11->C_Verify(s, data, 32, tag, size));
    OK(p11->C_VerifyInit(s, &hmac, mac));
    OK(p11->C_DecryptInit(s, &cbc, key));
    plain = sizeof opened;
    OK(p11->C_DecryptVerifyUpdate(s, sealed, part, opened, &plain));
    OK(p11->C_SessionCancel(s, 0x200 | 0x2000));
    OK(p11->C_DigestInit(s, &sha256));
    CODE(CKR_KEY_HANDLE_INVALID, p11->C_DigestKey(s, 0));
}

/* A key is wrapped with associated data, the vector made by the module. */
static void authenticated(CK_SESSION_HANDLE s) {
    CK_OBJECT_HANDLE wrapping = aes_key(s, "wrapping", CKA_WRAP, CKA_UNWRAP);
    CK_OBJECT_HANDLE key = aes_key(s, "wrapped", CKA_ENCRYPT, CKA_DECRYPT);
    CK_MECHANISM padded = {AES_KEY_WRAP, NULL, 0};
    CK_BYTE wrapped[128] = {0};
    CK_ULONG length = sizeof wrapped;
    CK_OBJECT_HANDLE unwrapped = 0;
    CHECK(p11->C_WrapKeyAuthenticated(s, &padded, wrapping, key, data, 4, wrapped, &length) != CKR_OK);
    CHECK(p11->C_UnwrapKeyAuthenticated(s, &padded, wrapping, wrapped, 40, NULL, 0, data, 4, &unwrapped) != CKR_OK);
    CK_MECHANISM bare = {AES_GCM, NULL, 0};
    CODE(CKR_MECHANISM_PARAM_INVALID, p11->C_WrapKeyAuthenticated(s, &bare, wrapping, key, data, 4, wrapped, &length));
    CODE(CKR_MECHANISM_PARAM_INVALID,
         p11->C_UnwrapKeyAuthenticated(s, &bare, wrapping, wrapped, 40, NULL, 0, data, 4, &unwrapped));
    CK_BYTE iv[12] = {0};
    CK_BYTE tag[16] = {0};
    CK_GCM_MESSAGE_PARAMS message = {iv, 12, 0, 2, tag, 128};
    CK_MECHANISM gcm = {AES_GCM, &message, sizeof message};
    length = 0;
    OK(p11->C_WrapKeyAuthenticated(s, &gcm, wrapping, key, data, 4, NULL, &length));
    CHECK(length == 32);
    length = sizeof wrapped;
    OK(p11->C_WrapKeyAuthenticated(s, &gcm, wrapping, key, data, 4, wrapped, &length));
    CK_BYTE zero[16] = {0};
    CHECK(memcmp(iv, zero, 12) != 0 && memcmp(tag, zero, 16) != 0);
    CK_ULONG class = 4;
    CK_ULONG aes = 0x1F;
    CK_ATTRIBUTE template[] = {{CKA_CLASS, &class, sizeof class}, {CKA_KEY_TYPE, &aes, sizeof aes}};
    OK(p11->C_UnwrapKeyAuthenticated(s, &gcm, wrapping, wrapped, length, template, 2, data, 4, &unwrapped));
    CHECK(unwrapped != 0);
    CHECK(p11->C_UnwrapKeyAuthenticated(s, &gcm, wrapping, wrapped, length, template, 2, data, 5, &unwrapped) != CKR_OK);
}

static const CK_BYTE P256[] = {0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07};

static void signatures(CK_SESSION_HANDLE s) {
    CK_MECHANISM generation = {EC_KEY_PAIR_GEN, NULL, 0};
    CK_ATTRIBUTE template[] = {{CKA_EC_PARAMS, (void *)P256, sizeof P256}};
    CK_ATTRIBUTE secret[] = {{CKA_DERIVE, &yes, 1}, {CKA_SENSITIVE, &yes, 1}};
    CK_OBJECT_HANDLE public = 0;
    CK_OBJECT_HANDLE private = 0;
    OK(p11->C_GenerateKeyPair(s, &generation, template, 1, secret, 2, &public, &private));
    CHECK(public != 0 && private != 0);
    CK_MECHANISM ecdsa = {ECDSA_SHA256, NULL, 0};
    CK_BYTE signature[128];
    CK_ULONG length = sizeof signature;
    OK(p11->C_SignInit(s, &ecdsa, private));
    OK(p11->C_Sign(s, data, sizeof data, signature, &length));
    CHECK(length == 64);
    OK(p11->C_VerifyInit(s, &ecdsa, public));
    OK(p11->C_Verify(s, data, sizeof data, signature, length));
    OK(p11->C_VerifyInit(s, &ecdsa, public));
    OK(p11->C_VerifyUpdate(s, data, 10));
    OK(p11->C_VerifyUpdate(s, data + 10, sizeof data - 10));
    OK(p11->C_VerifyFinal(s, signature, length));
    OK(p11->C_VerifySignatureInit(s, &ecdsa, public, signature, length));
    OK(p11->C_VerifySignature(s, data, sizeof data));
    OK(p11->C_VerifySignatureInit(s, &ecdsa, public, signature, length));
    OK(p11->C_VerifySignatureUpdate(s, data, sizeof data));
    OK(p11->C_VerifySignatureFinal(s));
    OK(p11->C_SignInit(s, &ecdsa, private));
    OK(p11->C_SignUpdate(s, data, sizeof data));
    OK(p11->C_SignFinal(s, NULL, &length));
    OK(p11->C_SignFinal(s, signature, &length));
    signature[5] ^= 1;
    OK(p11->C_VerifyInit(s, &ecdsa, public));
    CODE(CKR_SIGNATURE_INVALID, p11->C_Verify(s, data, sizeof data, signature, length));
    OK(p11->C_MessageSignInit(s, &ecdsa, private));
    OK(p11->C_SignMessage(s, NULL, 0, data, sizeof data, signature, &length));
    OK(p11->C_SignMessageBegin(s, NULL, 0));
    OK(p11->C_SignMessageNext(s, NULL, 0, data, 10, NULL, NULL));
    OK(p11->C_SignMessageNext(s, NULL, 0, data + 10, sizeof data - 10, signature, &length));
    OK(p11->C_MessageSignFinal(s));
    OK(p11->C_MessageVerifyInit(s, &ecdsa, public));
    OK(p11->C_VerifyMessage(s, NULL, 0, data, sizeof data, signature, length));
    OK(p11->C_VerifyMessageBegin(s, NULL, 0));
    OK(p11->C_VerifyMessageNext(s, NULL, 0, data, 10, NULL, 0));
    OK(p11->C_VerifyMessageNext(s, NULL, 0, data + 10, sizeof data - 10, signature, length));
    OK(p11->C_MessageVerifyFinal(s));

    /* Agreement with oneself, the point as CKA_EC_POINT has it. */
    CK_BYTE point[128];
    CK_ATTRIBUTE asked[] = {{CKA_EC_POINT, point, sizeof point}};
    OK(p11->C_GetAttributeValue(s, public, asked, 1));
    struct {
        CK_ULONG kdf, shared_length;
        CK_BYTE *shared;
        CK_ULONG public_length;
        CK_BYTE *public;
    } ecdh = {1, 0, NULL, asked[0].ulValueLen, point};
    CK_MECHANISM derivation = {ECDH1_DERIVE, &ecdh, sizeof ecdh};
    CK_ULONG class = 4;
    CK_ULONG generic = 0x10;
    CK_ULONG size = 32;
    CK_ATTRIBUTE derived[] = {{CKA_CLASS, &class, sizeof class}, {CKA_KEY_TYPE, &generic, sizeof generic},
                              {CKA_VALUE_LEN, &size, sizeof size}};
    CK_OBJECT_HANDLE shared = 0;
    OK(p11->C_DeriveKey(s, &derivation, private, derived, 3, &shared));
    CHECK(shared != 0);
}

static void rsa(CK_SESSION_HANDLE s) {
    CK_MECHANISM generation = {RSA_KEY_PAIR_GEN, NULL, 0};
    CK_ULONG bits = 2048;
    CK_ATTRIBUTE template[] = {{CKA_MODULUS_BITS, &bits, sizeof bits}, {CKA_VERIFY_RECOVER, &yes, 1}};
    CK_ATTRIBUTE secret = {CKA_SIGN_RECOVER, &yes, 1};
    CK_OBJECT_HANDLE public = 0;
    CK_OBJECT_HANDLE private = 0;
    OK(p11->C_GenerateKeyPair(s, &generation, template, 2, &secret, 1, &public, &private));
    CK_MECHANISM pkcs = {RSA_PKCS, NULL, 0};
    CK_BYTE signature[256];
    CK_BYTE recovered[256];
    CK_ULONG length = sizeof signature;
    CK_ULONG plain = sizeof recovered;
    OK(p11->C_SignRecoverInit(s, &pkcs, private));
    OK(p11->C_SignRecover(s, data, 20, signature, &length));
    OK(p11->C_VerifyRecoverInit(s, &pkcs, public));
    OK(p11->C_VerifyRecover(s, signature, length, recovered, &plain));
    CHECK(plain == 20 && memcmp(recovered, data, 20) == 0);
    struct {
        CK_ULONG hash, mgf, source;
        void *label;
        CK_ULONG label_length;
    } oaep = {SHA256, 2, 1, data, 4};
    CK_MECHANISM encryption = {RSA_OAEP, &oaep, sizeof oaep};
    OK(p11->C_EncryptInit(s, &encryption, public));
    OK(p11->C_Encrypt(s, data, 20, signature, &length));
    OK(p11->C_DecryptInit(s, &encryption, private));
    plain = sizeof recovered;
    OK(p11->C_Decrypt(s, signature, length, recovered, &plain));
    CHECK(plain == 20 && memcmp(recovered, data, 20) == 0);
}

static void keys(CK_SESSION_HANDLE s) {
    CK_OBJECT_HANDLE wrapping = aes_key(s, "wrapping", CKA_WRAP, CKA_UNWRAP);
    CK_OBJECT_HANDLE key = aes_key(s, "wrapped", CKA_ENCRYPT, CKA_DECRYPT);
    CK_MECHANISM wrap = {AES_KEY_WRAP, NULL, 0};
    CK_BYTE wrapped[64];
    CK_ULONG length = 0;
    OK(p11->C_WrapKey(s, &wrap, wrapping, key, NULL, &length));
    CHECK(length == 40);
    OK(p11->C_WrapKey(s, &wrap, wrapping, key, wrapped, &length));
    CK_ULONG class = 4;
    CK_ULONG aes = 0x1F;
    CK_ATTRIBUTE template[] = {{CKA_CLASS, &class, sizeof class}, {CKA_KEY_TYPE, &aes, sizeof aes}};
    CK_OBJECT_HANDLE unwrapped = 0;
    OK(p11->C_UnwrapKey(s, &wrap, wrapping, wrapped, length, template, 2, &unwrapped));
    CHECK(unwrapped != 0);
    CK_OBJECT_HANDLE copy = 0;
    CK_ATTRIBUTE label = {CKA_LABEL, "a copy", 6};
    OK(p11->C_CopyObject(s, unwrapped, &label, 1, &copy));
    CK_ULONG size = 0;
    OK(p11->C_GetObjectSize(s, copy, &size));
    CHECK(size > 0);

    CK_MECHANISM generation = {ML_KEM_KEY_PAIR_GEN, NULL, 0};
    CK_ULONG set = 2;
    CK_ATTRIBUTE parameters = {CKA_PARAMETER_SET, &set, sizeof set};
    CK_OBJECT_HANDLE public = 0;
    CK_OBJECT_HANDLE private = 0;
    OK(p11->C_GenerateKeyPair(s, &generation, &parameters, 1, NULL, 0, &public, &private));
    CK_MECHANISM kem = {ML_KEM, NULL, 0};
    CK_BYTE ciphertext[1200];
    length = 0;
    CK_OBJECT_HANDLE shared = 0;
    OK(p11->C_EncapsulateKey(s, &kem, public, template, 2, NULL, &length, &shared));
    CHECK(length == 1088 && shared == 0);
    length = 5;
    CODE(CKR_BUFFER_TOO_SMALL, p11->C_EncapsulateKey(s, &kem, public, template, 2, ciphertext, &length, &shared));
    CHECK(length == 1088);
    OK(p11->C_EncapsulateKey(s, &kem, public, template, 2, ciphertext, &length, &shared));
    CHECK(shared != 0);
    CK_OBJECT_HANDLE other = 0;
    OK(p11->C_DecapsulateKey(s, &kem, private, template, 2, ciphertext, length, &other));
    CHECK(other != 0);
}

/* A template in a template in a template. */
static void nested_templates(CK_SESSION_HANDLE s) {
    CK_ATTRIBUTE innermost[] = {{CKA_LABEL, "innermost", 9}, {CKA_EXTRACTABLE, &no, 1}};
    CK_ATTRIBUTE inner[] = {{CKA_UNWRAP_TEMPLATE, innermost, sizeof innermost}};
    CK_ULONG length = 32;
    CK_ATTRIBUTE template[] = {{CKA_VALUE_LEN, &length, sizeof length}, {CKA_UNWRAP_TEMPLATE, inner, sizeof inner}};
    CK_MECHANISM generation = {AES_KEY_GEN, NULL, 0};
    CK_OBJECT_HANDLE key = 0;
    OK(p11->C_GenerateKey(s, &generation, template, 2, &key));
    CK_ATTRIBUTE parts[3] = {{0, NULL, 0}, {0, NULL, 0}, {0, NULL, 0}};
    CK_ATTRIBUTE whole[1] = {{0, NULL, 0}};
    CK_ATTRIBUTE asked = {CKA_UNWRAP_TEMPLATE, whole, sizeof whole};
    OK(p11->C_GetAttributeValue(s, key, &asked, 1));
    CHECK(asked.ulValueLen == sizeof inner && whole[0].type == CKA_UNWRAP_TEMPLATE);
    CHECK(whole[0].ulValueLen == sizeof innermost);
    whole[0].pValue = parts;
    whole[0].ulValueLen = sizeof parts;
    OK(p11->C_GetAttributeValue(s, key, &asked, 1));
    CHECK(whole[0].ulValueLen == sizeof innermost && whole[0].pValue == parts);
    CK_BYTE label[16];
    CK_BBOOL flag = 7;
    for (int i = 0; i < 2; i++) {
        CHECK(parts[i].ulValueLen == (parts[i].type == CKA_LABEL ? 9 : 1));
        parts[i].pValue = parts[i].type == CKA_LABEL ? (void *)label : &flag;
    }
    OK(p11->C_GetAttributeValue(s, key, &asked, 1));
    CHECK(memcmp(label, "innermost", 9) == 0 && flag == 0);
    whole[0].ulValueLen = sizeof *parts;
    CODE(CKR_BUFFER_TOO_SMALL, p11->C_GetAttributeValue(s, key, &asked, 1));
    CHECK(whole[0].ulValueLen == CK_UNAVAILABLE_INFORMATION);
    OK(p11->C_DestroyObject(s, key));
}

static void attributes(CK_SESSION_HANDLE s) {
    CK_ULONG class = 4;
    CK_ULONG aes = 0x1F;
    CK_BYTE value[16] = "sixteen bytes !";
    CK_ATTRIBUTE inner[] = {{CKA_LABEL, "inner", 5}, {CKA_EXTRACTABLE, &no, 1}};
    CK_ATTRIBUTE template[] = {{CKA_CLASS, &class, sizeof class}, {CKA_KEY_TYPE, &aes, sizeof aes}, {CKA_VALUE, value, 16},
                               {CKA_LABEL, "outer", 5}, {CKA_UNWRAP_TEMPLATE, inner, sizeof inner}};
    CK_OBJECT_HANDLE key = 0;
    OK(p11->C_CreateObject(s, template, 5, &key));
    CK_ATTRIBUTE bad = {CKA_LABEL, NULL, 4};
    CODE(CKR_ATTRIBUTE_VALUE_INVALID, p11->C_CreateObject(s, &bad, 1, &key));
    CODE(CKR_ARGUMENTS_BAD, p11->C_CreateObject(s, template, 5, NULL));
    CK_BYTE label[8];
    CK_ATTRIBUTE asked[] = {{CKA_LABEL, NULL, 0}, {CKA_UNWRAP_TEMPLATE, NULL, 0}, {CKA_CLASS, NULL, 0}};
    OK(p11->C_GetAttributeValue(s, key, asked, 3));
    CHECK(asked[0].ulValueLen == 5 && asked[1].ulValueLen == sizeof inner && asked[2].ulValueLen == sizeof class);
    CK_BYTE inner_label[8];
    CK_BBOOL inner_flag = 7;
    CK_ATTRIBUTE parts[2] = {{0, NULL, 0}, {0, NULL, 0}};
    asked[0] = (CK_ATTRIBUTE){CKA_LABEL, label, sizeof label};
    asked[1] = (CK_ATTRIBUTE){CKA_UNWRAP_TEMPLATE, parts, sizeof parts};
    asked[2] = (CK_ATTRIBUTE){CKA_CLASS, &class, sizeof class};
    OK(p11->C_GetAttributeValue(s, key, asked, 3));
    CHECK(memcmp(label, "outer", 5) == 0 && class == 4);
    for (int i = 0; i < 2; i++) {
        CHECK(parts[i].ulValueLen == (parts[i].type == CKA_LABEL ? 5 : 1));
        parts[i].pValue = parts[i].type == CKA_LABEL ? inner_label : &inner_flag;
    }
    OK(p11->C_GetAttributeValue(s, key, asked, 3));
    CHECK(memcmp(inner_label, "inner", 5) == 0 && inner_flag == 0);
    asked[1].ulValueLen = sizeof(CK_ATTRIBUTE);
    CODE(CKR_BUFFER_TOO_SMALL, p11->C_GetAttributeValue(s, key, &asked[1], 1));
    CHECK(asked[1].ulValueLen == CK_UNAVAILABLE_INFORMATION);
    asked[0].ulValueLen = 2;
    CODE(CKR_BUFFER_TOO_SMALL, p11->C_GetAttributeValue(s, key, asked, 1));
    CHECK(asked[0].ulValueLen == CK_UNAVAILABLE_INFORMATION);
    CK_ATTRIBUTE secret[] = {{CKA_VALUE, value, 16}, {CKA_LABEL, label, 8}, {0x8fff0001UL, NULL, 0}};
    CK_RV code = p11->C_GetAttributeValue(s, key, secret, 3);
    CHECK(code == CKR_ATTRIBUTE_SENSITIVE || code == CKR_ATTRIBUTE_TYPE_INVALID);
    CHECK(secret[0].ulValueLen == CK_UNAVAILABLE_INFORMATION || secret[0].ulValueLen == 16);
    CHECK(secret[1].ulValueLen == 5 && secret[2].ulValueLen == CK_UNAVAILABLE_INFORMATION);
    CODE(CKR_ARGUMENTS_BAD, p11->C_GetAttributeValue(s, key, NULL, 1));
    CK_ATTRIBUTE renamed = {CKA_LABEL, "other", 5};
    OK(p11->C_SetAttributeValue(s, key, &renamed, 1));
    CK_OBJECT_HANDLE found[4];
    CK_ULONG count = 0;
    OK(p11->C_FindObjectsInit(s, &renamed, 1));
    CODE(CKR_ARGUMENTS_BAD, p11->C_FindObjects(s, found, 4, NULL));
    OK(p11->C_FindObjects(s, found, 4, &count));
    CHECK(count == 1 && found[0] == key);
    OK(p11->C_FindObjects(s, found, 4, &count));
    CHECK(count == 0);
    OK(p11->C_FindObjectsFinal(s));
    CK_ULONG vendor = 0xCE534351UL;
    CK_ATTRIBUTE searched = {CKA_CLASS, &vendor, sizeof vendor};
    OK(p11->C_FindObjectsInit(s, &searched, 1));
    OK(p11->C_FindObjects(s, found, 4, &count));
    CHECK(count == 0);
    OK(p11->C_FindObjectsFinal(s));
    OK(p11->C_FindObjectsInit(s, NULL, 0));
    OK(p11->C_FindObjectsFinal(s));
}

struct worker {
    pthread_t thread;
    CK_SLOT_ID slot;
    int failures;
};

static void *work(void *argument) {
    struct worker *me = argument;
    CK_MECHANISM sha256 = {SHA256, NULL, 0};
    for (int i = 0; i < 20; i++) {
        CK_SESSION_HANDLE s;
        CK_BYTE digest[32];
        CK_ULONG length = sizeof digest;
        me->failures += p11->C_OpenSession(me->slot, CKF_SERIAL_SESSION, NULL, NULL, &s) != CKR_OK;
        me->failures += p11->C_DigestInit(s, &sha256) != CKR_OK;
        me->failures += p11->C_Digest(s, (CK_BYTE *)"abc", 3, digest, &length) != CKR_OK;
        me->failures += memcmp(digest, "\xba\x78\x16\xbf", 4) != 0;
        me->failures += p11->C_CloseSession(s) != CKR_OK;
    }
    return NULL;
}

static void threads(CK_SLOT_ID slot) {
    struct worker workers[16];
    for (int i = 0; i < 16; i++) {
        workers[i] = (struct worker){.slot = slot};
        pthread_create(&workers[i].thread, NULL, work, &workers[i]);
    }
    for (int i = 0; i < 16; i++) {
        pthread_join(workers[i].thread, NULL);
        CHECK(workers[i].failures == 0);
    }
}

/* A child has to initialise again; the parent does not notice. */
static void forks(CK_SLOT_ID slot, CK_SESSION_HANDLE s, int times) {
    CK_SESSION_INFO info;
    for (int i = 0; i < times; i++) {
        fflush(stdout);
        pid_t child = fork();
        if (child == 0) {
            failures = 0;
            CODE(CKR_CRYPTOKI_NOT_INITIALIZED, p11->C_GetSessionInfo(s, &info));
            OK(p11->C_Initialize(NULL));
            CODE(CKR_SESSION_HANDLE_INVALID, p11->C_GetSessionInfo(s, &info));
            CK_SESSION_HANDLE mine;
            OK(p11->C_OpenSession(slot, CKF_SERIAL_SESSION, NULL, NULL, &mine));
            OK(p11->C_GetSessionInfo(mine, &info));
            CHECK(info.state == 0);
            OK(p11->C_Finalize(NULL));
            fflush(stdout);
            _exit(failures);
        }
        int status = -1;
        waitpid(child, &status, 0);
        CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
        OK(p11->C_GetSessionInfo(s, &info));
        CHECK(info.state == 3);
    }
}

static void *wait_for_event(void *argument) {
    CK_SLOT_ID slot;
    *(CK_RV *)argument = p11->C_WaitForSlotEvent(0, &slot, NULL);
    return NULL;
}

int main(int count, char **arguments) {
    if (count != 5) {
        fprintf(stderr, "usage: conformance LIBRARY PIN FORKS COPY\n");
        return 2;
    }
    void *library = dlopen(arguments[1], RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) {
        fprintf(stderr, "%s\n", dlerror());
        return 2;
    }
    interfaces(library);
    initialization();
    second_load(library, arguments[1]);
    CK_SLOT_ID slot = slots();
    CK_SESSION_HANDLE s = session(slot, arguments[2]);
    random_and_digests(s);
    encryption(s);
    no_place_for_a_length(s);
    too_long(s);
    messages(s);
    signatures(s);
    rsa(s);
    keys(s);
    two_at_once(s);
    authenticated(s);
    attributes(s);
    nested_templates(s);
    threads(slot);
    forks(slot, s, atoi(arguments[3]));
    copy_of_the_library(arguments[4], slot, s);
    OK(p11->C_Logout(s));
    OK(p11->C_LoginUser(s, 1, (CK_BYTE *)arguments[2], strlen(arguments[2]), NULL, 0));
    OK(p11->C_Logout(s));
    OK(p11->C_CloseSession(s));
    CODE(CKR_SESSION_HANDLE_INVALID, p11->C_CloseSession(s));
    OK(p11->C_CloseAllSessions(slot));
    pthread_t waiter;
    CK_RV waited = CKR_OK;
    pthread_create(&waiter, NULL, wait_for_event, &waited);
    usleep(100000);
    OK(p11->C_Finalize(NULL));
    pthread_join(waiter, NULL);
    CHECK(waited == CKR_CRYPTOKI_NOT_INITIALIZED);
    CODE(CKR_CRYPTOKI_NOT_INITIALIZED, p11->C_CloseSession(s));
    dlclose(library);
    printf("%d checks, %d failures\n", checks, failures);
    return failures == 0 ? 0 : 1;
}

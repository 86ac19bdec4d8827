/*
 * Calls functions with every form of answer, whatever comes back: any_answer LIBRARY ROUNDS. For a daemon that answers
 * anything, and a library with sanitizers: what matters is that nothing is written where it should not be.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pkcs11.h"

static CK_FUNCTION_LIST_3_2 *p11;

/* On the heap, each as large as is said: the sanitizer sees a byte too many. */
static void round_of(CK_SESSION_HANDLE s) {
    CK_BYTE *out = malloc(24);
    CK_BYTE *iv = malloc(12);
    CK_BYTE *tag = malloc(16);
    CK_ULONG *list = malloc(3 * sizeof *list);
    CK_BYTE *label = malloc(5);
    CK_ATTRIBUTE *inner = malloc(2 * sizeof *inner);
    CK_BYTE data[8] = "data";
    CK_ULONG length;
    CK_ULONG count;
    CK_OBJECT_HANDLE one;
    CK_OBJECT_HANDLE other;
    CK_SLOT_INFO slot;
    CK_TOKEN_INFO token;
    CK_SESSION_INFO session;
    CK_MECHANISM_INFO mechanism;
    CK_MECHANISM none = {0x250, NULL, 0};
    memset(iv, 0, 12);
    memset(tag, 0, 16);

    count = 3;
    p11->C_GetSlotList(1, list, &count);
    p11->C_GetSlotList(0, NULL, &count);
    count = 3;
    p11->C_GetMechanismList(0, list, &count);
    p11->C_GetMechanismInfo(0, 1, &mechanism);
    p11->C_GetSlotInfo(0, &slot);
    p11->C_GetTokenInfo(0, &token);
    p11->C_OpenSession(0, CKF_SERIAL_SESSION, NULL, NULL, &one);
    p11->C_GetSessionInfo(s, &session);
    p11->C_WaitForSlotEvent(CKF_DONT_BLOCK, &one, NULL);
    p11->C_Login(s, 1, data, 4);
    p11->C_GenerateRandom(s, out, 24);
    length = 24;
    p11->C_GetOperationState(s, out, &length);
    p11->C_GetOperationState(s, NULL, &length);
    p11->C_GetObjectSize(s, 1, &length);
    p11->C_FindObjects(s, list, 3, &count);
    length = 24;
    p11->C_Encrypt(s, data, 8, out, &length);
    p11->C_Encrypt(s, data, 8, NULL, &length);
    length = 24;
    p11->C_SignFinal(s, out, &length);
    CK_GCM_MESSAGE_PARAMS gcm = {iv, 12, 0, 0, tag, 128};
    length = 24;
    p11->C_EncryptMessage(s, &gcm, sizeof gcm, data, 8, data, 8, out, &length);
    p11->C_EncryptMessageBegin(s, &gcm, sizeof gcm, data, 8);
    p11->C_GenerateKeyPair(s, &none, NULL, 0, NULL, 0, &one, &other);
    p11->C_GenerateKey(s, &none, NULL, 0, &one);
    length = 24;
    p11->C_EncapsulateKey(s, &none, 1, NULL, 0, out, &length, &one);
    CK_ATTRIBUTE asked[] = {{3, label, 5}, {0x40000212UL, inner, 2 * sizeof *inner}, {0x11, NULL, 0}, {0x40000211UL, NULL, 0}};
    inner[0] = (CK_ATTRIBUTE){0, out, 24};
    inner[1] = (CK_ATTRIBUTE){0, NULL, 0};
    p11->C_GetAttributeValue(s, 1, asked, 4);
    p11->C_CloseSession(s);
    free(out);
    free(iv);
    free(tag);
    free(list);
    free(label);
    free(inner);
}

int main(int count, char **arguments) {
    void *library = count == 3 ? dlopen(arguments[1], RTLD_NOW | RTLD_LOCAL) : NULL;
    if (library == NULL) {
        fprintf(stderr, "%s\n", dlerror());
        return 2;
    }
    CK_RV (*get)(CK_UTF8CHAR_PTR, CK_VERSION *, CK_INTERFACE_PTR_PTR, CK_FLAGS);
    *(void **)&get = dlsym(library, "C_GetInterface");
    CK_INTERFACE *interface;
    get(NULL, NULL, &interface, 0);
    p11 = interface->pFunctionList;
    p11->C_Initialize(NULL);
    for (int i = 0; i < atoi(arguments[2]); i++) {
        round_of(7);
    }
    p11->C_Finalize(NULL);
    printf("done\n");
    return 0;
}

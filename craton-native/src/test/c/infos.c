/*
 * What the library says of itself, of a slot, its token and its mechanisms, a field in a line: infos LIBRARY SLOT.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

#include "pkcs11.h"

static CK_FUNCTION_LIST *p11;

static void ok(CK_RV code) {
    if (code != CKR_OK) {
        printf("code 0x%lx\n", code);
        exit(1);
    }
}

#define TEXT(field) printf(#field " [%.*s]\n", (int)sizeof(field), (const char *)(field))
#define NUMBER(field) printf(#field " %ld\n", (long)(field))
#define VERSION(field) printf(#field " %d.%d\n", (field).major, (field).minor)

static void module(void) {
    CK_INFO info;
    ok(p11->C_GetInfo(&info));
    VERSION(info.cryptokiVersion);
    TEXT(info.manufacturerID);
    NUMBER(info.flags);
    TEXT(info.libraryDescription);
    VERSION(info.libraryVersion);
}

static void slot(CK_SLOT_ID id) {
    CK_SLOT_INFO slot;
    ok(p11->C_GetSlotInfo(id, &slot));
    TEXT(slot.slotDescription);
    TEXT(slot.manufacturerID);
    NUMBER(slot.flags);
    VERSION(slot.hardwareVersion);
    VERSION(slot.firmwareVersion);
}

static void token(CK_SLOT_ID id) {
    CK_TOKEN_INFO token;
    ok(p11->C_GetTokenInfo(id, &token));
    TEXT(token.label);
    TEXT(token.manufacturerID);
    TEXT(token.model);
    TEXT(token.serialNumber);
    NUMBER(token.flags);
    NUMBER(token.ulMaxSessionCount);
    NUMBER(token.ulSessionCount);
    NUMBER(token.ulMaxRwSessionCount);
    NUMBER(token.ulRwSessionCount);
    NUMBER(token.ulMaxPinLen);
    NUMBER(token.ulMinPinLen);
    NUMBER(token.ulTotalPublicMemory);
    NUMBER(token.ulFreePublicMemory);
    NUMBER(token.ulTotalPrivateMemory);
    NUMBER(token.ulFreePrivateMemory);
    VERSION(token.hardwareVersion);
    VERSION(token.firmwareVersion);
    TEXT(token.utcTime);
}

static void mechanisms(CK_SLOT_ID id) {
    CK_ULONG count = 0;
    ok(p11->C_GetMechanismList(id, NULL, &count));
    CK_MECHANISM_TYPE *types = calloc(count, sizeof *types);
    ok(p11->C_GetMechanismList(id, types, &count));
    for (CK_ULONG i = 0; i < count; i++) {
        CK_MECHANISM_INFO info;
        ok(p11->C_GetMechanismInfo(id, types[i], &info));
        printf("mechanism %lx %lu %lu %lx\n", types[i], info.ulMinKeySize, info.ulMaxKeySize, info.flags);
    }
    free(types);
}

int main(int count, char **arguments) {
    void *library = count == 3 ? dlopen(arguments[1], RTLD_NOW | RTLD_LOCAL) : NULL;
    if (library == NULL) {
        fprintf(stderr, "usage: infos LIBRARY SLOT\n");
        return 2;
    }
    CK_RV (*get)(CK_FUNCTION_LIST **);
    *(void **)&get = dlsym(library, "C_GetFunctionList");
    ok(get(&p11));
    ok(p11->C_Initialize(NULL));
    CK_SLOT_ID id = strtoul(arguments[2], NULL, 10);
    CK_SESSION_HANDLE s;
    module();
    slot(id);
    ok(p11->C_OpenSession(id, CKF_SERIAL_SESSION, NULL, NULL, &s));
    token(id);
    mechanisms(id);
    ok(p11->C_Finalize(NULL));
    return 0;
}

/*
 * What there is without a daemon: daemon_gone LIBRARY. Reads what happened from standard input, a word a line, and says
 * what the functions give then. The first line stands for the start without one.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

#include "pkcs11.h"

static CK_FUNCTION_LIST *p11;
static CK_SESSION_HANDLE session;

static void slots(void) {
    CK_ULONG all = 99;
    CK_ULONG with_token = 99;
    CK_SLOT_ID list[4] = {77, 77, 77, 77};
    CK_RV one = p11->C_GetSlotList(0, NULL, &all);
    CK_RV other = p11->C_GetSlotList(1, NULL, &with_token);
    CK_ULONG count = 4;
    CK_RV third = p11->C_GetSlotList(0, list, &count);
    printf("slots %lx %lu, %lx %lu, %lx %lu\n", one, all, other, with_token, third, list[0]);
}

static void slot(void) {
    CK_SLOT_INFO info;
    CK_TOKEN_INFO token;
    CK_SESSION_HANDLE none;
    CK_RV one = p11->C_GetSlotInfo(0, &info);
    CK_RV other = p11->C_GetTokenInfo(0, &token);
    CK_RV third = p11->C_GetTokenInfo(1, &token);
    CK_RV fourth = p11->C_OpenSession(0, CKF_SERIAL_SESSION, NULL, NULL, &none);
    printf("slot %lx %lx, %lx, %lx, %lx\n", one, one == CKR_OK ? info.flags : 0, other, third, fourth);
}

static void empty(void) {
    CK_SLOT_INFO info = {.slotDescription = ""};
    CK_RV one = p11->C_GetSlotInfo(1, &info);
    CK_RV other = p11->C_GetSlotInfo(0, &info);
    printf("empty %lx %lx %.21s\n", one, other, (const char *)info.slotDescription);
}

static void call(void) {
    CK_SESSION_INFO info;
    printf("call %lx\n", p11->C_GetSessionInfo(session, &info));
}

static void open(void) {
    printf("open %lx\n", p11->C_OpenSession(0, CKF_SERIAL_SESSION, NULL, NULL, &session));
}

int main(int count, char **arguments) {
    void *library = count == 2 ? dlopen(arguments[1], RTLD_NOW | RTLD_LOCAL) : NULL;
    if (library == NULL) {
        fprintf(stderr, "%s\n", dlerror());
        return 2;
    }
    CK_RV (*get)(CK_FUNCTION_LIST **);
    *(void **)&get = dlsym(library, "C_GetFunctionList");
    get(&p11);
    printf("initialize %lx\n", p11->C_Initialize(NULL));
    fflush(stdout);
    char word[16];
    while (scanf("%15s", word) == 1) {
        if (strcmp(word, "slots") == 0) {
            slots();
        } else if (strcmp(word, "slot") == 0) {
            slot();
        } else if (strcmp(word, "empty") == 0) {
            empty();
        } else if (strcmp(word, "open") == 0) {
            open();
        } else {
            call();
        }
        fflush(stdout);
    }
    printf("finalize %lx\n", p11->C_Finalize(NULL));
    return 0;
}

/*
 * A fuzzer of what the library reads: the whole library, with a socket behind which the input is the daemon's answer. The first
 * byte of an input chooses the function, and with its high bits what of the answer is right already; the rest is the answer.
 *
 * With clang -fsanitize=fuzzer it is a target of libFuzzer; with -DSTANDALONE it goes through the files it is given.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "link.h"

#define LONGEST 65536
#define RAW 0x80  /* the length is the input's, too */
#define WELL 0x40 /* kind, return code and text are those of a success */

static const uint8_t *input;
static size_t input_length;
static int daemon_end = -1;

static void answer(const void *head, size_t head_length, const void *bytes, size_t length, bool framed) {
    unsigned char frame[4 + 32 + LONGEST];
    uint32_t whole = (uint32_t)(head_length + length);
    size_t at = framed ? sizeof whole : 0;
    memcpy(frame, &whole, at);
    memcpy(frame + at, head, head_length);
    memcpy(frame + at + head_length, bytes, length);
    send(daemon_end, frame, at + head_length + length, MSG_NOSIGNAL);
}

/* Instead of place.c: packets, so that all answers can lie ready. */
int place_connect(void) {
    static const unsigned char welcome[12] = {'C', 'H', 'S', 'M', 1, 0, 0, 0, 0, 0, 16, 0};
    static const unsigned char begun[9 + 1 + 1 + 8 + 16] = {[10] = 1, [11] = 16};
    static const unsigned char well[1 + 8 + 1] = {0};
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
        return -1;
    }
    if (daemon_end >= 0) {
        close(daemon_end);
    }
    daemon_end = ends[1];
    answer("", 0, welcome, sizeof welcome, false);
    answer("", 0, begun, sizeof begun, true);
    if (input_length > 0) {
        answer(well, (input[0] & WELL) != 0 ? sizeof well : 0, input + 1, input_length - 1, (input[0] & RAW) == 0);
    }
    shutdown(daemon_end, SHUT_WR);
    return ends[0];
}

/* On the heap, each as large as is said: the sanitizer sees a byte too many. */
static CK_BYTE *out, *iv, *tag, *label;
static CK_ULONG *list;
static CK_ATTRIBUTE *inner;

static void one_call(unsigned function) {
    CK_SESSION_HANDLE s = 7;
    CK_BYTE data[8] = "data";
    CK_ULONG length = 24;
    CK_ULONG count = 3;
    CK_OBJECT_HANDLE one;
    CK_OBJECT_HANDLE other;
    CK_SLOT_INFO slot;
    CK_TOKEN_INFO token;
    CK_SESSION_INFO session;
    CK_MECHANISM_INFO mechanism;
    CK_MECHANISM none = {0x250, NULL, 0};
    CK_GCM_MESSAGE_PARAMS gcm = {iv, 12, 0, 0, tag, 128};
    CK_MECHANISM wrapping = {0x1087UL, &gcm, sizeof gcm};
    CK_ATTRIBUTE asked[] = {{3, label, 5}, {0x40000212UL, inner, 2 * sizeof *inner}, {0x11, NULL, 0}, {0x40000211UL, NULL, 0}};
    switch (function) {
    case 0: C_GetSlotList(1, list, &count); break;
    case 1: C_GetSlotList(0, NULL, &count); break;
    case 2: C_GetMechanismList(0, list, &count); break;
    case 3: C_GetMechanismInfo(0, 1, &mechanism); break;
    case 4: C_GetSlotInfo(0, &slot); break;
    case 5: C_GetTokenInfo(0, &token); break;
    case 6: C_OpenSession(0, CKF_SERIAL_SESSION, NULL, NULL, &one); break;
    case 7: C_GetSessionInfo(s, &session); break;
    case 8: C_WaitForSlotEvent(CKF_DONT_BLOCK, &one, NULL); break;
    case 9: C_Login(s, 1, data, 4); break;
    case 10: C_GenerateRandom(s, out, 24); break;
    case 11: C_GetOperationState(s, out, &length); break;
    case 12: C_GetOperationState(s, NULL, &length); break;
    case 13: C_GetObjectSize(s, 1, &length); break;
    case 14: C_FindObjects(s, list, 3, &count); break;
    case 15: C_Encrypt(s, data, 8, out, &length); break;
    case 16: C_Encrypt(s, data, 8, NULL, &length); break;
    case 17: C_SignFinal(s, out, &length); break;
    case 18: C_EncryptMessage(s, &gcm, sizeof gcm, data, 8, data, 8, out, &length); break;
    case 19: C_EncryptMessageBegin(s, &gcm, sizeof gcm, data, 8); break;
    case 20: C_GenerateKeyPair(s, &none, NULL, 0, NULL, 0, &one, &other); break;
    case 21: C_GenerateKey(s, &none, NULL, 0, &one); break;
    case 22: C_EncapsulateKey(s, &none, 1, NULL, 0, out, &length, &one); break;
    case 23: C_WrapKeyAuthenticated(s, &wrapping, 1, 1, data, 8, out, &length); break;
    case 24: C_SignMessageNext(s, NULL, 0, data, 8, out, &length); break;
    default:
        inner[0] = (CK_ATTRIBUTE){0, out, 24};
        inner[1] = (CK_ATTRIBUTE){0, NULL, 0};
        C_GetAttributeValue(s, 1, asked, 4);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    if (length == 0 || length > LONGEST) {
        return 0;
    }
    input = bytes;
    input_length = length;
    out = malloc(24);
    memset(out, 0xee, 24); /* no pointers, no templates */
    iv = calloc(1, 12);
    tag = calloc(1, 16);
    label = malloc(5);
    list = malloc(3 * sizeof *list);
    inner = malloc(2 * sizeof *inner);
    C_Initialize(NULL);
    one_call(bytes[0] & 0x1f);
    C_Finalize(NULL);
    free(out);
    free(iv);
    free(tag);
    free(label);
    free(list);
    free(inner);
    return 0;
}

#ifdef STANDALONE
int main(int count, char **files) {
    static uint8_t bytes[LONGEST];
    for (int i = 1; i < count; i++) {
        FILE *file = fopen(files[i], "rb");
        if (file == NULL) {
            perror(files[i]);
            return 2;
        }
        LLVMFuzzerTestOneInput(bytes, fread(bytes, 1, sizeof bytes, file));
        fclose(file);
    }
    printf("%d inputs\n", count - 1);
    return 0;
}
#endif

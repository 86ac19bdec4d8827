/*
 * What the library's codec writes where it is compiled, a line each in hexadecimal digits, and what it reads: codec HEX says
 * the number, the byte string and the two numbers of a list that the bytes are.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "message.h"

#ifdef _WIN32
#pragma pack(push, 1)
#endif
struct gcm {
    CK_BYTE *iv;
    CK_ULONG iv_length, iv_bits;
    CK_BYTE *aad;
    CK_ULONG aad_length, tag_bits;
};
struct pss {
    CK_ULONG hash, mgf, salt;
};
struct oaep {
    CK_ULONG hash, mgf, source;
    CK_BYTE *label;
    CK_ULONG label_length;
};
struct wrap {
    CK_ULONG bits;
    struct oaep *oaep;
};
struct ecdh {
    CK_ULONG kdf, shared_length;
    CK_BYTE *shared;
    CK_ULONG point_length;
    CK_BYTE *point;
};
struct eddsa {
    CK_BBOOL hashed;
    CK_ULONG context_length;
    CK_BYTE *context;
};
struct hkdf {
    CK_BBOOL extracts, expands;
    CK_ULONG hash, salt_type;
    CK_BYTE *salt;
    CK_ULONG salt_length, key;
    CK_BYTE *info;
    CK_ULONG info_length;
};
struct counter {
    CK_BBOOL little_endian;
    CK_ULONG bits;
};
struct derived_length {
    CK_ULONG method;
    CK_BBOOL little_endian;
    CK_ULONG bits;
};
struct piece {
    CK_ULONG type;
    void *value;
    CK_ULONG length;
};
struct sp800_108 {
    CK_ULONG prf, count;
    struct piece *pieces;
    CK_ULONG keys;
    void *more;
};
struct aes_cbc {
    CK_BYTE iv[16];
    CK_BYTE *bytes;
    CK_ULONG length;
};
#ifdef _WIN32
#pragma pack(pop)
#endif

static struct message m;
static CK_BYTE some[4] = {0, 1, 0xff, 127};

static void say(const char *name) {
    printf("%s %lx ", name, (unsigned long)m.error);
    for (size_t i = 0; i < m.length; i++) {
        printf("%02x", m.bytes[FRAME_HEADER + i]);
    }
    printf("\n");
    message_begin(&m);
}

static void mechanism(const char *name, CK_MECHANISM_TYPE type, void *parameter, size_t length) {
    put_mechanism(&m, &(CK_MECHANISM){type, parameter, (CK_ULONG)length});
    say(name);
}

static void write_all(void) {
    struct gcm gcm = {some, 4, 32, some, 4, 96};
    mechanism("CKM_AES_GCM", 0x1087, &gcm, sizeof gcm);
    struct pss pss = {0x250, 2, 32};
    mechanism("CKM_SHA256_RSA_PKCS_PSS", 0x43, &pss, sizeof pss);
    struct oaep oaep = {0x250, 2, 1, some, 4};
    mechanism("CKM_RSA_PKCS_OAEP", 0x9, &oaep, sizeof oaep);
    struct wrap wrap = {256, &oaep};
    mechanism("CKM_RSA_AES_KEY_WRAP", 0x1054, &wrap, sizeof wrap);
    struct ecdh ecdh = {1, 0, NULL, 4, some};
    mechanism("CKM_ECDH1_DERIVE", 0x1050, &ecdh, sizeof ecdh);
    struct eddsa eddsa = {1, 4, some};
    mechanism("CKM_EDDSA", 0x1057, &eddsa, sizeof eddsa);
    struct hkdf hkdf = {1, 0, 0x250, 2, some, 4, 0, some, 4};
    mechanism("CKM_HKDF_DERIVE", 0x402A, &hkdf, sizeof hkdf);
    struct counter counter = {0, 24};
    struct derived_length derived = {1, 0, 64};
    struct piece pieces[] = {{1, &counter, sizeof counter}, {3, &derived, sizeof derived}, {4, some, 4}};
    struct sp800_108 sp800_108 = {0x251, 3, pieces, 0, NULL};
    mechanism("CKM_SP800_108_COUNTER_KDF", 0x3AC, &sp800_108, sizeof sp800_108);
    struct aes_cbc cbc = {{7}, some, 4};
    mechanism("CKM_AES_CBC_ENCRYPT_DATA", 0x1105, &cbc, sizeof cbc);
    CK_ULONG length = 16;
    mechanism("CKM_SHA256_HMAC_GENERAL", 0x252, &length, sizeof length);
    mechanism("CKM_AES_CBC", 0x1082, cbc.iv, 16);
    mechanism("too-long", 0x43, &pss, sizeof pss + 1);
    CK_ULONG class = 4;
    CK_ATTRIBUTE inner = {3, "inner", 5};
    CK_ATTRIBUTE attributes[] = {{0, &class, sizeof class}, {3, "outer", 5}, {0x40000212UL, &inner, sizeof inner}};
    put_template(&m, attributes, 3);
    say("template");
    CK_GCM_MESSAGE_PARAMS message = {some, 4, 8, 1, some, 32};
    put_message_parameters(&m, &message, sizeof message);
    say("message");
    CK_CCM_MESSAGE_PARAMS ccm = {9, some, 4, 8, 1, some, 4};
    put_message_parameters(&m, &ccm, sizeof ccm);
    say("message");
    put_form(&m);
    say("form");
}

static void read_one(const char *hex) {
    unsigned octet;
    for (; sscanf(hex, "%2x", &octet) == 1; hex += 2) {
        put_octet(&m, octet);
    }
    unsigned long number = take_ulong(&m);
    CK_ULONG length;
    const unsigned char *bytes = take_bytes(&m, &length);
    printf("%lx %.*s", number, (int)length, (const char *)bytes);
    for (CK_ULONG count = take_count(&m, 1 + sizeof(CK_ULONG)); count > 0; count--) {
        printf(" %lx", (unsigned long)take_present(&m));
    }
    take_end(&m);
    printf(" %lx\n", (unsigned long)m.error);
}

int main(int count, char **arguments) {
    if (count == 2) {
        read_one(arguments[1]);
    } else {
        write_all();
    }
    message_free(&m);
    return 0;
}

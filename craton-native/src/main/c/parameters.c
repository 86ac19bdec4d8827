#include <stdlib.h>
#include <string.h>

#include "message.h"

/* More pieces of input of SP 800-108 are refused. */
#define MOST_PIECES 4096UL

/*
 * The structures that are parameters of mechanisms: a letter for each field, and the mechanisms that docs/wire.md names.
 *
 *   u  CK_ULONG             f  CK_BBOOL
 *   b  pointer, length      B  length, pointer
 *   i  as b, and never null, for null would ask the module for a vector
 *   x  16 bytes             y  8 bytes
 *   P  pointer to a CK_RSA_PKCS_OAEP_PARAMS
 *   D  number of and pointer to CK_PRF_DATA_PARAM
 *   K  number of and pointer to further keys, of which the number travels
 */
static const struct {
    const char *fields;
    CK_MECHANISM_TYPE mechanisms[23]; /* and 0 */
} structures[] = {
    {"ux", {0x1086}},                 /* CK_AES_CTR_PARAMS */
    {"iubu", {0x1087, 0x108E}},       /* CK_GCM_PARAMS */
    {"ubbu", {0x1088}},               /* CK_CCM_PARAMS */
    {"bb", {0x4021}},                 /* CK_SALSA20_CHACHA20_POLY1305_PARAMS */
    {"uuu", {0xD, 0xE, 0x43, 0x44, 0x45, 0x47, 0x63, 0x64, 0x65, 0x67}}, /* CK_RSA_PKCS_PSS_PARAMS */
    {"uuub", {0x9}},                  /* CK_RSA_PKCS_OAEP_PARAMS */
    {"uP", {0x1054}},                 /* CK_RSA_AES_KEY_WRAP_PARAMS */
    {"uBB", {0x1050, 0x1051}},        /* CK_ECDH1_DERIVE_PARAMS */
    {"fB", {0x1057}},                 /* CK_EDDSA_PARAMS */
    {"ub", {0x1D, 0x23, 0x24, 0x25, 0x26, 0x27, 0x28, 0x29, 0x2A, 0x2B, 0x2C, 0x2E, 0x36, 0x37, 0x38, 0x39, 0x3A, 0x3B,
            0x3C, 0x3D, 0x3E, 0x3F}}, /* CK_SIGN_ADDITIONAL_CONTEXT */
    {"ubu", {0x1F, 0x34}},            /* CK_HASH_SIGN_ADDITIONAL_CONTEXT */
    {"u", {0x4A, 0x4E, 0x137, 0x222, 0x252, 0x257, 0x262, 0x272, 0x2B2, 0x2B7, 0x2C2, 0x2D2, 0x108B}}, /* CK_MAC_GENERAL_PARAMS */
    {"ffuubub", {0x402A, 0x402B}},    /* CK_HKDF_PARAMS */
    {"ubuubb", {0x3B0}},              /* CK_PKCS5_PBKD2_PARAMS2 */
    {"uDK", {0x3AC}},                 /* CK_SP800_108_KDF_PARAMS */
    {"uDBK", {0x3AD}},                /* CK_SP800_108_FEEDBACK_KDF_PARAMS */
    {"b", {0x362, 0x363, 0x364, 0x1102, 0x1104}}, /* CK_KEY_DERIVATION_STRING_DATA */
    {"xb", {0x1105}},                 /* CK_AES_CBC_ENCRYPT_DATA_PARAMS */
    {"yb", {0x1103}},                 /* CK_DES_CBC_ENCRYPT_DATA_PARAMS */
    {"u", {0x360}},                   /* CK_OBJECT_HANDLE */
    {"u", {0x365}},                   /* CK_EXTRACT_PARAMS */
};

/* The fields of a mechanism's parameter; null if it is bytes, or there is none. */
static const char *fields_of(CK_MECHANISM_TYPE mechanism) {
    for (size_t i = 0; i < sizeof structures / sizeof *structures; i++) {
        for (const CK_MECHANISM_TYPE *one = structures[i].mechanisms; *one != 0; one++) {
            if (*one == mechanism) {
                return structures[i].fields;
            }
        }
    }
    return NULL;
}

/* On Windows the structures of the standard have no gaps. Elsewhere numbers and pointers have the same size. */
static size_t aligned(size_t at) {
#ifdef _WIN32
    return at;
#else
    return (at + sizeof(CK_ULONG) - 1) / sizeof(CK_ULONG) * sizeof(CK_ULONG);
#endif
}

/* Its length with the gaps that a compiler leaves. */
static size_t length_of(const char *fields) {
    size_t at = 0;
    bool has_numbers = false;
    for (; *fields != '\0'; fields++) {
        if (*fields == 'f' || *fields == 'x' || *fields == 'y') {
            at += *fields == 'f' ? 1 : *fields == 'x' ? 16 : 8;
        } else {
            at = aligned(at) + (*fields == 'P' ? 0 : sizeof(CK_ULONG)) + (*fields == 'u' ? 0 : sizeof(void *));
            has_numbers = true;
        }
    }
    return has_numbers ? aligned(at) : at;
}

/* Where a structure is read. */
struct structure {
    const unsigned char *bytes;
    size_t at;
};

static void read_next(struct structure *s, void *value, size_t size) {
    s->at = aligned(s->at);
    memcpy(value, s->bytes + s->at, size);
    s->at += size;
}

static CK_ULONG number(struct structure *s) {
    CK_ULONG value;
    read_next(s, &value, sizeof value);
    return value;
}

static void *pointer(struct structure *s) {
    void *value;
    read_next(s, &value, sizeof value);
    return value;
}

/* Null and a length of 0 are null: what that means is the mechanism's affair. */
static void put_pointed(struct message *m, const void *bytes, CK_ULONG length) {
    if (bytes != NULL) {
        put_bytes(m, bytes, length);
        return;
    }
    if (length > 0) {
        message_refuse(m, CKR_MECHANISM_PARAM_INVALID);
    }
    put_null(m);
}

static void put_fields(struct message *m, const char *fields, struct structure *s);

/* A structure behind a pointer, or null. */
static void put_structure(struct message *m, const char *fields, const void *bytes, CK_ULONG length) {
    if (bytes == NULL) {
        put_pointed(m, bytes, length);
        return;
    }
    if (length != length_of(fields)) {
        message_refuse(m, CKR_MECHANISM_PARAM_INVALID);
        return;
    }
    size_t begin = begin_bytes(m);
    put_fields(m, fields, &(struct structure){bytes, 0});
    end_bytes(m, begin);
}

/* The pieces of the input of SP 800-108: CK_PRF_DATA_PARAM has type, pValue and ulValueLen. */
static void put_pieces(struct message *m, CK_ULONG count, const void *pieces) {
    if (count > MOST_PIECES || (pieces == NULL && count > 0)) {
        message_refuse(m, CKR_MECHANISM_PARAM_INVALID);
        return;
    }
    put_ulong(m, count);
    struct structure s = {pieces, 0};
    for (CK_ULONG i = 0; i < count && m->error == CKR_OK; i++) {
        CK_ULONG type = number(&s);
        const void *value = pointer(&s);
        CK_ULONG length = number(&s);
        put_ulong(m, type);
        if (type == 1 || type == 2) { /* the iteration variable, a counter: CK_SP800_108_COUNTER_FORMAT */
            put_structure(m, "fu", value, length);
        } else if (type == 3) { /* CK_SP800_108_DKM_LENGTH_FORMAT */
            put_structure(m, "ufu", value, length);
        } else {
            put_pointed(m, value, length);
        }
    }
}

static void put_fields(struct message *m, const char *fields, struct structure *s) {
    for (; *fields != '\0' && m->error == CKR_OK; fields++) {
        const void *bytes = strchr("biP", *fields) != NULL ? pointer(s) : NULL;
        CK_ULONG count = strchr("fxyP", *fields) != NULL ? 0 : number(s);
        CK_ULONG own_bytes = *fields == 'x' ? 16 : *fields == 'y' ? 8 : 0;
        switch (*fields) {
        case 'f': put_octet(m, s->bytes[s->at++] != 0); break;
        case 'b': put_pointed(m, bytes, count); break;
        case 'i': put_bytes(m, bytes, bytes == NULL ? 0 : count); break;
        case 'P': put_structure(m, "uuub", bytes, (CK_ULONG)length_of("uuub")); break;
        case 'B': put_pointed(m, pointer(s), count); break;
        case 'D': put_pieces(m, count, pointer(s)); break;
        case 'K': put_ulong(m, count), pointer(s); break;
        case 'u': put_ulong(m, count); break;
        default: put_bytes(m, s->bytes + s->at, own_bytes);
        }
        s->at += own_bytes;
    }
}

/* A mechanism that the table does not name has no parameter, or one that is bytes. */
void put_mechanism(struct message *m, const CK_MECHANISM *mechanism) {
    if (mechanism == NULL) {
        put_null(m);
        return;
    }
    put_present(m, mechanism->mechanism);
    const char *fields = fields_of(mechanism->mechanism);
    if (fields == NULL || mechanism->pParameter == NULL || mechanism->ulParameterLen == 0) {
        put_pointed(m, mechanism->ulParameterLen == 0 ? NULL : mechanism->pParameter, mechanism->ulParameterLen);
    } else {
        put_structure(m, fields, mechanism->pParameter, mechanism->ulParameterLen);
    }
}

/* The common fields of CK_GCM_MESSAGE_PARAMS, CK_CCM_MESSAGE_PARAMS and CK_SALSA20_CHACHA20_POLY1305_MSG_PARAMS. */
struct aead {
    CK_BYTE_PTR iv;
    CK_ULONG iv_length, fixed_bits, generator;
    CK_BYTE_PTR tag;
    CK_ULONG tag_length;
};

/* The structures have different lengths, so that no mechanism has to be remembered. */
static bool aead_of(const void *parameters, CK_ULONG length, struct aead *aead) {
    bool ccm = length == length_of("ubuub");
    bool chacha = length == length_of("bP");
    if (parameters == NULL || (!ccm && !chacha && length != length_of("buub"))) {
        return false;
    }
    struct structure s = {parameters, ccm ? sizeof(CK_ULONG) : 0}; /* ulDataLen does not travel */
    aead->iv = pointer(&s);
    aead->iv_length = number(&s);
    aead->fixed_bits = chacha ? 0 : number(&s);
    aead->generator = chacha ? 0 : number(&s);
    aead->tag = pointer(&s);
    aead->tag_length = chacha ? 16 : ccm ? number(&s) : number(&s) / 8;
    return true;
}

void put_message_parameters(struct message *m, const void *parameters, CK_ULONG length) {
    struct aead aead;
    if (!aead_of(parameters, length, &aead)) {
        put_octet(m, length == 0 ? 1 : 0);
        return;
    }
    put_octet(m, 2);
    put_bytes(m, aead.iv, aead.iv_length);
    put_ulong(m, aead.fixed_bits);
    put_ulong(m, aead.generator);
    put_bytes(m, aead.tag, aead.tag == NULL ? 0 : aead.tag_length);
}

static void take_into(struct message *m, CK_BYTE_PTR to, CK_ULONG room) {
    CK_ULONG length;
    const unsigned char *from = take_bytes(m, &length);
    if (to != NULL && from != NULL) {
        memcpy(to, from, length < room ? length : room);
    }
}

void take_message_parameters(struct message *m, const void *parameters, CK_ULONG length) {
    struct aead aead = {0};
    if (take_bool(m)) {
        aead_of(parameters, length, &aead);
        take_into(m, aead.iv, aead.iv_length);
        take_into(m, aead.tag, aead.tag_length);
    }
}

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "message.h"

/* More pieces of input of SP 800-108 are refused. */
#define MOST_PIECES 4096UL

/*
 * The structure that is the parameter of a mechanism: a letter for each of its fields.
 *
 *   u  CK_ULONG             f  CK_BBOOL
 *   b  pointer, length      B  length, pointer
 *   i  as b, and never null, for null would ask the module for a vector
 *   x  16 bytes             y  8 bytes
 *   P  pointer to a CK_RSA_PKCS_OAEP_PARAMS
 *   D  number of and pointer to CK_PRF_DATA_PARAM
 *   K  number of and pointer to further keys, of which the number travels
 */
static const char *fields_of(CK_MECHANISM_TYPE mechanism) {
    switch (mechanism) {
    case 0x1086UL: /* CKM_AES_CTR */
        return "ux"; /* CK_AES_CTR_PARAMS */
    case 0x1087UL: /* CKM_AES_GCM */
    case 0x108EUL: /* CKM_AES_GMAC */
        return "iubu"; /* CK_GCM_PARAMS */
    case 0x1088UL: /* CKM_AES_CCM */
        return "ubbu"; /* CK_CCM_PARAMS */
    case 0x4021UL: /* CKM_CHACHA20_POLY1305 */
        return "bb"; /* CK_SALSA20_CHACHA20_POLY1305_PARAMS */
    case 0xDUL: /* CKM_RSA_PKCS_PSS */
    case 0xEUL: /* CKM_SHA1_RSA_PKCS_PSS */
    case 0x43UL: /* CKM_SHA256_RSA_PKCS_PSS */
    case 0x44UL: /* CKM_SHA384_RSA_PKCS_PSS */
    case 0x45UL: /* CKM_SHA512_RSA_PKCS_PSS */
    case 0x47UL: /* CKM_SHA224_RSA_PKCS_PSS */
    case 0x63UL: /* CKM_SHA3_256_RSA_PKCS_PSS */
    case 0x64UL: /* CKM_SHA3_384_RSA_PKCS_PSS */
    case 0x65UL: /* CKM_SHA3_512_RSA_PKCS_PSS */
    case 0x67UL: /* CKM_SHA3_224_RSA_PKCS_PSS */
        return "uuu"; /* CK_RSA_PKCS_PSS_PARAMS */
    case 0x9UL: /* CKM_RSA_PKCS_OAEP */
        return "uuub"; /* CK_RSA_PKCS_OAEP_PARAMS */
    case 0x1054UL: /* CKM_RSA_AES_KEY_WRAP */
        return "uP"; /* CK_RSA_AES_KEY_WRAP_PARAMS */
    case 0x1050UL: /* CKM_ECDH1_DERIVE */
    case 0x1051UL: /* CKM_ECDH1_COFACTOR_DERIVE */
        return "uBB"; /* CK_ECDH1_DERIVE_PARAMS */
    case 0x1057UL: /* CKM_EDDSA */
        return "fB"; /* CK_EDDSA_PARAMS */
    case 0x1DUL: /* CKM_ML_DSA */
    case 0x23UL: /* CKM_HASH_ML_DSA_SHA224 */
    case 0x24UL: /* CKM_HASH_ML_DSA_SHA256 */
    case 0x25UL: /* CKM_HASH_ML_DSA_SHA384 */
    case 0x26UL: /* CKM_HASH_ML_DSA_SHA512 */
    case 0x27UL: /* CKM_HASH_ML_DSA_SHA3_224 */
    case 0x28UL: /* CKM_HASH_ML_DSA_SHA3_256 */
    case 0x29UL: /* CKM_HASH_ML_DSA_SHA3_384 */
    case 0x2AUL: /* CKM_HASH_ML_DSA_SHA3_512 */
    case 0x2BUL: /* CKM_HASH_ML_DSA_SHAKE128 */
    case 0x2CUL: /* CKM_HASH_ML_DSA_SHAKE256 */
    case 0x2EUL: /* CKM_SLH_DSA */
    case 0x36UL: /* CKM_HASH_SLH_DSA_SHA224 */
    case 0x37UL: /* CKM_HASH_SLH_DSA_SHA256 */
    case 0x38UL: /* CKM_HASH_SLH_DSA_SHA384 */
    case 0x39UL: /* CKM_HASH_SLH_DSA_SHA512 */
    case 0x3AUL: /* CKM_HASH_SLH_DSA_SHA3_224 */
    case 0x3BUL: /* CKM_HASH_SLH_DSA_SHA3_256 */
    case 0x3CUL: /* CKM_HASH_SLH_DSA_SHA3_384 */
    case 0x3DUL: /* CKM_HASH_SLH_DSA_SHA3_512 */
    case 0x3EUL: /* CKM_HASH_SLH_DSA_SHAKE128 */
    case 0x3FUL: /* CKM_HASH_SLH_DSA_SHAKE256 */
        return "ub"; /* CK_SIGN_ADDITIONAL_CONTEXT */
    case 0x1FUL: /* CKM_HASH_ML_DSA */
    case 0x34UL: /* CKM_HASH_SLH_DSA */
        return "ubu"; /* CK_HASH_SIGN_ADDITIONAL_CONTEXT */
    case 0x4AUL: /* CKM_SHA512_224_HMAC_GENERAL */
    case 0x4EUL: /* CKM_SHA512_256_HMAC_GENERAL */
    case 0x137UL: /* CKM_DES3_CMAC_GENERAL */
    case 0x222UL: /* CKM_SHA_1_HMAC_GENERAL */
    case 0x252UL: /* CKM_SHA256_HMAC_GENERAL */
    case 0x257UL: /* CKM_SHA224_HMAC_GENERAL */
    case 0x262UL: /* CKM_SHA384_HMAC_GENERAL */
    case 0x272UL: /* CKM_SHA512_HMAC_GENERAL */
    case 0x2B2UL: /* CKM_SHA3_256_HMAC_GENERAL */
    case 0x2B7UL: /* CKM_SHA3_224_HMAC_GENERAL */
    case 0x2C2UL: /* CKM_SHA3_384_HMAC_GENERAL */
    case 0x2D2UL: /* CKM_SHA3_512_HMAC_GENERAL */
    case 0x108BUL: /* CKM_AES_CMAC_GENERAL */
        return "u"; /* CK_MAC_GENERAL_PARAMS */
    case 0x402AUL: /* CKM_HKDF_DERIVE */
    case 0x402BUL: /* CKM_HKDF_DATA */
        return "ffuubub"; /* CK_HKDF_PARAMS */
    case 0x3B0UL: /* CKM_PKCS5_PBKD2 */
        return "ubuubb"; /* CK_PKCS5_PBKD2_PARAMS2 */
    case 0x3ACUL: /* CKM_SP800_108_COUNTER_KDF */
        return "uDK"; /* CK_SP800_108_KDF_PARAMS */
    case 0x3ADUL: /* CKM_SP800_108_FEEDBACK_KDF */
        return "uDBK"; /* CK_SP800_108_FEEDBACK_KDF_PARAMS */
    case 0x362UL: /* CKM_CONCATENATE_BASE_AND_DATA */
    case 0x363UL: /* CKM_CONCATENATE_DATA_AND_BASE */
    case 0x364UL: /* CKM_XOR_BASE_AND_DATA */
    case 0x1102UL: /* CKM_DES3_ECB_ENCRYPT_DATA */
    case 0x1104UL: /* CKM_AES_ECB_ENCRYPT_DATA */
        return "b"; /* CK_KEY_DERIVATION_STRING_DATA */
    case 0x1105UL: /* CKM_AES_CBC_ENCRYPT_DATA */
        return "xb"; /* CK_AES_CBC_ENCRYPT_DATA_PARAMS */
    case 0x1103UL: /* CKM_DES3_CBC_ENCRYPT_DATA */
        return "yb"; /* CK_DES_CBC_ENCRYPT_DATA_PARAMS */
    case 0x360UL: /* CKM_CONCATENATE_BASE_AND_KEY */
        return "u"; /* CK_OBJECT_HANDLE */
    case 0x365UL: /* CKM_EXTRACT_KEY_FROM_KEY */
        return "u"; /* CK_EXTRACT_PARAMS */
    default:
        return NULL;
    }
}

static size_t aligned(size_t at, size_t size) {
    return (at + size - 1) / size * size;
}

/* Where a structure is read. */
struct structure {
    const unsigned char *bytes;
    size_t at;
};

static CK_ULONG number(struct structure *s) {
    CK_ULONG value;
    s->at = aligned(s->at, sizeof value);
    memcpy(&value, s->bytes + s->at, sizeof value);
    s->at += sizeof value;
    return value;
}

static const void *pointer(struct structure *s) {
    const void *value;
    s->at = aligned(s->at, sizeof value);
    memcpy(&value, s->bytes + s->at, sizeof value);
    s->at += sizeof value;
    return value;
}

/* Its length with the gaps that a compiler leaves. */
static size_t length_of(const char *fields) {
    size_t at = 0;
    size_t widest = 1;
    for (; *fields != '\0'; fields++) {
        switch (*fields) {
        case 'f':
            at++;
            break;
        case 'x':
            at += 16;
            break;
        case 'y':
            at += 8;
            break;
        default:
            widest = sizeof(CK_ULONG);
            at = aligned(at, widest) + (strchr("uP", *fields) != NULL ? 1 : 2) * widest;
        }
    }
    return aligned(at, widest);
}

/* Null and a length of 0 are null: what that means is the mechanism's affair. */
static void put_pointed(struct message *m, const void *bytes, CK_ULONG length) {
    if (bytes == NULL) {
        if (length > 0 && m->error == CKR_OK) {
            m->error = CKR_MECHANISM_PARAM_INVALID;
        }
        put_null(m);
    } else {
        put_bytes(m, bytes, length);
    }
}

static void put_structure(struct message *m, const char *fields, const void *bytes, CK_ULONG length);

/* A structure behind a pointer, or null. */
static void put_inner(struct message *m, const char *fields, const void *bytes, CK_ULONG length) {
    if (bytes == NULL) {
        put_pointed(m, bytes, length);
        return;
    }
    size_t begin = begin_bytes(m);
    put_structure(m, fields, bytes, length);
    end_bytes(m, begin);
}

/* The pieces of the input of SP 800-108: CK_PRF_DATA_PARAM has type, pValue and ulValueLen. */
static void put_pieces(struct message *m, CK_ULONG count, const void *pieces) {
    if (count > MOST_PIECES || (pieces == NULL && count > 0)) {
        m->error = CKR_MECHANISM_PARAM_INVALID;
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
            put_inner(m, "fu", value, length);
        } else if (type == 3) { /* CK_SP800_108_DKM_LENGTH_FORMAT */
            put_inner(m, "ufu", value, length);
        } else {
            put_pointed(m, value, length);
        }
    }
}

static void put_field(struct message *m, char field, struct structure *s) {
    const void *bytes;
    CK_ULONG length;
    switch (field) {
    case 'u':
        put_ulong(m, number(s));
        break;
    case 'f':
        put_octet(m, s->bytes[s->at++] != 0);
        break;
    case 'b':
        bytes = pointer(s);
        put_pointed(m, bytes, number(s));
        break;
    case 'B':
        length = number(s);
        put_pointed(m, pointer(s), length);
        break;
    case 'i':
        bytes = pointer(s);
        put_bytes(m, bytes, bytes == NULL ? 0 : number(s));
        s->at = bytes == NULL ? s->at + sizeof length : s->at;
        break;
    case 'x':
    case 'y':
        length = field == 'x' ? 16 : 8;
        put_bytes(m, s->bytes + s->at, length);
        s->at += length;
        break;
    case 'P':
        put_inner(m, "uuub", pointer(s), length_of("uuub"));
        break;
    case 'D':
        length = number(s);
        put_pieces(m, length, pointer(s));
        break;
    default: /* K */
        put_ulong(m, number(s));
        pointer(s);
    }
}

static void put_structure(struct message *m, const char *fields, const void *bytes, CK_ULONG length) {
    if (length != length_of(fields)) {
        m->error = m->error == CKR_OK ? CKR_MECHANISM_PARAM_INVALID : m->error;
        return;
    }
    struct structure s = {bytes, 0};
    for (; *fields != '\0' && m->error == CKR_OK; fields++) {
        put_field(m, *fields, &s);
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
    if (mechanism->pParameter == NULL || mechanism->ulParameterLen == 0) {
        put_pointed(m, NULL, mechanism->ulParameterLen);
    } else if (fields == NULL) {
        put_bytes(m, mechanism->pParameter, mechanism->ulParameterLen);
    } else {
        put_inner(m, fields, mechanism->pParameter, mechanism->ulParameterLen);
    }
}

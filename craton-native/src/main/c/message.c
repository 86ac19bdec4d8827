#include "message.h"

#include <stdlib.h>
#include <string.h>

/* Nested deeper than this is refused; the module takes less. */
#define MOST_NESTED 4
/* More attributes are refused; the module takes fewer. */
#define MOST_ATTRIBUTES 4096UL
/* After a longer message the memory is given back. */
#define KEPT (1u << 16)

void message_begin(struct message *m) {
    if (m->capacity > KEPT) {
        message_free(m);
    } else if (m->bytes != NULL) {
        explicit_bzero(m->bytes, FRAME_HEADER + m->length);
    }
    m->length = 0;
    m->at = 0;
    m->error = CKR_OK;
}

void message_free(struct message *m) {
    if (m->bytes != NULL) {
        explicit_bzero(m->bytes, m->capacity);
        free(m->bytes);
    }
    memset(m, 0, sizeof *m);
}

bool message_reserve(struct message *m, size_t more) {
    if (m->error != CKR_OK) {
        return false;
    }
    size_t needed = FRAME_HEADER + m->length + more;
    if (needed <= m->capacity) {
        return true;
    }
    size_t capacity = m->capacity == 0 ? 1024 : m->capacity;
    while (capacity < needed) {
        capacity *= 2;
    }
    /* Not realloc: it would leave a copy of a PIN behind. */
    unsigned char *larger = needed < more ? NULL : malloc(capacity);
    if (larger == NULL) {
        m->error = CKR_HOST_MEMORY;
        return false;
    }
    if (m->bytes != NULL) {
        memcpy(larger, m->bytes, FRAME_HEADER + m->length);
        explicit_bzero(m->bytes, m->capacity);
        free(m->bytes);
    }
    m->bytes = larger;
    m->capacity = capacity;
    return true;
}

void put_raw(struct message *m, const void *bytes, CK_ULONG length) {
    if (length > 0 && message_reserve(m, length)) {
        memcpy(m->bytes + FRAME_HEADER + m->length, bytes, length);
        m->length += length;
    }
}

void put_octet(struct message *m, unsigned value) {
    unsigned char octet = (unsigned char)value;
    put_raw(m, &octet, 1);
}

void put_ulong(struct message *m, CK_ULONG value) {
    put_raw(m, &value, sizeof value);
}

bool is_little_endian(void) {
    const CK_ULONG one = 1;
    unsigned char first;
    memcpy(&first, &one, 1);
    return first == 1;
}

void put_form(struct message *m) {
    put_octet(m, 1);
    put_octet(m, sizeof(CK_ULONG));
    put_octet(m, is_little_endian());
}

void put_null(struct message *m) {
    put_octet(m, 0);
}

void put_present(struct message *m, CK_ULONG value) {
    put_octet(m, 1);
    put_ulong(m, value);
}

void put_bytes(struct message *m, const void *bytes, CK_ULONG length) {
    if (bytes == NULL && length > 0) {
        put_null(m);
        return;
    }
    put_present(m, length);
    put_raw(m, bytes, length);
}

size_t begin_bytes(struct message *m) {
    put_present(m, 0);
    return m->length;
}

void end_bytes(struct message *m, size_t begin) {
    if (m->error == CKR_OK) {
        CK_ULONG length = m->length - begin;
        memcpy(m->bytes + FRAME_HEADER + begin - sizeof length, &length, sizeof length);
    }
}

bool is_template(CK_ATTRIBUTE_TYPE type) {
    switch (type) {
    case 0x40000211UL: /* CKA_WRAP_TEMPLATE */
    case 0x40000212UL: /* CKA_UNWRAP_TEMPLATE */
    case 0x40000213UL: /* CKA_DERIVE_TEMPLATE */
    case 0x4000062AUL: /* CKA_ENCAPSULATE_TEMPLATE */
    case 0x4000062BUL: /* CKA_DECAPSULATE_TEMPLATE */
        return true;
    default:
        return false;
    }
}

static void refuse(struct message *m, CK_RV error) {
    if (m->error == CKR_OK) {
        m->error = error;
    }
}

static void put_attributes(struct message *m, const CK_ATTRIBUTE *attributes, CK_ULONG count, int depth) {
    if ((attributes == NULL && count > 0) || count > MOST_ATTRIBUTES) {
        refuse(m, CKR_ARGUMENTS_BAD);
        return;
    }
    for (CK_ULONG i = 0; i < count && m->error == CKR_OK; i++) {
        const CK_ATTRIBUTE *one = &attributes[i];
        bool nested = is_template(one->type);
        if ((one->pValue == NULL && one->ulValueLen > 0) || (nested && one->ulValueLen % sizeof *one != 0) ||
            depth > MOST_NESTED) {
            refuse(m, CKR_ATTRIBUTE_VALUE_INVALID);
            return;
        }
        put_ulong(m, one->type);
        put_ulong(m, one->ulValueLen);
        size_t begin = m->length;
        if (nested) {
            put_attributes(m, one->pValue, one->ulValueLen / sizeof *one, depth + 1);
            end_bytes(m, begin);
        } else {
            put_raw(m, one->pValue, one->ulValueLen);
        }
    }
}

void put_template(struct message *m, const CK_ATTRIBUTE *attributes, CK_ULONG count) {
    size_t begin = begin_bytes(m);
    put_attributes(m, attributes, count, 1);
    end_bytes(m, begin);
}

/* The common fields of the three structures. */
struct aead {
    CK_BYTE_PTR iv;
    CK_ULONG iv_length;
    CK_ULONG fixed_bits;
    CK_ULONG generator;
    CK_BYTE_PTR tag;
    CK_ULONG tag_length;
};

/* The structures have different lengths, so that no mechanism has to be remembered. */
static bool aead_of(const void *parameters, CK_ULONG length, struct aead *aead) {
    if (parameters == NULL) {
        return false;
    }
    if (length == sizeof(CK_GCM_MESSAGE_PARAMS)) {
        CK_GCM_MESSAGE_PARAMS gcm;
        memcpy(&gcm, parameters, sizeof gcm);
        *aead = (struct aead){gcm.pIv, gcm.ulIvLen, gcm.ulIvFixedBits, gcm.ivGenerator, gcm.pTag, gcm.ulTagBits / 8};
        return true;
    }
    if (length == sizeof(CK_CCM_MESSAGE_PARAMS)) {
        CK_CCM_MESSAGE_PARAMS ccm;
        memcpy(&ccm, parameters, sizeof ccm);
        *aead = (struct aead){ccm.pNonce, ccm.ulNonceLen, ccm.ulNonceFixedBits, ccm.nonceGenerator, ccm.pMAC, ccm.ulMACLen};
        return true;
    }
    if (length == sizeof(CK_SALSA20_CHACHA20_POLY1305_MSG_PARAMS)) {
        CK_SALSA20_CHACHA20_POLY1305_MSG_PARAMS chacha;
        memcpy(&chacha, parameters, sizeof chacha);
        *aead = (struct aead){chacha.pNonce, chacha.ulNonceLen, 0, 0, chacha.pTag, 16};
        return true;
    }
    return false;
}

void put_message_parameters(struct message *m, const void *parameters, CK_ULONG length) {
    struct aead aead;
    if (aead_of(parameters, length, &aead)) {
        put_octet(m, 2);
        put_bytes(m, aead.iv, aead.iv_length);
        put_ulong(m, aead.fixed_bits);
        put_ulong(m, aead.generator);
        put_bytes(m, aead.tag, aead.tag == NULL ? 0 : aead.tag_length);
    } else {
        put_octet(m, length == 0 ? 1 : 0);
    }
}

const unsigned char *take_raw(struct message *m, CK_ULONG length) {
    if (m->error == CKR_OK && length > m->length - m->at) {
        m->error = CKR_DEVICE_ERROR;
    }
    if (m->error != CKR_OK) {
        return NULL;
    }
    const unsigned char *bytes = m->bytes + FRAME_HEADER + m->at;
    m->at += length;
    return bytes;
}

unsigned take_octet(struct message *m) {
    const unsigned char *octet = take_raw(m, 1);
    return octet == NULL ? 0 : *octet;
}

bool take_bool(struct message *m) {
    unsigned flag = take_octet(m);
    if (flag > 1) {
        refuse(m, CKR_DEVICE_ERROR);
    }
    return flag == 1;
}

CK_ULONG take_ulong(struct message *m) {
    CK_ULONG value = 0;
    const unsigned char *bytes = take_raw(m, sizeof value);
    if (bytes != NULL) {
        memcpy(&value, bytes, sizeof value);
    }
    return value;
}

const unsigned char *take_bytes(struct message *m, CK_ULONG *length) {
    *length = take_bool(m) ? take_ulong(m) : 0;
    const unsigned char *bytes = take_raw(m, *length);
    if (bytes == NULL) {
        *length = 0;
    }
    return bytes;
}

CK_ULONG take_count(struct message *m, size_t size) {
    CK_ULONG count = take_ulong(m);
    if (count > (m->length - m->at) / size) {
        refuse(m, CKR_DEVICE_ERROR);
    }
    return m->error == CKR_OK ? count : 0;
}

static void fill(CK_BYTE_PTR to, CK_ULONG room, const unsigned char *from, CK_ULONG length) {
    if (to != NULL && from != NULL) {
        memcpy(to, from, length < room ? length : room);
    }
}

void take_message_parameters(struct message *m, void *parameters, CK_ULONG length) {
    struct aead aead;
    if (!take_bool(m)) {
        return;
    }
    CK_ULONG iv_length;
    CK_ULONG tag_length;
    const unsigned char *iv = take_bytes(m, &iv_length);
    const unsigned char *tag = take_bytes(m, &tag_length);
    if (m->error == CKR_OK && aead_of(parameters, length, &aead)) {
        fill(aead.iv, aead.iv_length, iv, iv_length);
        fill(aead.tag, aead.tag_length, tag, tag_length);
    }
}

void take_end(struct message *m) {
    if (m->at != m->length) {
        refuse(m, CKR_DEVICE_ERROR);
    }
}

#include "message.h"

#include <stdlib.h>
#include <string.h>

#ifdef _WIN32
#include <windows.h>
#define explicit_bzero SecureZeroMemory
#endif

/* More attributes are refused; the module takes fewer. */
#define MOST_ATTRIBUTES 4096UL
#define FIRST_CAPACITY 1024
/* No message is longer: a larger length is a mistake of who gives it. */
#define LONGEST_MESSAGE (1UL << 30)

void message_begin(struct message *m) {
    if (m->bytes != NULL) {
        explicit_bzero(m->bytes, FRAME_HEADER + m->length);
    }
    m->length = m->at = 0;
    m->error = CKR_OK;
}

void message_free(struct message *m) {
    if (m->bytes != NULL) {
        explicit_bzero(m->bytes, m->capacity);
        free(m->bytes);
    }
    memset(m, 0, sizeof *m);
}

void message_refuse(struct message *m, CK_RV error) {
    if (m->error == CKR_OK) {
        m->error = error;
    }
}

bool message_reserve(struct message *m, size_t more) {
    if (more > LONGEST_MESSAGE - m->length) {
        message_refuse(m, CKR_DATA_LEN_RANGE);
    }
    size_t needed = FRAME_HEADER + m->length + more;
    if (m->error != CKR_OK || needed <= m->capacity) {
        return m->error == CKR_OK;
    }
    size_t capacity = m->capacity == 0 ? FIRST_CAPACITY : m->capacity;
    while (capacity < needed) {
        capacity *= 2;
    }
    /* Not realloc: it would leave a copy of a PIN behind. */
    unsigned char *larger = malloc(capacity);
    if (larger == NULL) {
        message_refuse(m, CKR_HOST_MEMORY);
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
    return *(const unsigned char *)&one == 1;
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
        CK_ULONG length = (CK_ULONG)(m->length - begin);
        memcpy(m->bytes + FRAME_HEADER + begin - sizeof length, &length, sizeof length);
    }
}

bool is_template(CK_ATTRIBUTE_TYPE type) {
    return type == 0x40000211UL      /* CKA_WRAP_TEMPLATE */
           || type == 0x40000212UL   /* CKA_UNWRAP_TEMPLATE */
           || type == 0x40000213UL   /* CKA_DERIVE_TEMPLATE */
           || type == 0x4000062AUL   /* CKA_ENCAPSULATE_TEMPLATE */
           || type == 0x4000062BUL;  /* CKA_DECAPSULATE_TEMPLATE */
}

static void put_attributes(struct message *m, const CK_ATTRIBUTE *attributes, CK_ULONG count, int depth) {
    if ((attributes == NULL && count > 0) || count > MOST_ATTRIBUTES) {
        message_refuse(m, CKR_ARGUMENTS_BAD);
        return;
    }
    for (CK_ULONG i = 0; i < count && m->error == CKR_OK; i++) {
        const CK_ATTRIBUTE *one = &attributes[i];
        bool nested = is_template(one->type);
        if ((one->pValue == NULL && one->ulValueLen > 0) || one->ulValueLen == CK_UNAVAILABLE_INFORMATION ||
            (nested && one->ulValueLen % sizeof *one != 0) || depth > MOST_NESTED) {
            message_refuse(m, CKR_ATTRIBUTE_VALUE_INVALID);
            return;
        }
        put_ulong(m, one->type);
        put_ulong(m, one->ulValueLen);
        if (nested) {
            size_t begin = m->length;
            put_attributes(m, one->pValue, one->ulValueLen / (CK_ULONG)sizeof *one, depth + 1);
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

const unsigned char *take_raw(struct message *m, CK_ULONG length) {
    if (length > m->length - m->at) {
        message_refuse(m, CKR_DEVICE_ERROR);
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
        message_refuse(m, CKR_DEVICE_ERROR);
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

CK_ULONG take_present(struct message *m) {
    return take_bool(m) ? take_ulong(m) : 0;
}

const unsigned char *take_bytes(struct message *m, CK_ULONG *length) {
    if (!take_bool(m)) {
        *length = 0;
        return NULL;
    }
    *length = take_ulong(m);
    const unsigned char *bytes = take_raw(m, *length);
    if (bytes == NULL) {
        *length = 0;
    }
    return bytes;
}

CK_ULONG take_count(struct message *m, size_t size) {
    CK_ULONG count = take_present(m);
    if (count > (m->length - m->at) / size) {
        message_refuse(m, CKR_DEVICE_ERROR);
    }
    return m->error == CKR_OK ? count : 0;
}

void take_end(struct message *m) {
    if (m->at != m->length) {
        message_refuse(m, CKR_DEVICE_ERROR);
    }
}
